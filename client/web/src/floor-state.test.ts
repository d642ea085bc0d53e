import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY_FLOOR, type FloorView, PASS_POINTS, reduceFloor, settle } from "./floor-state.ts";
import type { FloorCall, FloorMessage } from "./wire.ts";

const call = (call_id: string, level: number): FloorCall => ({
  call_id,
  label: call_id,
  language: "en",
  started_at: "2026-01-01T00:00:00Z",
  heard_ms: 1000,
  level,
  band: "calm",
  trend: "steady",
  reasons: [],
  prompt: null,
  voice_analysis: true,
  lag_ms: 0,
  notices: [],
});
const floor = (levels: Record<string, number>): FloorMessage => ({
  type: "floor",
  calls: Object.entries(levels).map(([id, level]) => call(id, level)),
  lines: {},
});
const changed = (id: string, level: number): FloorMessage => ({ type: "floor_call", call: call(id, level) });
const hear = (view: FloorView, ...messages: FloorMessage[]): FloorView => reduceFloor(view, { type: "said", messages });
const say = (view: FloorView, ...messages: FloorMessage[]): FloorView =>
  reduceFloor(hear(view, ...messages), { type: "settle" });
const play = (...messages: FloorMessage[]): FloorView => messages.reduce((view, message) => say(view, message), EMPTY_FLOOR);

test("the hottest call comes first, a newcomer where its heat belongs", () => {
  assert.deepEqual(play(floor({ a: 10, b: 80, c: 40 }), changed("d", 60)).order, ["b", "d", "c", "a"]);
});

test("a call passes another only when clearly hotter", () => {
  const start = floor({ a: 50, b: 45 });
  assert.deepEqual(play(start, changed("b", 50 + PASS_POINTS - 1)).order, ["a", "b"]);
  assert.deepEqual(play(start, changed("b", 50 + PASS_POINTS)).order, ["b", "a"]);
});

test("heat that wavers does not make tiles change places again and again", () => {
  const waver = Array.from({ length: 40 }, (_, index) => changed("b", 50 + (index % 2 ? 6 : -6)));
  assert.deepEqual(play(floor({ a: 50, b: 50 }), ...waver).order, ["a", "b"]);
});

test("a call that boils goes past all calmer ones at once", () => {
  assert.deepEqual(play(floor({ a: 40, b: 30, c: 20 }), changed("c", 95)).order, ["c", "a", "b"]);
});

test("settled is settled: the same heat again moves nothing", () => {
  for (let seed = 1; seed < 200; seed += 1) {
    const levels = Array.from({ length: 12 }, (_, index) => (seed * (index + 3) * 7919) % 101);
    const view = play(floor(Object.fromEntries(levels.map((level, index) => [`c${index}`, (level * 31) % 101]))));
    const moved = levels.reduce((now, level, index) => say(now, changed(`c${index}`, level)), view);
    assert.deepEqual(settle(moved.order, moved.tiles), moved.order);
    assert.equal(new Set(moved.order).size, 12);
  }
});

test("a call that is gone leaves, and unknown ones do no harm", () => {
  assert.deepEqual(play(floor({ a: 1, b: 2 }), { type: "floor_call_gone", call_id: "b" }).order, ["a"]);
  assert.deepEqual(play(floor({ a: 1 }), { type: "floor_call_gone", call_id: "z" }).order, ["a"]);
});

test("after a reconnection the floor is what the service says, and lines go on", () => {
  const view = play(floor({ a: 1, b: 2 }), floor({ b: 3 }));
  assert.deepEqual([...view.tiles.keys()], ["b"]);
  assert.ok(view.known);
});

test("between two settlings who came and went is in order, and nobody else moves", () => {
  const start = play(floor({ a: 50, b: 40, c: 30 }));
  assert.deepEqual(hear(start, changed("c", 95), changed("d", 45)).order, ["a", "d", "b", "c"]);
  assert.deepEqual(hear(start, { type: "floor_call_gone", call_id: "a" }).order, ["b", "c"]);
  assert.equal(hear(start, changed("c", 95)).order, start.order);
});

test("many messages at once come to the same as one by one", () => {
  const messages = [floor({ a: 10, b: 80 }), changed("c", 95), changed("c", 20), { type: "floor_call_gone", call_id: "b" } as const];
  const [atOnce, oneByOne] = [say(EMPTY_FLOOR, ...messages), play(...messages)];
  assert.deepEqual([...atOnce.tiles.keys()], [...oneByOne.tiles.keys()]);
  assert.deepEqual(atOnce.order, ["c", "a"]);
});

test("an order in which nothing moves is the very same, so that nothing is drawn again", () => {
  const view = play(floor({ a: 10, b: 80 }));
  assert.equal(say(view, changed("a", 12)).order, view.order);
});

test("an error stays until a call is opened or closed, or the floor comes anew", () => {
  const failed = say(play(floor({ a: 1 })), { type: "error", code: "call_unknown", message: "over", fatal: false });
  assert.equal(failed.error?.code, "call_unknown");
  assert.equal(reduceFloor(failed, { type: "opened", call_id: "a" }).error, null);
  assert.equal(reduceFloor(failed, { type: "closed" }).error, null);
});

test("who comes late sees the heat of the last minutes, and again after a lost connection", () => {
  const first = floor({ a: 40 });
  assert.ok(first.type === "floor");
  const told: FloorMessage = { ...first, lines: { a: [{ heard_ms: 0, level: 5 }, { heard_ms: 600, level: 20 }] } };
  assert.deepEqual(play(told).tiles.get("a")?.history.levels, [5, 20, 40]);
  assert.deepEqual(play(told, told).tiles.get("a")?.history.levels, [5, 20, 40]);
});
