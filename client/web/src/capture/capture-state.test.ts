import assert from "node:assert/strict";
import { test } from "node:test";
import { CLOSED, type CaptureEvent, isInCall, reduceCapture } from "./capture-state.ts";
import type { LinkNews } from "./link.ts";

const after = (...events: CaptureEvent[]) => events.reduce(reduceCapture, CLOSED);
const link = (state: LinkNews["state"], more: Partial<LinkNews> = {}): CaptureEvent => ({
  type: "link",
  news: { state, callId: "c", lostSamples: 0, ...more },
});
const OPENED: CaptureEvent = { type: "input_opened", side: "agent", name: "Headset", deviceId: "h" };

test("a call goes from the button over the form to its end", () => {
  const begun: CaptureEvent[] = [{ type: "opened" }, OPENED, { type: "begun", voiceAnalysis: true }];
  assert.equal(after({ type: "opened" }).stage, "setup");
  assert.equal(after(...begun).stage, "connecting");
  const live = after(...begun, link({ kind: "live" }));
  assert.deepEqual([live.stage, live.callId, live.voiceAnalysis], ["live", "c", true]);
  assert.ok(isInCall(live.stage));
  const ended = after(...begun, link({ kind: "ended" }));
  assert.ok(!isInCall(ended.stage));
  assert.deepEqual(reduceCapture(ended, { type: "opened" }).stage, "setup");
});

test("what was lost and what failed is told, until the next call", () => {
  const broken = after(link({ kind: "reconnecting" }, { lostSamples: 32_000 }));
  assert.deepEqual([broken.stage, broken.lostMs], ["reconnecting", 2_000]);
  const failed = after(link({ kind: "failed", failure: { code: "taken_over", message: "m" } }));
  assert.deepEqual(failed.failure, { code: "taken_over", message: "m" });
  assert.equal(reduceCapture(failed, { type: "opened" }).failure, null);
});

test("an input shows its level, and that speech was heard stays", () => {
  const heard = after(OPENED, { type: "heard", peaks: { agent: 0.1, caller: 0.5 } });
  assert.equal(Math.round(heard.inputs.agent.levelDbfs), -20);
  assert.ok(heard.inputs.agent.spoke);
  assert.ok(!heard.inputs.caller.spoke); // not open: nothing to see
  const later = reduceCapture(heard, { type: "heard", peaks: { agent: 0, caller: 0 } });
  assert.ok(later.inputs.agent.spoke && later.inputs.agent.levelDbfs < heard.inputs.agent.levelDbfs);
});

test("a lost input that cannot be had again stays an alarm, with the reason", () => {
  const view = after(
    OPENED,
    { type: "watched", side: "agent", alarm: "lost", knownSilent: false },
    { type: "input_opening", side: "agent" },
    { type: "input_failed", side: "agent", fault: "missing" },
  );
  assert.deepEqual([view.inputs.agent.alarm, view.inputs.agent.fault], ["lost", "missing"]);
  assert.equal(reduceCapture(view, OPENED).inputs.agent.alarm, null);
});

test("the switch of the tone analysis and letting go of an input show", () => {
  assert.equal(after({ type: "voice_analysis", on: true }).voiceAnalysis, true);
  assert.equal(after(OPENED, { type: "input_gone", side: "agent" }).inputs.agent.state, "none");
  assert.deepEqual(after({ type: "opened" }, { type: "closed" }), CLOSED);
});
