// What the agent's page knows, as a pure function of the messages of `/ws/agent` and of what the agent does.

import { type CallAction, type CallView, endCall, NEW_CALL, reduceCall } from "./agent-call.ts";
import type { AgentScreenMessage, ErrorMessage, LiveCall } from "./wire.ts";

export interface AgentView {
  readonly calls: readonly LiveCall[];
  readonly following: string | null;
  readonly call: CallView | null;
  /** The call that ended last: its review page can be opened. */
  readonly reviewable: string | null;
  readonly error: ErrorMessage | null;
}

export type AgentAction = AgentScreenMessage | CallAction | { type: "close_error" };

export const NO_CALL: AgentView = { calls: [], following: null, call: null, reviewable: null, error: null };

export function reduceAgent(view: AgentView, action: AgentAction): AgentView {
  switch (action.type) {
    case "live_calls":
      return follow({ ...view, calls: action.calls }, action.following);
    case "error":
      return { ...view, error: action };
    case "close_error":
      return { ...view, error: null };
    case "ended":
      return { ...view, reviewable: action.call_id, call: reduceCall(view.call ?? NEW_CALL, action) };
    default:
      return { ...view, call: reduceCall(view.call ?? NEW_CALL, action) };
  }
}

/** A finished call stays on the screen, marked as ended, until another one begins. */
function follow(view: AgentView, following: string | null): AgentView {
  if (following === null) {
    const reviewable = view.following ?? view.reviewable;
    return { ...view, following, reviewable, call: view.call && endCall(view.call) };
  }
  const same = following === view.following;
  return { ...view, following, error: null, call: same && view.call ? view.call : NEW_CALL };
}
