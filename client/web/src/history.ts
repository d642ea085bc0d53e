// The last minutes of heat, for the sparkline; bounded, in audio time of the call.

import type { HeatPoint } from "./wire.ts";

export interface History {
  readonly times_ms: readonly number[];
  readonly levels: readonly number[];
}

export const EMPTY_HISTORY: History = { times_ms: [], levels: [] };

/** What the sparkline shows: long enough to see a call turn, short enough to read at a glance. */
export const HISTORY_MS = 180_000;

/** Points closer together than this fall on the same pixel of a sparkline 300 pixels wide. */
const STEP_MS = 500;

export function extend(history: History, at_ms: number, level: number): History {
  const { times_ms, levels } = history;
  const last = times_ms.length - 1;
  const before = times_ms[last - 1];
  // Within one step the newest point replaces the last one, so that the line always ends at the truth.
  const kept = before !== undefined && at_ms - before < STEP_MS ? last : last + 1;
  const from = times_ms.findIndex((time_ms) => time_ms >= at_ms - HISTORY_MS);
  const start = from < 0 ? kept : from;
  return {
    times_ms: [...times_ms.slice(start, kept), at_ms],
    levels: [...levels.slice(start, kept), level],
  };
}

/** The history that a page which comes late is told. */
export function historyOf(points: readonly HeatPoint[]): History {
  return points.reduce((history, point) => extend(history, point.heard_ms, point.level), EMPTY_HISTORY);
}
