import assert from "node:assert/strict";
import { test } from "node:test";
import { moveIndex } from "./roving.ts";

/** Seven calls in three columns: 0 1 2 / 3 4 5 / 6. */
const move = (index: number, key: string) => moveIndex(index, key, 7, 3);

test("arrows go to the neighbour and stop at the edges", () => {
  assert.deepEqual([move(0, "ArrowLeft"), move(4, "ArrowLeft")], [0, 3]);
  assert.deepEqual([move(6, "ArrowRight"), move(2, "ArrowRight")], [6, 3]);
  assert.deepEqual([move(1, "ArrowUp"), move(5, "ArrowUp")], [1, 2]);
  assert.deepEqual([move(1, "ArrowDown"), move(6, "ArrowDown")], [4, 6]);
});

test("down from above the gap of a short last row leads to its end", () => {
  assert.deepEqual([move(3, "ArrowDown"), move(4, "ArrowDown"), move(5, "ArrowDown")], [6, 6, 6]);
});

test("home and end", () => {
  assert.deepEqual([move(4, "Home"), move(4, "End")], [0, 6]);
});

test("other keys are left to the browser", () => {
  assert.equal(move(1, "Enter"), null);
});
