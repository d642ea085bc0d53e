import assert from "node:assert/strict";
import { test } from "node:test";
import { CLOSED, type CaptureView, reduceCapture } from "./capture-state.ts";
import { missing } from "./readiness.ts";
import type { Side } from "./sides.ts";

const DEVICES = [
  { id: "a", name: "Headset", group: "1" },
  { id: "b", name: "Line", group: "2" },
];

const opened = (view: CaptureView, side: Side, deviceId: string) =>
  reduceCapture(view, { type: "input_opened", side, name: "", deviceId });

test("everything is asked for, the decision too", () => {
  const view = reduceCapture(CLOSED, { type: "opened" });
  const nothing = { voiceAnalysis: null, connected: false };
  assert.deepEqual(missing(view, DEVICES, nothing), ["microphone", "caller", "voice", "service"]);
});

test("a call starts with two different inputs and a decision, whichever it is", () => {
  const both = opened(opened(CLOSED, "agent", "a"), "caller", "b");
  for (const voiceAnalysis of [true, false]) {
    assert.deepEqual(missing(both, DEVICES, { voiceAnalysis, connected: true }), []);
  }
  const shared = opened(opened(CLOSED, "agent", "a"), "caller", "some tab");
  assert.deepEqual(missing(shared, DEVICES, { voiceAnalysis: true, connected: true }), []);
});

test("one device for both is refused", () => {
  const one = opened(opened(CLOSED, "agent", "a"), "caller", "a");
  assert.deepEqual(missing(one, DEVICES, { voiceAnalysis: true, connected: true }), ["same"]);
});

test("an input that was lost meanwhile is missing", () => {
  const both = opened(opened(CLOSED, "agent", "a"), "caller", "b");
  const lost = reduceCapture(both, { type: "watched", side: "caller", alarm: "lost", knownSilent: false });
  assert.deepEqual(missing(lost, DEVICES, { voiceAnalysis: true, connected: true }), ["caller"]);
});
