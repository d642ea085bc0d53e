import assert from "node:assert/strict";
import { test } from "node:test";
import type { FloorTile } from "../floor-state.ts";
import {
  age,
  type AlertKind,
  alertsOf,
  type Budget,
  FULL_BUDGET,
  learn,
  lookedAt,
  MOST_BOILING_IN_WINDOW,
  MOST_IN_WINDOW,
  spend,
  WINDOW_MS,
} from "./alert-budget.ts";

const tile = (call: object) => ({ call: { band: "calm", ...call } }) as FloorTile;
const many = (kind: AlertKind, count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ kind, call_id: `c${from + index}` }));

test("what is worth an alert: help that nobody has taken, an alert, a call that boils; the most urgent first", () => {
  const events = alertsOf([
    tile({ call_id: "a", band: "boiling" }),
    tile({ call_id: "b", alert: { text: {}, heard_ms: 1 } }),
    tile({ call_id: "c", help: { heard_ms: 1, taken: false } }),
    tile({ call_id: "d", help: { heard_ms: 1, taken: true } }),
    tile({ call_id: "e", band: "hot" }),
  ]);
  assert.deepEqual(
    events.map(({ kind, call_id }) => `${kind} ${call_id}`),
    ["help c", "alert b", "boiling a"],
  );
});

test("a call alerts once for each kind, however often it comes and goes", () => {
  let budget = FULL_BUDGET;
  const told: string[] = [];
  for (let at_ms = 0; at_ms < 5 * WINDOW_MS; at_ms += 60_000) {
    const events = at_ms % 120_000 ? [] : [...many("boiling", 1), ...many("help", 1)];
    const [left, aloud] = spend(budget, events, at_ms);
    budget = left;
    told.push(...aloud.map(({ kind }) => kind));
  }
  assert.deepEqual(told, ["boiling", "help"]);
});

test("a flood is told a few times, the rest is held back and counted", () => {
  const [budget, aloud] = spend(FULL_BUDGET, many("help", 40), 0);
  assert.equal(aloud.length, MOST_IN_WINDOW);
  assert.equal(budget.held.length, 40 - MOST_IN_WINDOW);
});

test("in any ten minutes no more than the most is told", () => {
  let budget: Budget = FULL_BUDGET;
  const told_ms: number[] = [];
  for (let second = 0; second < 3600; second += 1) {
    const [left, aloud] = spend(budget, many("alert", 1, second), second * 1000);
    budget = left;
    told_ms.push(...aloud.map(() => second * 1000));
  }
  for (const from_ms of told_ms) {
    assert.ok(told_ms.filter((at_ms) => at_ms >= from_ms && at_ms < from_ms + WINDOW_MS).length <= MOST_IN_WINDOW);
  }
  assert.equal(told_ms.length, 6 * MOST_IN_WINDOW);
});

test("heat leaves room for those who ask for help", () => {
  const [budget, hot] = spend(FULL_BUDGET, many("boiling", 10), 0);
  assert.equal(hot.length, MOST_BOILING_IN_WINDOW);
  assert.deepEqual(spend(budget, many("help", 1), 1000)[1], many("help", 1));
});

test("what was held back is forgotten when looked at, or after the window", () => {
  const [budget] = spend(FULL_BUDGET, many("help", 10), 0);
  assert.equal(lookedAt(budget).held.length, 0);
  assert.equal(age(budget, WINDOW_MS - 1), budget);
  assert.equal(age(budget, WINDOW_MS).held.length, 0);
});

test("what is learnt is never told", () => {
  const budget = learn(FULL_BUDGET, many("boiling", 2));
  assert.deepEqual(spend(budget, many("boiling", 3), 0)[1], many("boiling", 1, 2));
  assert.equal(learn(budget, many("boiling", 2)), budget);
});
