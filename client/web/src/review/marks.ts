// What happened in a call, as marks on its time: for the timeline and for the list that says the same in words.

import type { Texts } from "../texts.ts";
import type { KeptHeat, KeptPrompt, OwnPart, OwnPrompt, ReviewedCall } from "../api.ts";

/** Rows of marks under the heat; `heat` are changes of its band, which the line itself shows. */
export const LANES = ["caller", "prompts", "own", "others"] as const;
export type Lane = (typeof LANES)[number] | "heat";

export interface Mark {
  readonly key: string;
  readonly at_ms: number;
  readonly lane: Lane;
  /** One character; empty for the heat, whose band has an outline of its own. */
  readonly shape: string;
  /** What it is, such as "Prompt". */
  readonly kind: string;
  readonly what: string;
  readonly more: string;
  /** What was said, where words are kept. */
  readonly quote: string | null;
  readonly band: KeptHeat["band"] | null;
}

/** The row of the source articles about charm moments. */
const CHARM = "H9";

export function marksOf(call: ReviewedCall, texts: Texts): Mark[] {
  const marks = [...heatMarks(call.seen.heat, texts), ...seenMarks(call, texts), ...(call.own ? ownMarks(call.own, texts) : [])];
  return marks.sort((one, other) => one.at_ms - other.at_ms);
}

function mark(lane: Lane, at_ms: number, shape: string, kind: string, what: string, rest: Partial<Mark> = {}): Mark {
  return { key: `${lane} ${at_ms} ${shape} ${what}`, at_ms, lane, shape, kind, what, more: "", quote: null, band: null, ...rest };
}

function heatMarks(heat: readonly KeptHeat[], texts: Texts): Mark[] {
  const changes = heat.filter((point, at) => at === 0 || point.band !== heat[at - 1]?.band);
  return changes.map((point) => {
    const reasons = point.reasons.filter(({ points }) => Math.abs(points) >= 1);
    const more = reasons.map(({ kind, points }) => `${texts.change(points)} ${texts.sayCode("reason", kind)}`).join(", ");
    const what = `${texts.say(`band.${point.band}`)}, ${texts.number(Math.round(point.level))}`;
    return mark("heat", point.at_ms, "", texts.say("review.kind_heat"), what, { more, band: point.band });
  });
}

function seenMarks({ seen, own }: ReviewedCall, texts: Texts): Mark[] {
  const cues = seen.cues.map((cue) => {
    const charm = cue.sources.includes(CHARM);
    const kind = texts.say("review.kind_cue");
    return mark("caller", cue.said_ms, charm ? "♥" : "▼", kind, texts.sayCode("cue", cue.cue), { quote: cue.quote });
  });
  const prompts = (own?.prompts ?? seen.prompts).map((prompt) => promptMark(prompt, texts));
  const help = seen.help.map(({ on, heard_ms }) =>
    mark("others", heard_ms, on ? "?" : "↩", texts.say("review.kind_help"), texts.say(on ? "review.help_asked" : "review.help_over")),
  );
  const whispers = seen.whispers.map(({ text, heard_ms }) => mark("others", heard_ms, "✎", texts.say("review.kind_whisper"), text));
  const notices = [...seen.notices, ...(own?.notices ?? [])].map(({ code, active, heard_ms }) => {
    if (code === "voice_analysis") {
      const what = texts.say(active ? "review.voice_on" : "review.voice_off");
      return mark("others", heard_ms, "!", texts.say("review.kind_notice"), what);
    }
    const what = texts.sayCode("notice", code);
    return mark("others", heard_ms, "!", texts.say("review.kind_notice"), active ? what : texts.say("review.notice_over", { what }));
  });
  return [...cues, ...prompts, ...help, ...whispers, ...notices];
}

function promptMark(prompt: KeptPrompt | OwnPrompt, texts: Texts): Mark {
  const conduct = "about" in prompt && prompt.about === "conduct";
  const kind = texts.say(conduct ? "review.kind_own_prompt" : "review.kind_prompt");
  const became = "gone_reason" in prompt && prompt.gone_reason ? texts.sayCode("gone", prompt.gone_reason) : "";
  const more = [prompt.why[texts.language], became].filter(Boolean).join(" · ");
  const what = prompt.text[texts.language] ?? "";
  return mark("prompts", prompt.shown_ms, conduct ? "□" : "■", kind, what, { more, quote: prompt.quote });
}

/** What is the agent's alone: steps, ratings, dismissals, mutes. */
function ownMarks(own: OwnPart, texts: Texts): Mark[] {
  const steps = own.steps.map(({ step, heard_ms }) => {
    const said = own.cues.find(({ cue, said_ms }) => cue === step && said_ms <= heard_ms);
    const what = texts.sayCode("cue", step);
    return mark("own", heard_ms, "✓", texts.say("review.kind_step"), what, { quote: said?.quote ?? null });
  });
  const text = (number: number | null) => own.prompts.find(({ prompt }) => prompt === number)?.text[texts.language] ?? "";
  const ruleText = (rule: string) => own.prompts.find((prompt) => prompt.rule === rule)?.text[texts.language] ?? rule;
  const doings = own.doings.flatMap(({ kind, prompt, rule, value, heard_ms }) => {
    switch (kind) {
      case "rate": {
        const said = texts.say(value ? "prompt.useful" : "prompt.not_useful");
        return [mark("own", heard_ms, value ? "+" : "−", texts.say("review.kind_rating"), `${said}: ${text(prompt)}`)];
      }
      case "dismiss":
        return [mark("own", heard_ms, "×", texts.say("review.kind_dismissed"), text(prompt))];
      case "mute": {
        const what = rule === null ? texts.say("review.all_prompts") : ruleText(rule);
        return [mark("own", heard_ms, value ? "⊘" : "○", texts.say(value ? "review.kind_muted" : "review.kind_unmuted"), what)];
      }
      default:
        return []; // help is there for everybody to see
    }
  });
  return [...steps, ...doings];
}

/** Marks of one lane that would lie on each other are one, so that each can be hit. */
export function grouped(marks: readonly Mark[], length_ms: number, width_px: number, apart_px: number): Mark[][] {
  const groups: Mark[][] = [];
  for (const one of marks) {
    const group = groups.at(-1);
    const first = group?.[0];
    if (group && first && ((one.at_ms - first.at_ms) / length_ms) * width_px < apart_px) {
      group.push(one);
    } else {
      groups.push([one]);
    }
  }
  return groups;
}
