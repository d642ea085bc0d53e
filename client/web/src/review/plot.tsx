// The heat of a whole call: a line in steps over the bands, drawn by uPlot in the colours of its surroundings.

import { useRef } from "preact/hooks";
import uPlot from "uplot";
import { colourOf, usePlot } from "../plot.ts";
import type { KeptHeat } from "../api.ts";

export interface Band {
  readonly name: string;
  readonly from: number;
  /** Carries the band's colour as its own. */
  readonly colour: () => string;
}

export interface PlotProps {
  readonly heat: readonly KeptHeat[];
  readonly length_ms: number;
  readonly bands: readonly Band[];
  readonly sayTime: (ms: number) => string;
  readonly pointed_ms: number | null;
}

/** Room left and right of the line: the marks under it lie on the same time. */
export const LEFT_PX = 40;
export const RIGHT_PX = 16;
const HEIGHT_PX = 190;
export const TOP = 100;

export function HeatPlot(props: PlotProps) {
  const newest = useRef(props);
  newest.current = props;
  const { heat, length_ms, pointed_ms, bands } = props;
  const changes = [heat, length_ms, pointed_ms, bands];
  const place = usePlot(HEIGHT_PX, (element) => options(element, newest), () => data(newest.current), changes);
  return <div class="plot" ref={place} />;
}

/** The level holds until the next point, and the last until the end. */
function data({ heat, length_ms }: PlotProps): uPlot.AlignedData {
  const first = heat[0] && heat[0].at_ms > 0 ? [0] : [];
  const times = [...first, ...heat.map(({ at_ms }) => at_ms), length_ms];
  const levels = [...first, ...heat.map(({ level }) => level), heat.at(-1)?.level ?? 0];
  return [times, levels];
}

function options(element: HTMLElement, newest: { current: PlotProps }): uPlot.Options {
  const colour = colourOf(element);
  const font = `12px ${getComputedStyle(element).fontFamily}`;
  const axis = { stroke: colour, font, grid: { show: false }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: HEIGHT_PX,
    padding: [8, RIGHT_PX, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: { x: { time: false, range: () => [0, Math.max(newest.current.length_ms, 1)] }, y: { range: [0, TOP] } },
    axes: [
      { ...axis, size: 24, space: 60, incrs: TIME_STEPS_MS, values: (_plot, ticks) => ticks.map((ms) => newest.current.sayTime(ms)) },
      { ...axis, size: LEFT_PX, splits: () => [0, ...newest.current.bands.map(({ from }) => from).filter(Boolean), TOP] },
    ],
    series: [{}, { width: 2, points: { show: false }, stroke: colour, paths: STEPPED }],
    hooks: {
      drawClear: [(plot) => drawBands(plot, newest.current.bands, font)],
      draw: [(plot) => drawPointer(plot, newest.current.pointed_ms, colour())],
    },
  };
}

const TIME_STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((seconds) => seconds * 1000);

/** A level holds until the next point. */
const STEPPED = uPlot.paths.stepped?.({ align: 1 }) as uPlot.Series.PathBuilder;

/** Each band is a ground of its colour, with its name: nobody has to tell them apart by colour. */
function drawBands(plot: uPlot, bands: readonly Band[], font: string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = font.replace("12px", `${12 * ratio}px`);
  ctx.textAlign = "right";
  ctx.textBaseline = "top";
  bands.forEach(({ name, from, colour }, at) => {
    const top = plot.valToPos(bands[at + 1]?.from ?? TOP, "y", true);
    const bottom = plot.valToPos(from, "y", true);
    ctx.fillStyle = colour();
    ctx.globalAlpha = 0.1;
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
    ctx.globalAlpha = 1;
    ctx.fillRect(bbox.left, bottom - ratio / 2, bbox.width, ratio);
    ctx.fillText(name, bbox.left + bbox.width - 6 * ratio, top + 4 * ratio);
  });
  ctx.restore();
}

function drawPointer(plot: uPlot, at_ms: number | null, colour: string): void {
  if (at_ms === null) {
    return;
  }
  const { ctx, bbox } = plot;
  const x = plot.valToPos(at_ms, "x", true);
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
