// The two parties whose sound this page brings, and what both ends of a call mean by a sample.

import type { Party } from "../wire.ts";

export type Side = Extract<Party, "agent" | "caller">;

export const SIDES = ["caller", "agent"] as const satisfies readonly Side[];

/** What the service hears, 16 kHz mono (`SAMPLE_RATE_HZ` of service/tyyni/units.py). */
export const WIRE_RATE_HZ = 16_000;
/** 20 ms: what the service works through at a time, and what is sent at a time. */
export const FRAME_SAMPLES = 320;
export const FRAME_MS = 20;

export function bySide<T>(make: (side: Side) => T): Record<Side, T> {
  return { caller: make("caller"), agent: make("agent") };
}

export function samplesToMs(samples: number): number {
  return (samples * 1000) / WIRE_RATE_HZ;
}
