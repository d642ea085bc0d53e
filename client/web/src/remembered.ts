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
  const [choice, set] = useState(() => remembered(name, choices));
  const choose = (next: Choice) => {
    localStorage.setItem(`tyyni.${name}`, next);
    set(next);
  };
  return [choice, choose];
}
