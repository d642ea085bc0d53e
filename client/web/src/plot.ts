// A plot by uPlot that lives as long as its element: it keeps its width, and its colours in dark and light.

import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { onThemeChange } from "./theme.ts";
import "uplot/dist/uPlot.min.css";

/** The width of a sheet of A4 within its margins, at CSS's 96 pixels an inch. */
const SHEET_PX = 680;

/** Draw into the element that the returned reference is given to; `make` is asked once for each height. */
export function usePlot(
  height_px: number,
  make: (element: HTMLElement) => uPlot.Options,
  data: () => uPlot.AlignedData,
  changes: readonly unknown[],
): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);

  useEffect(() => {
    const element = place.current as HTMLDivElement;
    const drawn = new uPlot(make(element), [[], []], element);
    plot.current = drawn;
    const resize = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: height_px }));
    resize.observe(element);
    const deaf = onThemeChange(() => drawn.redraw());
    const print = () => drawn.setSize({ width: SHEET_PX, height: height_px });
    const printed = () => drawn.setSize({ width: element.clientWidth, height: height_px });
    addEventListener("beforeprint", print);
    addEventListener("afterprint", printed);
    return () => {
      removeEventListener("beforeprint", print);
      removeEventListener("afterprint", printed);
      deaf();
      resize.disconnect();
      drawn.destroy();
    };
  }, [height_px]);

  useEffect(() => plot.current?.setData(data()), [height_px, ...changes]);

  return place;
}

/** The colour of an element's text, asked for at each drawing. */
export function colourOf(element: HTMLElement): () => string {
  return () => getComputedStyle(element).color;
}

export function faint(colour: string): string {
  return colour.replace("rgb(", "rgba(").replace(")", ", 0.14)");
}
