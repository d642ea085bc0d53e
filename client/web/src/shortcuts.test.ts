import assert from "node:assert/strict";
import { test } from "node:test";
import { doingOf, KEYS } from "./shortcuts.ts";

const bare = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, repeat: false };

test("each letter asks for its own doing, whatever caps lock says", () => {
  assert.equal(doingOf({ ...bare, key: "d" }), "dismiss");
  assert.equal(doingOf({ ...bare, key: "D" }), "dismiss");
  assert.equal(doingOf({ ...bare, key: "m" }), "mute_rule");
  assert.equal(doingOf({ ...bare, key: "M", shiftKey: true }), "mute_all");
  assert.equal(new Set(Object.values(KEYS).map(({ aria }) => aria)).size, Object.keys(KEYS).length);
});

test("the browser's own shortcuts, held keys and other letters ask for nothing", () => {
  for (const modifier of ["ctrlKey", "altKey", "metaKey", "repeat"]) {
    assert.equal(doingOf({ ...bare, key: "d", [modifier]: true }), null, modifier);
  }
  assert.equal(doingOf({ ...bare, key: "D", shiftKey: true }), null);
  assert.equal(doingOf({ ...bare, key: "x" }), null);
});
