// Derived from the records of the API by `make wire`; do not edit.

/**
 * What a key opens.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Role".
 */
export type Role = "agent" | "supervisor";
/**
 * Whose voice a channel carries.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Party".
 */
export type Party = "agent" | "caller" | "mixed";

/**
 * What Tyyni's HTTP API answers and takes.
 */
export interface Api {
  [k: string]: unknown;
}
/**
 * Who asks, and what there is to ask for.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Me".
 */
export interface Me {
  role: Role;
  agent: string;
  team: string;
  author: string;
  roles: Role[];
  history: boolean;
  keeps_words: boolean;
}
/**
 * A page of past calls, the newest first.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "CallLines".
 */
export interface CallLines {
  calls: CallLine[];
  band_from: {
    [k: string]: number;
  };
  next: string | null;
}
/**
 * A past call in a list.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "CallLine".
 */
export interface CallLine {
  call: CallSummary;
  charm: boolean;
  promises_open: number;
  live: boolean;
}
/**
 * One line of the list of calls.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "CallSummary".
 */
export interface CallSummary {
  call_id: string;
  label: string;
  agent: string;
  team: string;
  language: string | null;
  started_at: string;
  ended_at: string | null;
  heard_ms: number;
  playbook: string;
  voice_analysis: boolean;
  max_heat: number;
  mean_heat: number;
  hot_from_ms: number | null;
  hot_phase: string | null;
}
/**
 * One call whole.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "ReviewedCall".
 */
export interface ReviewedCall {
  seen: CallSeen;
  own: OwnPart | null;
  helped: Helped[];
  helped_ms: HelpedWindows;
  author: string;
  live: boolean;
  sound: boolean;
  band_from: {
    [k: string]: number;
  };
}
/**
 * A call as supervisors see it, and the agent too: the caller and the call, nothing of the agent's conduct.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "CallSeen".
 */
export interface CallSeen {
  call: CallSummary;
  heat: KeptHeat[];
  cues: KeptCue[];
  prompts: KeptPrompt[];
  texts: KeptText[];
  notices: KeptNotice[];
  help: KeptHelp[];
  whispers: KeptWhisper[];
  notes: KeptNote[];
  follow_ups: FollowUp[];
}
/**
 * A point of the heat line; the level holds until the next.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "KeptHeat".
 */
export interface KeptHeat {
  at_ms: number;
  level: number;
  band: "boiling" | "calm" | "hot" | "warm";
  trend: string;
  reasons: KeptReason[];
}
/**
 * One signal that pushed the heat.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "KeptReason".
 */
export interface KeptReason {
  kind: string;
  points: number;
  since_ms: number;
  value: number | null;
  unit: string | null;
  quote: string | null;
}
/**
 * A phrase of the playbook that was said.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "KeptCue".
 */
export interface KeptCue {
  cue: string;
  party: Party;
  sources: string[];
  said_ms: number;
  confidence: number;
  heat_points: number;
  phrase: string | null;
  quote: string | null;
}
/**
 * A prompt about the caller as supervisors are told it, whatever the agent has dismissed or muted.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "KeptPrompt".
 */
export interface KeptPrompt {
  rule: string;
  sources: string[];
  urgency: string;
  text: {
    [k: string]: string;
  };
  why: {
    [k: string]: string;
  };
  quote: string | null;
  shown_ms: number;
}
/**
 * What was said; without its end, from which one could tell how fast an agent speaks.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "KeptText".
 */
export interface KeptText {
  party: Party;
  utterance: number;
  text: string;
  start_ms: number;
}
/**
 * Something the people at the screens were told.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "KeptNotice".
 */
export interface KeptNotice {
  code: string;
  level: string;
  party: Party | null;
  value_ms: number | null;
  active: boolean;
  heard_ms: number;
}
/**
 * The agent asked for a supervisor, or took that back.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "KeptHelp".
 */
export interface KeptHelp {
  on: boolean;
  heard_ms: number;
}
/**
 * What a supervisor wrote to the agent.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "KeptWhisper".
 */
export interface KeptWhisper {
  text: string;
  heard_ms: number;
}
/**
 * A note as it lies in the history.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "KeptNote".
 */
export interface KeptNote {
  author: string;
  what_happened: string;
  resolution: string;
  next_step: string;
  preventable: boolean | null;
  prevention: string;
  saved_at: string;
}
/**
 * Something promised for a day; it is listed until it is done.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "FollowUp".
 */
export interface FollowUp {
  id: number;
  call_id: string;
  due: string;
  text: string;
  author: string;
  created_at: string;
  done_at: string | null;
}
/**
 * What of a call concerns its agent alone.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "OwnPart".
 */
export interface OwnPart {
  prompts: OwnPrompt[];
  steps: KeptStep[];
  cues: KeptCue[];
  doings: KeptDoing[];
  notices: KeptNotice[];
}
/**
 * A prompt that was on the agent's screen, and what became of it, for the agent alone.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "OwnPrompt".
 */
export interface OwnPrompt {
  rule: string;
  sources: string[];
  urgency: string;
  text: {
    [k: string]: string;
  };
  why: {
    [k: string]: string;
  };
  quote: string | null;
  shown_ms: number;
  prompt: number;
  about: string;
  gone_ms: number | null;
  gone_reason: string | null;
}
/**
 * A step of the complaint model that the agent said.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "KeptStep".
 */
export interface KeptStep {
  step: string;
  heard_ms: number;
}
/**
 * What the agent did: dismiss (``prompt``), mute (``rule``; None: all), rate (``prompt``) or ask_help; ``value``
 *     says on, useful, or their opposite.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "KeptDoing".
 */
export interface KeptDoing {
  kind: string;
  prompt: number | null;
  rule: string | null;
  value: boolean | null;
  heard_ms: number;
}
/**
 * A prompt, and the mean level (0..100) before and after it.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Helped".
 */
export interface Helped {
  rule: string;
  shown_ms: number;
  before: number | null;
  after: number | null;
}
/**
 * What "before" and "after" a prompt mean, counted from when it came.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "HelpedWindows".
 */
export interface HelpedWindows {
  before: number;
  after_from: number;
  after_to: number;
}
/**
 * A follow-up that is not done, and the call it is about.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Promise".
 */
export interface Promise {
  follow_up: FollowUp;
  call: CallSummary;
}
/**
 * Somebody under the same name has saved meanwhile; nothing was written.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "NoteConflict".
 */
export interface NoteConflict {
  code: string;
  message: string;
  newest: KeptNote | null;
}
/**
 * What the form sends.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "WrittenNote".
 */
export interface WrittenNote {
  what_happened: string;
  resolution: string;
  next_step: string;
  preventable: boolean | null;
  prevention: string;
  based_on: string | null;
}
/**
 * What is promised for a day.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "WrittenFollowUp".
 */
export interface WrittenFollowUp {
  due: string;
  text: string;
}
/**
 * Whether a follow-up is done.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Done".
 */
export interface Done {
  done: boolean;
}
/**
 * What the page of insights shows.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "InsightsAnswer".
 */
export interface InsightsAnswer {
  since: string;
  until: string;
  weeks: string[];
  team: string | null;
  teams: string[];
  calls: number;
  hot_calls: number;
  causes: CauseOfWeek[];
  heat: HeatArises;
  prompts: PromptLine[];
  fewest_agents: number;
  fewest_showings: number;
  charm_moments: CharmMoment[];
  promises: OpenPromise[];
}
/**
 * In how many calls of a week a cause was named.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "CauseOfWeek".
 */
export interface CauseOfWeek {
  week: string;
  row: string;
  calls: number;
  hot_calls: number;
}
/**
 * When calls first became hot.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "HeatArises".
 */
export interface HeatArises {
  calls: number;
  by_minute: {
    [k: string]: number;
  };
  by_phase: {
    [k: string]: number;
  };
}
/**
 * How the heat changed after a rule's prompts, and how often the rule was muted: over five agents or more.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "PromptLine".
 */
export interface PromptLine {
  rule: string;
  text: {
    [k: string]: string;
  };
  shown: number;
  known: number;
  mean_before: number | null;
  mean_after: number | null;
  muted_calls: number;
}
/**
 * The caller was grateful in a call that had been hot and had calmed.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "CharmMoment".
 */
export interface CharmMoment {
  call_id: string;
  started_at: string;
  said_ms: number;
  hottest: number;
  level: number;
}
/**
 * What was promised a caller and is not done; who promised it is not told here.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "OpenPromise".
 */
export interface OpenPromise {
  call_id: string;
  due: string;
  text: string;
}
/**
 * What there is to practise with, by name.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "PracticeCalls".
 */
export interface PracticeCalls {
  calls: PracticeCall[];
  unusable: UnusableCall[];
}
/**
 * A recording that can be played.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "PracticeCall".
 */
export interface PracticeCall {
  name: string;
  language: string;
  parties: {
    [k: string]: number;
  };
  duration_ms: number;
}
/**
 * A recording that cannot be played, and why.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "UnusableCall".
 */
export interface UnusableCall {
  name: string;
  why: string;
}
/**
 * The newest past calls whose sound is kept and that may be opened, the newest first.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "KeptCalls".
 */
export interface KeptCalls {
  calls: KeptCall[];
  unusable: UnusableCall[];
}
/**
 * A past call whose sound is kept.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "KeptCall".
 */
export interface KeptCall {
  call_id: string;
  agent: string;
  team: string;
  label: string;
  started_at: string;
  language: string;
  parties: {
    [k: string]: number;
  };
  duration_ms: number;
  too_long: boolean;
  own: boolean;
}
