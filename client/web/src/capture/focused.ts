// Where the keyboard goes when a part of the page takes the place of another.

import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Return a ref for the heading that is to be focused as soon as it is there. */
export function useFocusedHeading(): RefObject<HTMLHeadingElement | null> {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return ref;
}
