// Whether an input still gives sound: told by what comes, not by what the browser promises. Pure; told the time.
//
// A caller who listens is no alarm: a telephone line that is silent still hums. Digital silence (nothing but zeros) and
// nothing at all are: a dead device, a mute switch, a tab without sound. Some inputs are digitally silent by nature, such
// as a microphone behind a noise gate or a softphone's tab between words; who has come back by itself a few times is
// one of those and gets more patience, so that the alarm stays rare enough to be believed.

import { FRAME_MS } from "./sides.ts";

/** `lost`: it has ended. `muted`: the browser or the system mutes it. `stalled`: nothing comes. `silent`: only zeros. */
export type InputAlarm = "lost" | "muted" | "stalled" | "silent";

/** An alarm has to be on the screen within 2 s; the rest is for the way there, and for a timer of a page in the
background, which browsers let run once a second. */
export const SILENT_AFTER_MS = 1_500;
export const STALLED_AFTER_MS = 1_000;
/** Our choice: three pauses of a talk show what kind of input it is; a line without any sound for 10 s is dead. */
export const RETURNS_OF_A_GATE = 3;
export const SILENT_AFTER_OF_A_GATE_MS = 10_000;

export class InputWatch {
  #lastFrameMs: number;
  #silentMs = 0;
  #returns = 0;
  #acknowledged = false;
  #ended = false;
  muted = false;

  constructor(nowMs: number) {
    this.#lastFrameMs = nowMs;
  }

  /** 20 ms came. */
  frame(silent: boolean, nowMs: number): void {
    this.#lastFrameMs = nowMs;
    if (silent) {
      this.#silentMs += FRAME_MS;
      return;
    }
    if (this.#silentMs >= SILENT_AFTER_MS) {
      this.#returns += 1;
    }
    this.#silentMs = 0;
    this.#acknowledged = false;
  }

  end(): void {
    this.#ended = true;
  }

  /** The agent muted it on purpose: no alarm until it sounds again. A lost input stays an alarm. */
  acknowledge(): void {
    this.#acknowledged = true;
  }

  /** Whether it is silent and the agent knows. */
  get knownSilent(): boolean {
    return this.#acknowledged;
  }

  alarm(nowMs: number): InputAlarm | null {
    if (this.#ended) {
      return "lost";
    }
    if (nowMs - this.#lastFrameMs >= STALLED_AFTER_MS) {
      return "stalled";
    }
    if (this.#acknowledged) {
      return null;
    }
    if (this.muted) {
      return "muted";
    }
    const patienceMs = this.#returns >= RETURNS_OF_A_GATE ? SILENT_AFTER_OF_A_GATE_MS : SILENT_AFTER_MS;
    return this.#silentMs >= patienceMs ? "silent" : null;
  }
}
