// Single keys for what an agent does most in a call. They can be switched off (WCAG 2.1.4), and never act while a
// field has the focus, with a modifier, or while a menu is open. Escape is no character: it always works.

import { useEffect, useRef } from "preact/hooks";

export type Doing = "useful" | "not_useful" | "dismiss" | "mute_rule" | "mute_all" | "help";

export interface Key {
  /** As it stands on the button. */
  readonly shown: string;
  /** As `aria-keyshortcuts` wants it. */
  readonly aria: string;
}

/** The first letter of the English word: the same in every language, so that a hand learns them once. */
export const KEYS: Record<Doing, Key> = {
  useful: { shown: "U", aria: "U" },
  not_useful: { shown: "N", aria: "N" },
  dismiss: { shown: "D", aria: "D" },
  mute_rule: { shown: "M", aria: "M" },
  mute_all: { shown: "⇧M", aria: "Shift+M" },
  help: { shown: "H", aria: "H" },
};

type Pressed = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey" | "repeat">;

/** Return what a key asks for; caps lock makes no difference, a key held down asks once. */
export function doingOf(pressed: Pressed): Doing | null {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey || pressed.repeat) {
    return null;
  }
  const aria = `${pressed.shiftKey ? "Shift+" : ""}${pressed.key.toUpperCase()}`;
  const found = Object.entries(KEYS).find(([, key]) => key.aria === aria);
  return found ? (found[0] as Doing) : null;
}

function isElsewhere(target: EventTarget | null): boolean {
  const inField = target instanceof Element && target.closest("input, select, textarea, [contenteditable]") !== null;
  return inField || document.querySelector(":popover-open") !== null;
}

/** Act on the keys while the page is open: letters when they are switched on, Escape always. */
export function useShortcuts(on: boolean, run: (doing: Doing) => void, escape: () => void): void {
  // A key pressed as soon as the screen has changed must act on what is seen, before any effect has run.
  const latest = useRef({ on, run, escape });
  latest.current = { on, run, escape };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isElsewhere(event.target)) {
        return;
      }
      if (event.key === "Escape") {
        latest.current.escape();
        return;
      }
      const doing = latest.current.on ? doingOf(event) : null;
      if (doing) {
        event.preventDefault();
        latest.current.run(doing);
      }
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
