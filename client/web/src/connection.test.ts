import assert from "node:assert/strict";
import { test } from "node:test";
import { retryDelayMs } from "./connection.ts";

test("attempts come later and later, up to a limit, and not all at once", () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 50].map((attempt) => retryDelayMs(attempt, 0.5)),
    [500, 1000, 2000, 4000, 8000, 10_000, 10_000],
  );
  assert.ok(retryDelayMs(0, 0) < retryDelayMs(0, 1));
});
