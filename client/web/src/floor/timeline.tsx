// The heat of a whole call, with each prompt about the caller as a numbered line on it.

import { useRef } from "preact/hooks";
import uPlot from "uplot";
import type { Band } from "../heat.tsx";
import { colourOf, faint, usePlot } from "../plot.ts";
import { type Texts, useTexts } from "../texts.ts";
import type { FloorPrompt, HeatPoint } from "../wire.ts";

const HEIGHT_PX = 150;
/** Where hot begins (`coach/heat.py`), as a help for the eye; the band itself is said by word and shape. */
const HOT_FROM = 50;
/** A level holds until the next point. */
const STEPPED = uPlot.paths.stepped?.({ align: 1 }) as uPlot.Series.PathBuilder;

interface TimelineProps {
  readonly heat: readonly HeatPoint[];
  readonly prompts: readonly FloorPrompt[];
  readonly heard_ms: number;
  readonly band: Band;
}

export function Timeline({ heat, prompts, heard_ms, band }: TimelineProps) {
  const texts = useTexts();
  const marks = useRef<readonly FloorPrompt[]>(prompts);
  marks.current = prompts;
  const last = heat.at(-1);
  const data = (): uPlot.AlignedData => [
    [...heat.map((point) => point.heard_ms), ...(last ? [Math.max(heard_ms, last.heard_ms)] : [])],
    [...heat.map((point) => point.level), ...(last ? [last.level] : [])],
  ];
  const place = usePlot(HEIGHT_PX, (element) => optionsOf(element, texts, () => marks.current), data, [heat, prompts, heard_ms]);
  const label = texts.say("floor.timeline_label", {
    now: Math.round(last?.level ?? 0),
    top: Math.round(Math.max(0, ...heat.map((point) => point.level))),
    count: prompts.length,
  });
  return (
    <div class={`timeline band-${band}`} role="img" aria-label={label}>
      <div ref={place} />
    </div>
  );
}

function optionsOf(element: HTMLElement, texts: Texts, prompts: () => readonly FloorPrompt[]): uPlot.Options {
  const colour = colourOf(element);
  // The axes are text, which every theme has in ink; the line is in the colour of its band.
  const ink = colourOf(element.parentElement?.parentElement as HTMLElement);
  const font = `12px ${getComputedStyle(element).fontFamily}`;
  const axis = { stroke: ink, font, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: HEIGHT_PX,
    padding: [16, 10, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: { x: { time: false, range: (_plot, _from, to) => [0, Math.max(to ?? 0, 1)] }, y: { range: [0, 100] } },
    axes: [
      { ...axis, grid: { show: false }, size: 24, values: (_plot, ticks) => ticks.map((tick) => texts.duration(tick)) },
      { ...axis, size: 34, splits: [0, HOT_FROM, 100], grid: { stroke: () => faint(ink()) } },
    ],
    series: [
      {},
      { width: 2, points: { show: false }, paths: STEPPED, stroke: colour, fill: () => faint(colour()) },
    ],
    hooks: { draw: [(plot) => drawPrompts(plot, prompts(), ink(), font)] },
  };
}

function drawPrompts(plot: uPlot, prompts: readonly FloorPrompt[], ink: string, font: string): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.fillStyle = ink;
  ctx.font = font.replace(/^\d+/, (size) => String(Number(size) * scale));
  ctx.textAlign = "center";
  ctx.setLineDash([3 * scale, 3 * scale]);
  prompts.forEach((prompt, index) => {
    const x = plot.valToPos(prompt.heard_ms, "x", true);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(String(index + 1), x, bbox.top - 4 * scale);
  });
  ctx.restore();
}
