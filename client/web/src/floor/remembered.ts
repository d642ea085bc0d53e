// What a supervisor has chosen on this browser, such as the team; it is there again tomorrow.

import { useState } from "preact/hooks";

export function useRemembered<Choice extends string>(
  name: string,
  first: Choice,
  isChoice: (value: string) => value is Choice,
): [Choice, (choice: Choice) => void] {
  const key = `tyyni.floor.${name}`;
  const [choice, setChoice] = useState<Choice>(() => {
    const stored = localStorage.getItem(key);
    return stored !== null && isChoice(stored) ? stored : first;
  });
  const choose = (next: Choice) => {
    localStorage.setItem(key, next);
    setChoice(next);
  };
  return [choice, choose];
}

export const isAnyText = (_value: string): _value is string => true;

export type OnOff = "on" | "off";
export const isOnOff = (value: string): value is OnOff => value === "on" || value === "off";
