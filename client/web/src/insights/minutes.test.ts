import assert from "node:assert/strict";
import { test } from "node:test";
import { byMinute, LAST_MINUTE } from "./minutes.ts";

test("minutes between hot ones are there, with nothing in them", () => {
  assert.deepEqual(byMinute({ "0": 2, "2": 1 }), [
    { minute: 1, calls: 2 },
    { minute: 2, calls: 0 },
    { minute: 3, calls: 1 },
  ]);
});

test("late minutes are counted together", () => {
  const rows = byMinute({ "9": 1, "10": 2, "59": 4 });
  assert.equal(rows.length, LAST_MINUTE);
  assert.deepEqual(rows.slice(-2), [
    { minute: 10, calls: 1 },
    { minute: 11, calls: 6 },
  ]);
});

test("no hot call, no rows", () => assert.deepEqual(byMinute({}), []));
