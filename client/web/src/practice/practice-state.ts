// What the page of practice knows of the call that is played: what an agent's page knows, and what came when, for the
// look back after it. A pure function of the call's messages.

import { type CallAction, type CallView, NEW_CALL, type OwnDoing, reduceCall } from "../agent-call.ts";
import type { AgentMessage, ErrorMessage, Heat, PromptCleared, PromptShown, TranscriptText } from "../wire.ts";

export type PracticeMessage = AgentMessage;
export type PracticeAction = PracticeMessage | OwnDoing | { type: "new" };

export interface Came {
  readonly prompt: PromptShown;
  readonly gone: PromptCleared["reason"] | null;
}

export interface PracticeView {
  readonly call: CallView;
  readonly prompts: readonly Came[];
  readonly hottest: Heat | null;
  readonly error: ErrorMessage | null;
}

export const NEW_PRACTICE: PracticeView = { call: NEW_CALL, prompts: [], hottest: null, error: null };

export function reducePractice(view: PracticeView, action: PracticeAction): PracticeView {
  switch (action.type) {
    case "new":
      return NEW_PRACTICE;
    case "error":
      return { ...view, error: action };
    default:
      return { ...view, ...remember(view, action), call: reduceCall(view.call, action as CallAction) };
  }
}

function remember(view: PracticeView, action: PracticeAction): Partial<PracticeView> {
  switch (action.type) {
    case "prompt":
      return { prompts: [...view.prompts, { prompt: action, gone: null }] };
    case "prompt_cleared":
      return {
        prompts: view.prompts.map((one) => (one.prompt.id === action.id ? { ...one, gone: action.reason } : one)),
      };
    case "heat":
      return action.level > (view.hottest?.level ?? 0) ? { hottest: action } : {};
    default:
      return {};
  }
}

export type Moment =
  | { readonly kind: "said"; readonly at_ms: number; readonly text: TranscriptText }
  | { readonly kind: "prompt"; readonly at_ms: number; readonly came: Came };

/** What was said and which prompts came, in the order of time: a sentence by when it began, a prompt by when it came. */
export function momentsOf({ call, prompts }: PracticeView): Moment[] {
  const said = call.utterances.filter(({ stable }) => stable);
  return [
    ...said.map((text): Moment => ({ kind: "said", at_ms: text.start_ms, text })),
    ...prompts.map((came): Moment => ({ kind: "prompt", at_ms: came.prompt.heard_ms, came })),
  ].sort((one, other) => one.at_ms - other.at_ms);
}
