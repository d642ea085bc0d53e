// The last minutes of heat as one line, drawn by uPlot in the colour of its surroundings.

import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { HISTORY_MS, type History } from "./history.ts";
import { onThemeChange } from "./theme.ts";

export function Sparkline(props: { history: History; height_px: number }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);

  useEffect(() => {
    const element = place.current as HTMLDivElement;
    const drawn = draw(element, props.height_px);
    plot.current = drawn;
    const resize = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: props.height_px }));
    resize.observe(element);
    const deaf = onThemeChange(() => drawn.redraw());
    return () => {
      deaf();
      resize.disconnect();
      drawn.destroy();
    };
  }, [props.height_px]);

  useEffect(() => {
    const { times_ms, levels } = props.history;
    plot.current?.setData([[...times_ms], [...levels]]);
  }, [props.history, props.height_px]);

  return <div ref={place} />;
}

function draw(element: HTMLElement, height_px: number): uPlot {
  const colour = () => getComputedStyle(element).color;
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: height_px,
    padding: [2, 2, 2, 2],
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { time: false, range: (_plot, _from, to) => [to - HISTORY_MS, to] },
      y: { range: [0, 100] },
    },
    axes: [{ show: false }, { show: false }],
    series: [
      {},
      {
        width: 2,
        points: { show: false },
        stroke: colour,
        fill: () => colour().replace("rgb(", "rgba(").replace(")", ", 0.14)"),
      },
    ],
  };
  return new uPlot(options, [[], []], element);
}
