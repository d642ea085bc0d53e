import assert from "node:assert/strict";
import { test } from "node:test";
import type { KeptNote } from "../api.ts";
import { draftOf, isDirty, reduceDraft } from "./draft.ts";
import { Refused } from "./requests.ts";

const NOTE: KeptNote = {
  author: "supervisor",
  what_happened: "The parcel was late.",
  resolution: "",
  next_step: "",
  preventable: null,
  prevention: "",
  saved_at: "2026-11-30T10:00:00Z",
};
const THEIRS: KeptNote = { ...NOTE, resolution: "Refunded.", saved_at: "2026-11-30T11:00:00Z" };
const CONFLICT = new Refused("note_changed", "changed", 409, { code: "note_changed", message: "", newest: THEIRS });

test("only what the service does not have is unsaved", () => {
  const draft = draftOf(NOTE);
  assert.equal(isDirty(draft), false);
  assert.equal(isDirty(reduceDraft(draft, { type: "write", fields: { preventable: false } })), true);
  assert.equal(isDirty(reduceDraft(draft, { type: "write", fields: { resolution: "  " } })), false);
});

test("what is written while it is being saved stays unsaved", () => {
  let draft = reduceDraft(draftOf(null), { type: "write", fields: { what_happened: NOTE.what_happened } });
  draft = reduceDraft(draft, { type: "save" });
  draft = reduceDraft(draft, { type: "write", fields: { resolution: "Ref" } });
  draft = reduceDraft(draft, { type: "saved", note: NOTE });
  assert.equal(draft.fields.resolution, "Ref");
  assert.equal(isDirty(draft), true);
});

test("a conflict loses nothing: one chooses", () => {
  const written = reduceDraft(draftOf(NOTE), { type: "write", fields: { resolution: "Exchanged." } });
  const conflict = reduceDraft(written, { type: "refused", refused: CONFLICT });
  assert.equal(conflict.fields.resolution, "Exchanged.");
  const mine = reduceDraft(conflict, { type: "keep_mine" });
  assert.deepEqual([mine.fields.resolution, mine.saved?.saved_at, mine.conflict], ["Exchanged.", THEIRS.saved_at, null]);
  const theirs = reduceDraft(conflict, { type: "take_theirs" });
  assert.deepEqual([theirs.fields.resolution, isDirty(theirs)], ["Refunded.", false]);
});

test("a refusal keeps what was written, and says why", () => {
  const refused = new Refused("unreachable", "no network", 0);
  const draft = reduceDraft(reduceDraft(draftOf(NOTE), { type: "write", fields: { next_step: "Call" } }), { type: "refused", refused });
  assert.deepEqual([draft.fields.next_step, draft.refused, draft.conflict], ["Call", refused, null]);
});
