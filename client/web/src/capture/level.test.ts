import assert from "node:assert/strict";
import { test } from "node:test";
import { FLOOR_DBFS, filled, follow, SPEECH_DBFS, toDbfs } from "./level.ts";

test("a peak has its level", () => {
  assert.equal(toDbfs(1), 0);
  assert.equal(Math.round(toDbfs(0.1)), -20);
  assert.equal(toDbfs(0), FLOOR_DBFS);
  assert.ok(toDbfs(0.002) < SPEECH_DBFS);
});

test("a meter rises at once and falls slowly, never below its end", () => {
  assert.equal(follow(FLOOR_DBFS, 1), 0);
  assert.equal(follow(0, 0), -2.5);
  assert.equal(follow(FLOOR_DBFS, 0), FLOOR_DBFS);
  assert.deepEqual([filled(FLOOR_DBFS), filled(-30), filled(0)], [0, 0.5, 1]);
});
