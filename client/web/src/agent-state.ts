// What the agent's page knows, as a pure function of the messages of `/ws/agent`.

import { EMPTY_HISTORY, extend, type History } from "./history.ts";
import { unknownMessage } from "./unknown.ts";
import type {
  AgentScreenMessage,
  ChecklistStep,
  Conduct,
  ErrorMessage,
  Heat,
  Lag,
  LiveCall,
  Notice,
  PromptCleared,
  PromptShown,
  TranscriptText,
} from "./wire.ts";

export interface CallView {
  readonly heard_ms: number;
  readonly heat: Heat | null;
  readonly history: History;
  readonly prompt: PromptShown | null;
  /** The prompt that was on the screen before, and why it left: the glance that came too late. */
  readonly previous: { prompt: PromptShown; reason: PromptCleared["reason"] | "dismissed" } | null;
  readonly utterances: readonly TranscriptText[];
  readonly checklist: readonly ChecklistStep[];
  readonly steps: ReadonlySet<string>;
  readonly conduct: Conduct | null;
  readonly notices: readonly Notice[];
  readonly lag: Lag | null;
  readonly voiceAnalysis: boolean;
  readonly ended: boolean;
}

export interface AgentView {
  readonly calls: readonly LiveCall[];
  readonly following: string | null;
  readonly call: CallView | null;
  readonly error: ErrorMessage | null;
}

export type AgentAction = AgentScreenMessage | { type: "dismiss" };

export const NO_CALL: AgentView = { calls: [], following: null, call: null, error: null };

const NEW_CALL: CallView = {
  heard_ms: 0,
  heat: null,
  history: EMPTY_HISTORY,
  prompt: null,
  previous: null,
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

export function reduceAgent(view: AgentView, action: AgentAction): AgentView {
  if (action.type === "live_calls") {
    return follow({ ...view, calls: action.calls }, action.following);
  }
  if (action.type === "error") {
    return { ...view, error: action };
  }
  return { ...view, call: reduceCall(view.call ?? NEW_CALL, action) };
}

/** A finished call stays on the screen, marked as ended, until another one begins. */
function follow(view: AgentView, following: string | null): AgentView {
  if (following === null) {
    return { ...view, following, call: view.call && { ...view.call, prompt: null, ended: true } };
  }
  const same = following === view.following;
  return { ...view, following, error: null, call: same && view.call ? view.call : NEW_CALL };
}

type CallAction = Exclude<AgentAction, { type: "live_calls" | "error" }>;

function reduceCall(call: CallView, action: CallAction): CallView {
  switch (action.type) {
    case "dismiss":
      return clearPrompt(call, "dismissed");
    case "welcome":
      return { ...call, voiceAnalysis: action.voice_analysis };
    case "voice_analysis":
      return heard({ ...call, voiceAnalysis: action.on }, action.heard_ms);
    case "transcript":
      return heard({ ...call, utterances: placeUtterance(call.utterances, action) }, action.heard_ms);
    case "heat":
      return heard(
        { ...call, heat: action, history: extend(call.history, action.heard_ms, action.level) },
        action.heard_ms,
      );
    case "prompt":
      return heard({ ...(call.prompt ? clearPrompt(call, "replaced") : call), prompt: action }, action.heard_ms);
    case "prompt_cleared":
      return call.prompt?.id === action.id ? clearPrompt(call, action.reason) : call;
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
    case "ended":
      return { ...clearPrompt(call, "call_ended"), ended: true };
    case "muted": // these four have no place on the page yet
    case "help":
    case "whisper":
    case "break_offer":
      return call;
    case "language": // the list of calls, which is sent again, shows it
    case "voice":
      return heard(call, action.heard_ms);
    default:
      return unknownMessage(action);
  }
}

function heard(call: CallView, heard_ms: number): CallView {
  return heard_ms > call.heard_ms ? { ...call, heard_ms } : call;
}

function clearPrompt(call: CallView, reason: PromptCleared["reason"] | "dismissed"): CallView {
  return call.prompt === null ? call : { ...call, prompt: null, previous: { prompt: call.prompt, reason } };
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
