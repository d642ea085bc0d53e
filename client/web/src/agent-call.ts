// What the agent's page knows of the call it follows, as a pure function of the messages of that call.

import { EMPTY_HISTORY, extend, historyOf, type History } from "./history.ts";
import { unknownMessage } from "./unknown.ts";
import type {
  AgentScreenMessage,
  ChecklistStep,
  Conduct,
  Heat,
  Help,
  Lag,
  Muted,
  Notice,
  Party,
  PromptCleared,
  PromptShown,
  TranscriptText,
  Whisper,
} from "./wire.ts";

export interface CallView {
  readonly heard_ms: number;
  /** Whose sound the call has; empty until the service has said it. */
  readonly parties: readonly Party[];
  readonly heat: Heat | null;
  readonly history: History;
  readonly prompt: PromptShown | null;
  /** The prompt that was on the screen before, and why it left: the glance that came too late. */
  readonly previous: { prompt: PromptShown; reason: PromptCleared["reason"] } | null;
  /** What the agent said of each prompt, by its id. */
  readonly ratings: ReadonlyMap<number, boolean>;
  readonly muted: Pick<Muted, "rules" | "all">;
  readonly help: Help["state"];
  /** What supervisors wrote and the agent has not closed yet. */
  readonly whispers: readonly Whisper[];
  /** The ids of those that were closed: a connection that comes back may bring them again. */
  readonly closed: ReadonlySet<number>;
  /** Minutes of rest that are offered after a hot call; null when none are, or no longer. */
  readonly break_minutes: number | null;
  readonly utterances: readonly TranscriptText[];
  readonly checklist: readonly ChecklistStep[];
  readonly steps: ReadonlySet<string>;
  readonly conduct: Conduct | null;
  readonly notices: readonly Notice[];
  readonly lag: Lag | null;
  readonly voiceAnalysis: boolean;
  readonly ended: boolean;
}

/** What the agent does that the page itself shows at once; what the service must know is sent besides. */
export type OwnDoing =
  | { type: "dismiss" }
  | { type: "rate"; prompt: number; useful: boolean }
  | { type: "close_whisper"; id: number }
  | { type: "close_break" };

export type CallAction = Exclude<AgentScreenMessage, { type: "live_calls" | "error" }> | OwnDoing;

export const NEW_CALL: CallView = {
  heard_ms: 0,
  parties: [],
  heat: null,
  history: EMPTY_HISTORY,
  prompt: null,
  previous: null,
  ratings: new Map(),
  muted: { rules: [], all: false },
  help: "none",
  whispers: [],
  closed: new Set(),
  break_minutes: null,
  utterances: [],
  checklist: [],
  steps: new Set(),
  conduct: null,
  notices: [],
  lag: null,
  voiceAnalysis: true,
  ended: false,
};

/** About twenty minutes of lively talk; the page stays quick in an hour-long call. */
const MOST_UTTERANCES = 200;

/** The prompt that a rating or a mute is about: the one on the screen, else the one that just left. */
export function promptInQuestion(call: CallView | null): PromptShown | null {
  return call?.prompt ?? call?.previous?.prompt ?? null;
}

export function reduceCall(call: CallView, action: CallAction): CallView {
  switch (action.type) {
    case "welcome":
      return { ...call, voiceAnalysis: action.voice_analysis, parties: Object.keys(action.next_sample) as Party[] };
    case "voice_analysis":
      return heard({ ...call, voiceAnalysis: action.on }, action.heard_ms);
    case "transcript":
      return heard({ ...call, utterances: placeUtterance(call.utterances, action) }, action.heard_ms);
    case "heat":
      return heard(
        { ...call, heat: action, history: extend(call.history, action.heard_ms, action.level) },
        action.heard_ms,
      );
    case "heat_line":
      return { ...call, history: historyOf(action.points) };
    case "checklist":
      return { ...call, checklist: action.steps };
    case "step":
      return heard({ ...call, steps: new Set([...call.steps, action.step]) }, action.heard_ms);
    case "conduct":
      return heard({ ...call, conduct: action }, action.heard_ms);
    case "notice":
      return { ...call, notices: placeNotice(call.notices, action) };
    case "lag":
      return { ...call, lag: action };
    case "language": // the list of calls, which is sent again, shows it
    case "voice":
      return heard(call, action.heard_ms);
    case "ended":
      return endCall(call);
    default:
      return reducePrompts(call, action);
  }
}

/** An ended call keeps what was seen and said; nothing more is asked of the agent. */
export function endCall(call: CallView): CallView {
  return { ...clearPrompt(call, "call_ended"), help: "none", ended: true };
}

type Continuous = "welcome" | "voice_analysis" | "transcript" | "heat" | "heat_line" | "checklist" | "step" | "conduct";
type State = "notice" | "lag" | "language" | "voice" | "ended";
type PeopleAction = Exclude<CallAction, { type: Continuous | State }>;

/** What is between the agent, the prompts and the supervisors. */
function reducePrompts(call: CallView, action: PeopleAction): CallView {
  switch (action.type) {
    case "prompt":
      return heard(showPrompt(call, action), action.heard_ms);
    case "prompt_cleared":
      return call.prompt?.id === action.id ? clearPrompt(call, action.reason) : call;
    case "dismiss":
      return clearPrompt(call, "dismissed");
    case "rate":
      return { ...call, ratings: new Map([...call.ratings, [action.prompt, action.useful]]) };
    case "muted":
      return { ...call, muted: action };
    case "help":
      return heard({ ...call, help: action.state }, action.heard_ms);
    case "whisper":
      return heard({ ...call, whispers: placeWhisper(call, action) }, action.heard_ms);
    case "close_whisper":
      return {
        ...call,
        whispers: call.whispers.filter(({ id }) => id !== action.id),
        closed: new Set([...call.closed, action.id]),
      };
    case "break_offer":
      return { ...call, break_minutes: action.minutes };
    case "close_break":
      return { ...call, break_minutes: null };
    default:
      return unknownMessage(action);
  }
}

function heard(call: CallView, heard_ms: number): CallView {
  return heard_ms > call.heard_ms ? { ...call, heard_ms } : call;
}

/** A connection that comes back may bring a prompt again: it replaces nothing, and what was dismissed stays away. */
function showPrompt(call: CallView, prompt: PromptShown): CallView {
  const { previous } = call;
  if (previous?.prompt.id === prompt.id && previous.reason === "dismissed") {
    return call;
  }
  return { ...(call.prompt?.id === prompt.id ? call : clearPrompt(call, "replaced")), prompt };
}

function clearPrompt(call: CallView, reason: PromptCleared["reason"]): CallView {
  return call.prompt === null ? call : { ...call, prompt: null, previous: { prompt: call.prompt, reason } };
}

function placeWhisper({ whispers, closed }: CallView, whisper: Whisper): readonly Whisper[] {
  const known = closed.has(whisper.id) || whispers.some(({ id }) => id === whisper.id);
  return known ? whispers : [...whispers, whisper];
}

function placeUtterance(utterances: readonly TranscriptText[], text: TranscriptText): readonly TranscriptText[] {
  const isSame = (other: TranscriptText) => other.party === text.party && other.utterance === text.utterance;
  const at = utterances.findIndex(isSame);
  if (at >= 0) {
    return utterances.with(at, text);
  }
  const sorted = [...utterances, text].sort((one, other) => one.start_ms - other.start_ms);
  return sorted.slice(-MOST_UTTERANCES);
}

function placeNotice(notices: readonly Notice[], notice: Notice): readonly Notice[] {
  const others = notices.filter((other) => other.code !== notice.code || other.party !== notice.party);
  return notice.active === false ? others : [...others, notice];
}
