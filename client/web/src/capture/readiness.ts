// What is still missing before a call can start, in the order of the form.

import type { CaptureView } from "./capture-state.ts";
import { type InputDevice, isSameDevice } from "./inputs.ts";

export type Missing = "microphone" | "caller" | "same" | "voice" | "service";

export interface Form {
  /** Whether the caller's tone may be analysed; null: not decided yet, and nobody decides it for the agent. */
  readonly voiceAnalysis: boolean | null;
  readonly connected: boolean;
}

export function missing(view: CaptureView, devices: readonly InputDevice[], form: Form): Missing[] {
  const { agent, caller } = view.inputs;
  const found: Missing[] = [];
  if (agent.state !== "open" || agent.alarm === "lost") {
    found.push("microphone");
  }
  if (caller.state !== "open" || caller.alarm === "lost") {
    found.push("caller");
  } else if (isOneDevice(devices, agent.deviceId, caller.deviceId)) {
    found.push("same");
  }
  if (form.voiceAnalysis === null) {
    found.push("voice");
  }
  if (!form.connected) {
    found.push("service");
  }
  return found;
}

function isOneDevice(devices: readonly InputDevice[], one: string, other: string): boolean {
  const first = devices.find((device) => device.id === one);
  const second = devices.find((device) => device.id === other);
  return first !== undefined && second !== undefined && isSameDevice(devices, first, second);
}
