import assert from "node:assert/strict";
import { test } from "node:test";
import { type AgentAction, type AgentView, NO_CALL, reduceAgent } from "./agent-state.ts";
import { promptInQuestion } from "./agent-call.ts";
import type { AgentScreenMessage, Heat, LiveCalls, Notice, PromptShown, TranscriptText, Whisper } from "./wire.ts";

const play = (...actions: AgentAction[]): AgentView => actions.reduce(reduceAgent, NO_CALL);

const live = (following: string | null): LiveCalls => ({ type: "live_calls", calls: [], following });
const heat = (level: number, heard_ms: number): Heat => ({
  type: "heat",
  level,
  band: "hot",
  trend: "rising",
  reasons: [],
  heard_ms,
});
const text = (utterance: number, stable: string, start_ms: number, final = true): TranscriptText => ({
  type: "transcript",
  party: "caller",
  utterance,
  stable,
  tentative: "",
  final,
  start_ms,
  end_ms: start_ms + 1000,
  words: [],
  heard_ms: start_ms + 1000,
});
const prompt = (id: number): PromptShown => ({
  type: "prompt",
  id,
  rule: "listen",
  sources: ["P1"],
  about: "caller",
  urgency: "normal",
  text: { en: `prompt ${id}` },
  why: { en: "because" },
  quote: null,
  heard_ms: 5000,
});
const notice = (code: string, active: boolean): Notice => ({ type: "notice", code, level: "alarm", party: "agent", active });

test("an utterance is replaced as it grows, and stands where it began", () => {
  const view = play(live("a"), text(2, "second", 9000), text(1, "fir", 1000, false), text(1, "first", 1000));
  assert.deepEqual(
    view.call?.utterances.map(({ stable }) => stable),
    ["first", "second"],
  );
});

test("a page open for hours keeps the newest utterances only", () => {
  const texts = Array.from({ length: 250 }, (_, index) => text(index, `${index}`, index * 1000));
  const kept = play(live("a"), ...texts).call?.utterances;
  assert.equal(kept?.length, 200);
  assert.equal(kept?.at(-1)?.stable, "249");
});

test("the checklist is that of the call, and a new call begins without one", () => {
  const steps = [{ step: "thank", name: { en: "Thank them" } }];
  assert.deepEqual(play(live("a"), { type: "checklist", steps }).call?.checklist, steps);
  assert.deepEqual(play(live("a"), { type: "checklist", steps }, live("b")).call?.checklist, []);
});

test("a prompt that leaves stays readable as the previous one, with the reason", () => {
  const view = play(live("a"), prompt(1), { type: "prompt_cleared", id: 1, reason: "step_done", heard_ms: 1 });
  assert.equal(view.call?.prompt, null);
  assert.deepEqual([view.call?.previous?.prompt.id, view.call?.previous?.reason], [1, "step_done"]);
});

test("clearing an older prompt does not take the newer one away", () => {
  const view = play(live("a"), prompt(1), prompt(2), { type: "prompt_cleared", id: 1, reason: "replaced", heard_ms: 1 });
  assert.equal(view.call?.prompt?.id, 2);
});

test("a dismissed prompt is gone, and dismissing nothing changes nothing", () => {
  assert.equal(play(live("a"), prompt(1), { type: "dismiss" }).call?.previous?.reason, "dismissed");
  assert.equal(play(live("a"), { type: "dismiss" }).call?.previous, null);
});

test("a prompt that a connection brings again replaces nothing, and stays away when it was dismissed", () => {
  assert.equal(play(live("a"), prompt(1), prompt(1)).call?.previous, null);
  const dismissed = play(live("a"), prompt(1), { type: "dismiss" }, prompt(1)).call;
  assert.deepEqual([dismissed?.prompt, dismissed?.previous?.reason], [null, "dismissed"]);
  assert.equal(play(live("a"), prompt(1), { type: "dismiss" }, prompt(2)).call?.prompt?.id, 2);
});

test("a rating is about the prompt on the screen, else about the one that just left", () => {
  const left: AgentAction = { type: "prompt_cleared", id: 1, reason: "timed_out", heard_ms: 1 };
  assert.equal(promptInQuestion(null), null);
  assert.equal(promptInQuestion(play(live("a")).call), null);
  assert.equal(promptInQuestion(play(live("a"), prompt(1), left).call)?.id, 1);
  assert.equal(promptInQuestion(play(live("a"), prompt(1), left, prompt(2)).call)?.id, 2);
  const rate = (useful: boolean): AgentAction => ({ type: "rate", prompt: 1, useful });
  assert.deepEqual([...(play(live("a"), prompt(1), rate(true), rate(false)).call?.ratings ?? [])], [[1, false]]);
});

test("what is muted and where help stands are as the service last said, and help ends with the call", () => {
  const asked: AgentAction = { type: "help", state: "asked", heard_ms: 1 };
  const muted: AgentAction = { type: "muted", rules: [], all: true };
  const { call } = play(live("a"), muted, asked);
  assert.deepEqual([call?.muted.all, call?.help], [true, "asked"]);
  assert.equal(play(live("a"), asked, { type: "ended", call_id: "a", heard_ms: 2 }).call?.help, "none");
  assert.equal(play(live("a"), muted, live("b")).call?.muted.all, false);
});

test("a whisper stays until it is closed, and does not come back then", () => {
  const whisper: Whisper = { type: "whisper", id: 7, text: "breathe", heard_ms: 1 };
  assert.equal(play(live("a"), whisper, whisper).call?.whispers.length, 1);
  assert.deepEqual(play(live("a"), whisper, { type: "close_whisper", id: 7 }, whisper).call?.whispers, []);
});

test("a break is offered until it is closed or the next call begins", () => {
  const offer: AgentAction = { type: "break_offer", minutes: 5 };
  assert.equal(play(live("a"), offer, live(null)).call?.break_minutes, 5);
  assert.equal(play(live("a"), offer, { type: "close_break" }).call?.break_minutes, null);
  assert.equal(play(live("a"), offer, live(null), live("b")).call?.break_minutes, null);
});

test("the call that ended last can be reviewed, also when its end was missed", () => {
  assert.equal(play(live("a")).reviewable, null);
  assert.equal(play(live("a"), { type: "ended", call_id: "a", heard_ms: 2 }, live("b")).reviewable, "a");
  assert.equal(play(live("a"), live(null), live(null)).reviewable, "a");
});

test("an error is there until it is put away", () => {
  const error: AgentAction = { type: "error", code: "rule_unknown", message: "no rule", fatal: false };
  assert.equal(play(live("a"), error).error?.code, "rule_unknown");
  assert.equal(play(live("a"), error, { type: "close_error" }).error, null);
});

test("following another call begins with an empty view, hearing of the same one again keeps it", () => {
  assert.equal(play(live("a"), heat(60, 1000), live("a")).call?.heat?.level, 60);
  assert.equal(play(live("a"), heat(60, 1000), live("b")).call?.heat, null);
});

test("when the last call has ended its view stays, marked as ended and without a prompt", () => {
  const { call } = play(live("a"), heat(60, 1000), prompt(1), live(null));
  assert.deepEqual([call?.ended, call?.prompt, call?.heat?.level], [true, null, 60]);
});

test("a notice is shown until it is over", () => {
  assert.equal(play(live("a"), notice("party_absent", true), notice("party_absent", true)).call?.notices.length, 1);
  assert.deepEqual(play(live("a"), notice("party_absent", true), notice("party_absent", false)).call?.notices, []);
});

test("voice analysis that is switched during the call is known at once", () => {
  const off: AgentAction = { type: "voice_analysis", on: false, heard_ms: 1000 };
  assert.equal(play(live("a"), off).call?.voiceAnalysis, false);
  assert.equal(play(live("a"), off, { ...off, on: true }).call?.voiceAnalysis, true);
});

test("the clock of the call never runs backwards", () => {
  assert.equal(play(live("a"), heat(1, 9000), text(1, "late", 2000)).call?.heard_ms, 9000);
});

test("a message of a newer service is an error, not a silence", () => {
  assert.throws(() => play(live("a"), { type: "hologram" } as unknown as AgentAction), /unknown message "hologram"/);
});

test("a page that comes late, or back, sees the heat of the last minutes", () => {
  const line: AgentScreenMessage = { type: "heat_line", points: [{ heard_ms: 0, level: 5 }, { heard_ms: 2000, level: 20 }] };
  assert.deepEqual(play(live("a"), line, heat(60, 3000)).call?.history.levels, [5, 20, 60]);
  assert.deepEqual(play(live("a"), line, heat(60, 3000), line, heat(60, 3000)).call?.history.levels, [5, 20, 60]);
});
