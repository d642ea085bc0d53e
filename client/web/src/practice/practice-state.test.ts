import assert from "node:assert/strict";
import { test } from "node:test";
import type { Heat, PromptShown, TranscriptText } from "../wire.ts";
import { momentsOf, NEW_PRACTICE, type PracticeAction, reducePractice } from "./practice-state.ts";

const texts = { en: "Stay calm" };
const prompt = (id: number, heard_ms: number): PromptShown => ({
  type: "prompt",
  id,
  rule: "late",
  sources: [],
  about: "caller",
  urgency: "normal",
  text: texts,
  why: texts,
  quote: null,
  heard_ms,
});
const heat = (heard_ms: number, level: number) =>
  ({ type: "heat", level, band: "warm", trend: "steady", reasons: [], heard_ms }) as Heat;
const said = (start_ms: number, stable: string) =>
  ({ type: "transcript", party: "caller", utterance: start_ms, stable, tentative: "", final: true, start_ms, heard_ms: start_ms }) as unknown as TranscriptText;

const after = (...actions: PracticeAction[]) => actions.reduce(reducePractice, NEW_PRACTICE);

test("what was said and which prompts came stand in the order of time", () => {
  const view = after(said(3_000, "late"), prompt(1, 4_000), said(1_000, "hello"), said(5_000, ""));
  assert.deepEqual(
    momentsOf(view).map(({ kind, at_ms }) => [kind, at_ms]),
    [
      ["said", 1_000],
      ["said", 3_000],
      ["prompt", 4_000],
    ],
  );
});

test("prompts stay after they have left the screen, with why they left", () => {
  const view = after(prompt(1, 1_000), { type: "prompt_cleared", id: 1, reason: "step_done", heard_ms: 2_000 }, prompt(2, 3_000));
  assert.deepEqual(
    view.prompts.map(({ prompt: { id }, gone }) => [id, gone]),
    [
      [1, "step_done"],
      [2, null],
    ],
  );
  assert.equal(view.call.prompt?.id, 2);
});

test("the hottest moment is kept", () => {
  const { hottest } = after(heat(1_000, 20), heat(2_000, 60), heat(3_000, 40));
  assert.deepEqual([hottest?.level, hottest?.heard_ms], [60, 2_000]);
});

test("a new training begins with nothing", () => {
  const error = { type: "error", code: "x", message: "", fatal: true } as const;
  assert.equal(after(prompt(1, 1_000), error).error, error);
  assert.deepEqual(after(prompt(1, 1_000), error, { type: "new" }), NEW_PRACTICE);
});
