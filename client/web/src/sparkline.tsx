// The last minutes of heat as one line, drawn by uPlot in the colour of its surroundings.

import type uPlot from "uplot";
import { HISTORY_MS, type History } from "./history.ts";
import { colourOf, faint, usePlot } from "./plot.ts";

export function Sparkline(props: { history: History; height_px: number }) {
  const { history, height_px } = props;
  const data = (): uPlot.AlignedData => [[...history.times_ms], [...history.levels]];
  const place = usePlot(height_px, (element) => optionsOf(element, height_px), data, [history]);
  return <div ref={place} />;
}

function optionsOf(element: HTMLElement, height_px: number): uPlot.Options {
  const colour = colourOf(element);
  return {
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
    series: [{}, { width: 2, points: { show: false }, stroke: colour, fill: () => faint(colour()) }],
  };
}
