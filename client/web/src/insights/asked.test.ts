import assert from "node:assert/strict";
import { test } from "node:test";
import { askedIn, hrefOf, queryOf } from "./asked.ts";

test("what is asked stands in the address and is read from it", () => {
  const asked = { weeks: 26, team: "Parcels & more" };
  assert.deepEqual(askedIn(hrefOf(asked)), asked);
});

test("what nobody can choose becomes the usual", () => {
  for (const search of ["", "?weeks=3", "?weeks=x&team="]) {
    assert.deepEqual(askedIn(search), { weeks: 13, team: "" });
  }
});

test("the period holds as many weeks as were chosen, with the running one", () => {
  const sunday = new Date("2026-11-29T12:00:00Z");
  assert.deepEqual(queryOf({ weeks: 4, team: "" }, sunday), { from: "2026-11-08", to: "2026-11-29", team: "" });
});
