// Compact or full: by the width of the window, until the agent chooses otherwise.

import { useEffect, useState } from "preact/hooks";
import { useRemembered } from "./remembered.ts";

export const LAYOUTS = ["auto", "compact", "full"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** A side window. In rem, so that a page in twice the letter size counts as half as wide. */
const NARROW = "(max-width: 30rem)";

export function isCompact(layout: Layout, narrow: boolean): boolean {
  return layout === "auto" ? narrow : layout === "compact";
}

/** Return the choice that turns the page into the other one; what the width asks for anyway is no choice to keep. */
export function turned(layout: Layout, narrow: boolean): Layout {
  const compact = !isCompact(layout, narrow);
  return compact === narrow ? "auto" : compact ? "compact" : "full";
}

/** Whether the page is compact now, and how to turn it. */
export function useCompact(): [boolean, () => void] {
  const [layout, choose] = useRemembered("layout", LAYOUTS);
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const change = () => setNarrow(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, []);
  return [isCompact(layout, narrow), () => choose(turned(layout, narrow))];
}
