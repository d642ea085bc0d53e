import assert from "node:assert/strict";
import { test } from "node:test";
import { callIn } from "./link.ts";

test("a link names a call, or none", () => {
  assert.equal(callIn("#call=a%20b"), "a b");
  assert.deepEqual([callIn(""), callIn("#call="), callIn("#top")], [null, null, null]);
});
