import assert from "node:assert/strict";
import { test } from "node:test";
import { isCompact, LAYOUTS, turned } from "./layout.ts";
import { chosen } from "./remembered.ts";

test("the width decides until the agent does", () => {
  assert.deepEqual([isCompact("auto", true), isCompact("auto", false)], [true, false]);
  assert.deepEqual([isCompact("compact", false), isCompact("full", true)], [true, false]);
});

test("turning a page always turns it, and turning it back leaves the width to decide", () => {
  for (const layout of LAYOUTS) {
    for (const narrow of [true, false]) {
      const next = turned(layout, narrow);
      assert.equal(isCompact(next, narrow), !isCompact(layout, narrow));
      assert.equal(turned(next, narrow) === "auto" || next === "auto", true);
    }
  }
});

test("a choice that is not known, such as one of an older page, counts as none", () => {
  assert.equal(chosen("compact", LAYOUTS), "compact");
  assert.equal(chosen("huge", LAYOUTS), "auto");
  assert.equal(chosen(null, LAYOUTS), "auto");
});
