// What the panel shows, as a pure function of what happens to the inputs and to the link.

import type { InputFault } from "./inputs.ts";
import type { InputAlarm } from "./input-watch.ts";
import { FLOOR_DBFS, follow, SPEECH_DBFS, toDbfs } from "./level.ts";
import type { Failure, LinkNews } from "./link.ts";
import { bySide, type Side, samplesToMs } from "./sides.ts";

export interface InputView {
  readonly state: "none" | "opening" | "open";
  /** What it is called: the device; empty for what is shared. */
  readonly name: string;
  /** Empty for what is shared. */
  readonly deviceId: string;
  /** Why it could not be had. */
  readonly fault: InputFault | null;
  readonly levelDbfs: number;
  /** Speech has been heard from it: it is the right one, and works. */
  readonly spoke: boolean;
  readonly alarm: InputAlarm | null;
  /** It is silent and the agent knows. */
  readonly knownSilent: boolean;
}

export type Stage = "closed" | "setup" | "connecting" | "live" | "reconnecting" | "ending" | "ended" | "failed";

export interface CaptureView {
  readonly stage: Stage;
  readonly inputs: Readonly<Record<Side, InputView>>;
  readonly callId: string | null;
  readonly voiceAnalysis: boolean;
  readonly failure: Failure | null;
  /** Sound that the service will never hear, because a break was longer than what the page keeps. */
  readonly lostMs: number;
}

export type CaptureEvent =
  | { type: "opened" }
  | { type: "closed" }
  | { type: "input_opening"; side: Side }
  | { type: "input_opened"; side: Side; name: string; deviceId: string }
  | { type: "input_failed"; side: Side; fault: InputFault }
  | { type: "input_gone"; side: Side }
  | { type: "watched"; side: Side; alarm: InputAlarm | null; knownSilent: boolean }
  | { type: "heard"; peaks: Record<Side, number> }
  | { type: "begun"; voiceAnalysis: boolean }
  | { type: "voice_analysis"; on: boolean }
  | { type: "link"; news: LinkNews };

const NO_INPUT: InputView = {
  state: "none",
  name: "",
  deviceId: "",
  fault: null,
  levelDbfs: FLOOR_DBFS,
  spoke: false,
  alarm: null,
  knownSilent: false,
};

export const CLOSED: CaptureView = {
  stage: "closed",
  inputs: bySide(() => NO_INPUT),
  callId: null,
  voiceAnalysis: false,
  failure: null,
  lostMs: 0,
};

/** Whether a call is under way, so that leaving the page would break it. */
export function isInCall(stage: Stage): boolean {
  return ["connecting", "live", "reconnecting", "ending"].includes(stage);
}

export function reduceCapture(view: CaptureView, event: CaptureEvent): CaptureView {
  switch (event.type) {
    case "opened":
      return { ...CLOSED, stage: "setup" };
    case "closed":
      return CLOSED;
    case "input_opening":
      return change(view, event.side, { state: "opening", fault: null });
    case "input_opened":
      return change(view, event.side, { ...NO_INPUT, state: "open", name: event.name, deviceId: event.deviceId });
    case "input_failed":
      return change(view, event.side, { ...NO_INPUT, fault: event.fault, alarm: view.inputs[event.side].alarm });
    case "input_gone":
      return change(view, event.side, NO_INPUT);
    case "watched":
      return change(view, event.side, { alarm: event.alarm, knownSilent: event.knownSilent });
    case "heard":
      return { ...view, inputs: bySide((side) => heard(view.inputs[side], event.peaks[side])) };
    case "begun":
      return { ...view, stage: "connecting", voiceAnalysis: event.voiceAnalysis, failure: null, callId: null, lostMs: 0 };
    case "voice_analysis":
      return { ...view, voiceAnalysis: event.on };
    case "link":
      return linked(view, event.news);
  }
}

function change(view: CaptureView, side: Side, changed: Partial<InputView>): CaptureView {
  return { ...view, inputs: { ...view.inputs, [side]: { ...view.inputs[side], ...changed } } };
}

function heard(input: InputView, peak: number): InputView {
  if (input.state !== "open") {
    return input;
  }
  return {
    ...input,
    levelDbfs: follow(input.levelDbfs, peak),
    spoke: input.spoke || toDbfs(peak) >= SPEECH_DBFS,
  };
}

function linked(view: CaptureView, { state, callId, lostSamples }: LinkNews): CaptureView {
  const failure = state.kind === "failed" ? state.failure : null;
  return { ...view, stage: state.kind, callId, failure, lostMs: samplesToMs(lostSamples) };
}
