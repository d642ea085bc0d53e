import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, daysUntil, relativeDay, urgencyOf } from "./when.ts";

test("a day is the browser's own", () => {
  assert.equal(dayOf(new Date(2026, 0, 5, 23, 59)), "2026-01-05");
});

test("days are counted over the change of the clocks", () => {
  assert.equal(daysUntil("2026-03-30", "2026-03-28"), 2);
  assert.equal(daysUntil("2026-03-28", "2026-03-30"), -2);
});

test("what is due is overdue, of today or later", () => {
  assert.deepEqual(
    ["2026-11-29", "2026-11-30", "2026-12-01"].map((due) => urgencyOf(due, "2026-11-30")),
    ["overdue", "today", "later"],
  );
});

test("days are said as people say them", () => {
  assert.equal(relativeDay("en", "2026-12-01", "2026-11-30"), "tomorrow");
  assert.equal(relativeDay("fi", "2026-11-27", "2026-11-30"), "3 päivää sitten");
  assert.equal(relativeDay("pl", "2026-12-05", "2026-11-30"), "za 5 dni");
});
