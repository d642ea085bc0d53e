// Dark or light: as the system has it, until somebody chooses otherwise.

import { remembered } from "./remembered.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export function applyTheme(theme: Theme = remembered("theme", THEMES)): void {
  document.documentElement.dataset["theme"] = theme;
}

/** Hear of every change of colours, the system's or the choice's; return how to hear no more. */
export function onThemeChange(changed: () => void): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const choice = new MutationObserver(changed);
  dark.addEventListener("change", changed);
  choice.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => {
    dark.removeEventListener("change", changed);
    choice.disconnect();
  };
}
