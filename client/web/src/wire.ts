// Derived from service/tyyni/wire by `make wire`; do not edit.

/**
 * Whose voice a channel carries.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Party".
 */
export type Party = "agent" | "caller" | "mixed";
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ClientMessage".
 */
export type ClientMessage = Hello | SetVoiceAnalysis | HangUp | Dismiss | Mute | Rate | AskHelp;
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AgentMessage".
 */
export type AgentMessage =
  | Welcome
  | VoiceAnalysis
  | SpokenLanguage
  | TranscriptText
  | Voice
  | Heat
  | HeatLine
  | PromptShown
  | PromptCleared
  | Checklist
  | StepDone
  | Conduct
  | Notice
  | Lag
  | Muted
  | Help
  | Whisper
  | BreakOffer
  | ErrorMessage
  | Ended;
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AgentScreenMessage".
 */
export type AgentScreenMessage =
  | Welcome
  | VoiceAnalysis
  | SpokenLanguage
  | TranscriptText
  | Voice
  | Heat
  | HeatLine
  | PromptShown
  | PromptCleared
  | Checklist
  | StepDone
  | Conduct
  | Notice
  | Lag
  | Muted
  | Help
  | Whisper
  | BreakOffer
  | ErrorMessage
  | Ended
  | LiveCalls;
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AgentPageMessage".
 */
export type AgentPageMessage = Follow | Dismiss | Mute | Rate | AskHelp;
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "FloorPageMessage".
 */
export type FloorPageMessage = Watch | TakeHelp | SendWhisper;
/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "FloorMessage".
 */
export type FloorMessage =
  | FloorCalls
  | FloorCallChanged
  | FloorCallGone
  | WatchedCall
  | WatchedText
  | WatchedPrompt
  | WatchedWhisper
  | ErrorMessage;

/**
 * What travels over Tyyni's websockets as JSON text; protocol version 1.
 */
export interface Wire {
  [k: string]: unknown;
}
/**
 * First message on `/ws/call`. A mismatch is answered with a coded `error` and the connection closes.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Hello".
 */
export interface Hello {
  type: "hello";
  version: number;
  rate_hz: number;
  parties: Party[];
  language: string;
  voice_analysis: boolean;
  languages?: string[] | null;
  label?: string;
  agent?: string;
  team?: string;
  resume?: Resume | null;
}
/**
 * Proof that this client began the call it now continues, as `welcome` gave it.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Resume".
 */
export interface Resume {
  call_id: string;
  token: string;
}
/**
 * Switch the analysis of the caller's tone on or off during the call.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SetVoiceAnalysis".
 */
export interface SetVoiceAnalysis {
  type: "set_voice_analysis";
  on: boolean;
}
/**
 * The call is over; the service finishes what was said, answers `ended` and closes.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "HangUp".
 */
export interface HangUp {
  type: "hang_up";
}
/**
 * The agent takes the prompt off the screen; the same rule may come again after its rest.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Dismiss".
 */
export interface Dismiss {
  type: "dismiss";
  prompt: number;
}
/**
 * The agent wants no prompt of a rule in this call, or of none at all (``rule`` None), or wants them again.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Mute".
 */
export interface Mute {
  type: "mute";
  rule: string | null;
  on: boolean;
}
/**
 * The agent says whether a prompt was useful.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Rate".
 */
export interface Rate {
  type: "rate";
  prompt: number;
  useful: boolean;
}
/**
 * The agent asks for a supervisor, or takes the request back.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "AskHelp".
 */
export interface AskHelp {
  type: "ask_help";
  on: boolean;
}
/**
 * The call is on. ``next_sample`` per party says where to go on after a reconnection.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Welcome".
 */
export interface Welcome {
  type: "welcome";
  call_id: string;
  resume_token: string;
  next_sample: {
    [k: string]: number;
  };
  voice_analysis: boolean;
}
/**
 * The analysis of the caller's tone was switched on or off during the call; `welcome` says how it began.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "VoiceAnalysis".
 */
export interface VoiceAnalysis {
  type: "voice_analysis";
  on: boolean;
  heard_ms: number;
}
/**
 * The language of a call that began with "auto" is known now; it does not change any more.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SpokenLanguage".
 */
export interface SpokenLanguage {
  type: "language";
  language: string;
  probability: number;
  heard_ms: number;
}
/**
 * The text of an utterance so far; ``stable`` never changes once shown, ``tentative`` may.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TranscriptText".
 */
export interface TranscriptText {
  type: "transcript";
  party: Party;
  utterance: number;
  stable: string;
  tentative: string;
  final: boolean;
  start_ms: number;
  end_ms: number;
  words: SpokenWord[];
  heard_ms: number;
}
/**
 * A recognised word; times are audio time of the call, ``probability`` 0..1.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SpokenWord".
 */
export interface SpokenWord {
  text: string;
  start_ms: number;
  end_ms: number;
  probability: number;
}
/**
 * How the caller sounds now, against their own baseline; None means not measurable.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Voice".
 */
export interface Voice {
  type: "voice";
  pitch_hz: number | null;
  loudness_dbfs: number;
  tension: number | null;
  syllables_per_s: number | null;
  tempo_ratio: number | null;
  arousal: number;
  confidence: number;
  heard_ms: number;
}
/**
 * The caller's heat, 0 calm .. 100 boiling, with its reasons.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Heat".
 */
export interface Heat {
  type: "heat";
  level: number;
  band: "boiling" | "calm" | "hot" | "warm";
  trend: "falling" | "rising" | "steady";
  reasons: HeatReason[];
  heard_ms: number;
}
/**
 * One signal that pushes the heat. The points of all reasons sum to the level.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "HeatReason".
 */
export interface HeatReason {
  kind: string;
  points: number;
  since_ms: number;
  value?: number | null;
  unit?: string | null;
  quote?: string | null;
}
/**
 * For a screen that joins late: the heat in the last minutes; `heat` goes on with it.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "HeatLine".
 */
export interface HeatLine {
  type: "heat_line";
  points: HeatPoint[];
}
/**
 * One point of a heat line; the level holds until the next.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "HeatPoint".
 */
export interface HeatPoint {
  heard_ms: number;
  level: number;
}
/**
 * The one prompt that belongs on the agent's screen now; it replaces any other.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "PromptShown".
 */
export interface PromptShown {
  type: "prompt";
  id: number;
  rule: string;
  sources: string[];
  about: "caller" | "conduct";
  urgency: "high" | "low" | "normal";
  text: {
    [k: string]: string;
  };
  why: {
    [k: string]: string;
  };
  quote: string | null;
  heard_ms: number;
}
/**
 * The prompt leaves the screen: its cause is gone, its step is done, or its time is over.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "PromptCleared".
 */
export interface PromptCleared {
  type: "prompt_cleared";
  id: number;
  reason: "call_ended" | "cause_gone" | "dismissed" | "muted" | "replaced" | "step_done" | "timed_out";
  heard_ms: number;
}
/**
 * The steps of meeting a complaint in the order they are best said, of the playbook that this call began with;
 *     comes after `welcome`, for the agent's own screen.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Checklist".
 */
export interface Checklist {
  type: "checklist";
  steps: ChecklistStep[];
}
/**
 * One step of meeting a complaint; `step` with its code ticks it off.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ChecklistStep".
 */
export interface ChecklistStep {
  step: string;
  name: {
    [k: string]: string;
  };
}
/**
 * The agent said a step of the complaint model; for the agent's own screen.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "StepDone".
 */
export interface StepDone {
  type: "step";
  step: string;
  heard_ms: number;
}
/**
 * Plain conduct of the agent, for the agent's own screen: no tone, no figure of the voice.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Conduct".
 */
export interface Conduct {
  type: "conduct";
  talk_share: number;
  words_per_minute: number | null;
  talking_over_ms: number;
  monologue_ms: number;
  dead_air_ms: number;
  heard_ms: number;
}
/**
 * Something the people at the screens should know; ``code`` is stable, the screen has a text for it.
 *
 *     Of a call whose sound is kept ``audio_kept`` holds from its first moment on, for the agent's own screens alone;
 *     ``audio_not_kept`` follows when the recording ends before the call.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Notice".
 */
export interface Notice {
  type: "notice";
  code: string;
  level: "alarm" | "info" | "warning";
  party?: Party | null;
  value_ms?: number | null;
  active?: boolean;
  heard_ms?: number;
}
/**
 * How far the text that is to come is behind the audio, and what was dropped of it to keep up.
 *
 *     What a degraded mode does not put into words is neither waited for nor counted here: its notice says so.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Lag".
 */
export interface Lag {
  type: "lag";
  lag_ms: number;
  dropped_partials: number;
  dropped_finals: number;
  heard_ms: number;
}
/**
 * What the agent has muted now; for the agent's own screen.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Muted".
 */
export interface Muted {
  type: "muted";
  rules: MutedRule[];
  all: boolean;
}
/**
 * A rule that the agent wants to hear nothing of in this call, with the text it would show.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "MutedRule".
 */
export interface MutedRule {
  rule: string;
  text: {
    [k: string]: string;
  };
}
/**
 * Where the agent's request for a supervisor's help stands.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Help".
 */
export interface Help {
  type: "help";
  state: "asked" | "none" | "taken";
  heard_ms: number;
}
/**
 * What a supervisor writes to the agent; it stays on the screen until the agent closes it.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Whisper".
 */
export interface Whisper {
  type: "whisper";
  id: number;
  text: string;
  heard_ms: number;
}
/**
 * Comes before `ended` of a call that was hot: a few minutes to breathe, for the agent's own screen alone.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "BreakOffer".
 */
export interface BreakOffer {
  type: "break_offer";
  minutes: number;
}
/**
 * What was wrong with what was sent; when ``fatal`` the connection closes after it.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "ErrorMessage".
 */
export interface ErrorMessage {
  type: "error";
  code: string;
  message: string;
  fatal: boolean;
}
/**
 * The call is over and everything said in it has been worked through.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Ended".
 */
export interface Ended {
  type: "ended";
  call_id: string;
  heard_ms: number;
}
/**
 * First message on `/ws/agent`, again whenever a call begins, ends, or has its language heard.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "LiveCalls".
 */
export interface LiveCalls {
  type: "live_calls";
  calls: LiveCall[];
  following: string | null;
}
/**
 * A call an agent's page can follow.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "LiveCall".
 */
export interface LiveCall {
  call_id: string;
  label: string;
  language: string | null;
  started_at: string;
  agent?: string;
  team?: string;
}
/**
 * From the agent's page: carry this call's messages.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Follow".
 */
export interface Follow {
  type: "follow";
  call_id: string;
}
/**
 * From the floor: show one call whole (None: none any more).
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "Watch".
 */
export interface Watch {
  type: "watch";
  call_id: string | null;
}
/**
 * From the floor: this supervisor takes up an agent's request for help.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "TakeHelp".
 */
export interface TakeHelp {
  type: "take_help";
  call_id: string;
}
/**
 * From the floor: show the agent of a call this text, of 1 to 200 printable characters.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "SendWhisper".
 */
export interface SendWhisper {
  type: "send_whisper";
  call_id: string;
  text: string;
}
/**
 * First message on `/ws/floor`: all live calls.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "FloorCalls".
 */
export interface FloorCalls {
  type: "floor";
  calls: FloorCall[];
  lines: {
    [k: string]: HeatPoint[];
  };
}
/**
 * One live call as a supervisor sees it: the caller and the call, nothing about the agent's conduct.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "FloorCall".
 */
export interface FloorCall {
  call_id: string;
  label: string;
  language: string | null;
  started_at: string;
  heard_ms: number;
  level: number;
  band: "boiling" | "calm" | "hot" | "warm";
  trend: "falling" | "rising" | "steady";
  reasons: HeatReason[];
  prompt: {
    [k: string]: string;
  } | null;
  voice_analysis: boolean;
  lag_ms: number;
  notices: string[];
  agent?: string;
  team?: string;
  phase?: string;
  alert?: FloorAlert | null;
  help?: FloorHelp | null;
}
/**
 * Why a supervisor should look at a call at once, such as a threat; it stays until the call ends.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "FloorAlert".
 */
export interface FloorAlert {
  text: {
    [k: string]: string;
  };
  heard_ms: number;
}
/**
 * The agent asks for a supervisor.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "FloorHelp".
 */
export interface FloorHelp {
  heard_ms: number;
  taken: boolean;
}
/**
 * One live call, new or changed.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "FloorCallChanged".
 */
export interface FloorCallChanged {
  type: "floor_call";
  call: FloorCall;
}
/**
 * A call has ended.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "FloorCallGone".
 */
export interface FloorCallGone {
  type: "floor_call_gone";
  call_id: string;
}
/**
 * Answer to `watch`: everything of the call so far that supervisors may see; what follows comes by the three
 *     messages below, and its heat by `floor_call`.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "WatchedCall".
 */
export interface WatchedCall {
  type: "watched_call";
  call_id: string;
  heat: HeatPoint[];
  prompts: FloorPrompt[];
  texts: FloorText[];
  whispers: FloorWhisper[];
}
/**
 * A prompt about the caller, as it came.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "FloorPrompt".
 */
export interface FloorPrompt {
  heard_ms: number;
  urgency: "high" | "low" | "normal";
  text: {
    [k: string]: string;
  };
  why: {
    [k: string]: string;
  };
}
/**
 * What was said in a call, without the times of its words: how fast an agent speaks is nobody else's business.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "FloorText".
 */
export interface FloorText {
  party: Party;
  utterance: number;
  text: string;
  final: boolean;
  start_ms: number;
}
/**
 * What a supervisor wrote to the agent of a call.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "FloorWhisper".
 */
export interface FloorWhisper {
  heard_ms: number;
  text: string;
}
/**
 * Text of the call that is watched.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "WatchedText".
 */
export interface WatchedText {
  type: "watched_text";
  call_id: string;
  text: FloorText;
}
/**
 * A new prompt about the caller in the call that is watched.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "WatchedPrompt".
 */
export interface WatchedPrompt {
  type: "watched_prompt";
  call_id: string;
  prompt: FloorPrompt;
}
/**
 * A supervisor wrote to the agent of the call that is watched.
 *
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "WatchedWhisper".
 */
export interface WatchedWhisper {
  type: "watched_whisper";
  call_id: string;
  whisper: FloorWhisper;
}
