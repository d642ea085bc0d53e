// On paper nothing can be opened: the tables behind the plots are printed with them.

import { useEffect } from "preact/hooks";

export function usePrintedWhole(): void {
  useEffect(() => {
    let opened: HTMLDetailsElement[] = [];
    const open = () => {
      opened = [...document.querySelectorAll<HTMLDetailsElement>("main details:not([open])")];
      for (const details of opened) {
        details.open = true;
      }
    };
    const close = () => {
      for (const details of opened) {
        details.open = false;
      }
    };
    addEventListener("beforeprint", open);
    addEventListener("afterprint", close);
    return () => {
      removeEventListener("beforeprint", open);
      removeEventListener("afterprint", close);
    };
  }, []);
}
