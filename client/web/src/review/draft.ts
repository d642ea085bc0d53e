// A note while it is written: what the form holds, what the service has of it, and what becomes of saving it.

import type { KeptNote, NoteConflict, WrittenNote } from "../api.ts";
import type { Refused } from "./requests.ts";

export type Fields = Omit<WrittenNote, "based_on">;

export interface Draft {
  readonly fields: Fields;
  /** What the service has, as far as this page knows; null: nothing yet. */
  readonly saved: KeptNote | null;
  readonly saving: boolean;
  readonly refused: Refused | null;
  /** Saved by somebody else under the same name while this was written. */
  readonly conflict: KeptNote | null;
}

export type DraftAction =
  | { type: "write"; fields: Partial<Fields> }
  | { type: "save" }
  | { type: "saved"; note: KeptNote }
  | { type: "refused"; refused: Refused }
  | { type: "keep_mine" }
  | { type: "take_theirs" };

const EMPTY: Fields = { what_happened: "", resolution: "", next_step: "", preventable: null, prevention: "" };
const NAMES = Object.keys(EMPTY) as (keyof Fields)[];

export function fieldsOf(note: KeptNote | null): Fields {
  return note === null ? EMPTY : (Object.fromEntries(NAMES.map((name) => [name, note[name]])) as unknown as Fields);
}

export function draftOf(saved: KeptNote | null): Draft {
  return { fields: fieldsOf(saved), saved, saving: false, refused: null, conflict: null };
}

/** Whether something is written that the service does not have; it keeps no spaces at the ends. */
export function isDirty({ fields, saved }: Draft): boolean {
  const trimmed = (value: Fields[keyof Fields]) => (typeof value === "string" ? value.trim() : value);
  const kept = fieldsOf(saved);
  return NAMES.some((name) => trimmed(fields[name]) !== trimmed(kept[name]));
}

/** Nothing that was written is ever lost but by `take_theirs`. */
export function reduceDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case "write":
      return { ...draft, fields: { ...draft.fields, ...action.fields } };
    case "save":
      return { ...draft, saving: true, refused: null };
    case "saved":
      return { ...draft, saved: action.note, saving: false, refused: null, conflict: null };
    case "refused": {
      const changed = action.refused.code === "note_changed";
      const conflict = changed ? (action.refused.body as NoteConflict).newest : draft.conflict;
      return { ...draft, saving: false, refused: changed ? null : action.refused, conflict };
    }
    case "keep_mine":
      return { ...draft, saved: draft.conflict ?? draft.saved, conflict: null };
    case "take_theirs":
      return draftOf(draft.conflict);
  }
}
