// Choices about how a page looks and answers, remembered by this browser.

import { useState } from "preact/hooks";

/** Return the stored choice, or the first one when there is none or it is none of these. */
export function chosen<Choice extends string>(stored: string | null, choices: readonly [Choice, ...Choice[]]): Choice {
  return choices.find((choice) => choice === stored) ?? choices[0];
}

export function remembered<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice {
  return chosen(localStorage.getItem(`tyyni.${name}`), choices);
}

/** The choice called `name`, and how to make another that outlives the page. */
export function useRemembered<Choice extends string>(
  name: string,
  choices: readonly [Choice, ...Choice[]],
): [Choice, (choice: Choice) => void] {
  const [text, set] = useRememberedText(name);
  return [chosen(text, choices), set];
}

/** The same for what cannot be listed beforehand, such as a team's name; null: nothing was chosen yet. */
export function useRememberedText(name: string): [string | null, (text: string) => void] {
  const key = `tyyni.${name}`;
  const [text, set] = useState(() => localStorage.getItem(key));
  const choose = (next: string) => {
    localStorage.setItem(key, next);
    set(next);
  };
  return [text, choose];
}
