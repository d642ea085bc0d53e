import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReviewedCall } from "../api.ts";
import { Texts } from "../texts.ts";
import { grouped, type Mark, marksOf } from "./marks.ts";

const SAID = { en: "Say sorry", fi: "Pyydä anteeksi", pl: "Przeproś" };
const PROMPT = { prompt: 1, rule: "late", sources: ["P2"], urgency: "normal", text: SAID, why: SAID, quote: null };
const SEEN: ReviewedCall["seen"] = {
  call: {
    call_id: "a", label: "7", agent: "Aino", team: "", language: "en", started_at: "", ended_at: null, heard_ms: 60_000,
    playbook: "", voice_analysis: true, max_heat: 60, mean_heat: 20, hot_from_ms: 21_000, hot_phase: null,
  },
  heat: [
    { at_ms: 1_000, level: 10, band: "calm", trend: "steady", reasons: [] },
    { at_ms: 2_000, level: 12, band: "calm", trend: "steady", reasons: [] },
    { at_ms: 21_000, level: 60, band: "hot", trend: "rising", reasons: [{ kind: "words", points: 40.2, since_ms: 0, value: null, unit: null, quote: null }] },
  ],
  cues: [{ cue: "late_delivery", party: "caller", sources: ["P2"], said_ms: 20_000, confidence: 1, heat_points: 20, phrase: null, quote: null }],
  prompts: [{ ...PROMPT, shown_ms: 22_000 }],
  texts: [],
  notices: [{ code: "voice_analysis", level: "info", party: null, value_ms: null, active: false, heard_ms: 30_000 }],
  help: [{ on: true, heard_ms: 31_000 }],
  whispers: [],
  notes: [],
  follow_ups: [],
};
const OWN: ReviewedCall["own"] = {
  prompts: [{ ...PROMPT, about: "caller", shown_ms: 22_000, gone_ms: 25_000, gone_reason: "step_done" }],
  steps: [{ step: "apologise", heard_ms: 25_000 }],
  cues: [{ cue: "apologise", party: "agent", sources: [], said_ms: 25_000, confidence: 1, heat_points: 0, phrase: null, quote: "I am sorry" }],
  doings: [
    { kind: "rate", prompt: 1, rule: null, value: true, heard_ms: 26_000 },
    { kind: "mute", prompt: null, rule: "late", value: true, heard_ms: 27_000 },
    { kind: "ask_help", prompt: null, rule: null, value: true, heard_ms: 31_000 },
  ],
  notices: [],
};
const REST = { helped: [], helped_ms: { before: 0, after_from: 0, after_to: 0 }, author: "", live: false, sound: false, band_from: {} };

const said = (own: ReviewedCall["own"]) =>
  marksOf({ seen: SEEN, own, ...REST }, new Texts("en")).map(({ at_ms, lane, what }) => `${at_ms / 1000} ${lane}: ${what}`);

test("supervisors are told of the caller and the call, in the order of time", () => {
  assert.deepEqual(said(null), [
    "1 heat: Calm, 10",
    "20 caller: Late delivery",
    "21 heat: Hot, 60",
    "22 prompts: Say sorry",
    "30 others: Voice analysis was switched off",
    "31 others: The agent asked for help",
  ]);
});

test("the agent is told of ratings, mutes and steps too, and of help once", () => {
  const own = said(OWN).filter((line) => !said(null).includes(line));
  assert.deepEqual(own, ["25 own: Apology", "26 own: Useful: Say sorry", "27 own: Say sorry"]);
  const prompt = marksOf({ seen: SEEN, own: OWN, ...REST }, new Texts("en")).find(({ lane }) => lane === "prompts");
  assert.equal(prompt?.more, "Say sorry · done");
});

test("marks closer than a finger are one", () => {
  const at = (at_ms: number) => ({ at_ms }) as Mark;
  const groups = grouped([at(0), at(1_000), at(2_000), at(30_000)], 60_000, 600, 24);
  assert.deepEqual(groups.map((group) => group.length), [3, 1]);
});
