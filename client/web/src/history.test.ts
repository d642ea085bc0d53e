import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY_HISTORY, extend, HISTORY_MS, type History } from "./history.ts";

const record = (points: [number, number][]): History =>
  points.reduce((history, [at_ms, level]) => extend(history, at_ms, level), EMPTY_HISTORY);

test("points a second apart are all kept", () => {
  assert.deepEqual(record([[0, 1], [1000, 2], [2000, 3]]), { times_ms: [0, 1000, 2000], levels: [1, 2, 3] });
});

test("a dense series stays bounded and ends at the newest level", () => {
  const dense = record(Array.from({ length: 50_000 }, (_, index) => [index * 20, index]));
  assert.ok(dense.times_ms.length <= HISTORY_MS / 250, `${dense.times_ms.length} points`);
  assert.equal(dense.levels.at(-1), 49_999);
  assert.ok((dense.times_ms[0] ?? 0) >= 49_999 * 20 - HISTORY_MS);
});

test("after a long pause only the new point is left", () => {
  assert.deepEqual(record([[0, 1], [HISTORY_MS * 2, 2]]).levels, [2]);
});
