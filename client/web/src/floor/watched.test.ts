import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY_FLOOR, type FloorView, reduceFloor } from "../floor-state.ts";
import type { FloorCall, FloorMessage, FloorText } from "../wire.ts";

const call = (heard_ms: number, level: number): FloorCall => ({
  call_id: "a",
  label: "",
  language: "en",
  started_at: "",
  heard_ms,
  level,
  band: "calm",
  trend: "steady",
  reasons: [],
  prompt: null,
  voice_analysis: true,
  lag_ms: 0,
  notices: [],
});
const text = (party: FloorText["party"], utterance: number, start_ms: number, said: string): FloorText => ({
  party,
  utterance,
  text: said,
  final: false,
  start_ms,
});
const WHOLE: FloorMessage = {
  type: "watched_call",
  call_id: "a",
  heat: [{ heard_ms: 0, level: 0 }],
  prompts: [],
  texts: [text("caller", 1, 1000, "Hello")],
  whispers: [],
};
const say = (view: FloorView, ...messages: FloorMessage[]) => reduceFloor(view, { type: "said", messages });
const floor = say(EMPTY_FLOOR, { type: "floor", calls: [call(0, 0)], lines: {} });
const opened = reduceFloor(floor, { type: "opened", call_id: "a" });
const watching = say(opened, WHOLE);

test("a call that is opened is shown at once, and whole as soon as the service has told it", () => {
  assert.equal(opened.watched?.call?.call_id, "a");
  assert.equal(opened.watched?.known, false);
  assert.equal(watching.watched?.known, true);
  assert.ok(watching.seen.has("a"));
});

test("its heat goes on the timeline once it changes", () => {
  const view = say(watching, { type: "floor_call", call: call(500, 0) }, { type: "floor_call", call: call(1000, 7) });
  assert.deepEqual(view.watched?.heat, [
    { heard_ms: 0, level: 0 },
    { heard_ms: 1000, level: 7 },
  ]);
});

test("text grows in its place, and what began earlier stands earlier", () => {
  const view = say(
    watching,
    { type: "watched_text", call_id: "a", text: text("caller", 2, 5000, "Where") },
    { type: "watched_text", call_id: "a", text: text("agent", 1, 3000, "Good morning") },
    { type: "watched_text", call_id: "a", text: text("caller", 2, 5000, "Where is it?") },
  );
  assert.deepEqual(
    view.watched?.texts.map((one) => one.text),
    ["Hello", "Good morning", "Where is it?"],
  );
});

test("prompts and whispers follow", () => {
  const view = say(
    watching,
    { type: "watched_prompt", call_id: "a", prompt: { heard_ms: 1, urgency: "low", text: {}, why: {} } },
    { type: "watched_whisper", call_id: "a", whisper: { heard_ms: 2, text: "Offer a refund" } },
  );
  assert.equal(view.watched?.prompts.length, 1);
  assert.equal(view.watched?.whispers.length, 1);
});

test("what comes late of another call is left out", () => {
  const late: FloorMessage = { type: "watched_whisper", call_id: "b", whisper: { heard_ms: 2, text: "no" } };
  assert.equal(say(watching, late).watched, watching.watched);
  assert.equal(say(floor, late).watched, null);
});

test("a call that ends stays in the panel as it was, until that is closed", () => {
  const over = say(watching, { type: "floor_call_gone", call_id: "a" });
  assert.equal(over.watched?.ended, true);
  assert.equal(over.watched?.texts.length, 1);
  assert.equal(reduceFloor(over, { type: "closed" }).watched, null);
  assert.equal(say(watching, { type: "floor", calls: [], lines: {} }).watched?.ended, true);
});

test("a link to a call opens it before the floor knows it", () => {
  const early = reduceFloor(EMPTY_FLOOR, { type: "opened", call_id: "a" });
  assert.equal(early.watched?.call, null);
  const known = say(early, { type: "floor", calls: [call(0, 3)], lines: {} });
  assert.equal(known.watched?.call?.level, 3);
  assert.equal(known.watched?.ended, false);
});

test("the service is asked for the call again when it begins anew or the call was away, also within one batch", () => {
  const told: FloorMessage = { type: "floor", calls: [call(0, 0)], lines: {} };
  const asks = (view: FloorView) => view.watched?.asks ?? -1;
  assert.ok(asks(say(watching, told)) > asks(watching));
  const away = say(watching, { type: "floor", calls: [], lines: {} });
  const restored: FloorMessage = { type: "floor_call", call: call(0, 0) };
  assert.ok(asks(say(away, restored)) > asks(away));
  const both = say(watching, { type: "floor_call_gone", call_id: "a" }, restored);
  assert.ok(asks(both) > asks(watching));
  assert.equal(both.watched?.ended, false);
  assert.equal(asks(say(watching, restored)), asks(watching));
});
