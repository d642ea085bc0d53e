// What the supervisors' page knows, as a pure function of the messages of `/ws/floor` and of what is opened.

import { askAgain, followCall, reduceWatched, startWatching, type Watched } from "./floor/watched.ts";
import { EMPTY_HISTORY, extend, historyOf, type History } from "./history.ts";
import { unknownMessage } from "./unknown.ts";
import type { ErrorMessage, FloorCall, FloorMessage } from "./wire.ts";

export interface FloorTile {
  readonly call: FloorCall;
  readonly history: History;
}

export interface FloorView {
  readonly tiles: ReadonlyMap<string, FloorTile>;
  /** Call ids from hottest to calmest, as far as `settle` moves them. */
  readonly order: readonly string[];
  /** False until the service has said once which calls are live. */
  readonly known: boolean;
  /** The call in the panel. */
  readonly watched: Watched | null;
  /** Calls that were opened here: their alerts have been seen. */
  readonly seen: ReadonlySet<string>;
  readonly error: ErrorMessage | null;
}

export const EMPTY_FLOOR: FloorView = {
  tiles: new Map(),
  order: [],
  known: false,
  watched: null,
  seen: new Set(),
  error: null,
};

/** A tile passes the one above only when hotter by this: heat moves by a few points all the time, eyes should not. */
export const PASS_POINTS = 8;

export type FloorAction =
  | { readonly type: "said"; readonly messages: readonly FloorMessage[] }
  | { readonly type: "settle" }
  | { readonly type: "opened"; readonly call_id: string }
  | { readonly type: "closed" };

export function reduceFloor(view: FloorView, action: FloorAction): FloorView {
  switch (action.type) {
    case "said":
      return hear(view, action.messages);
    case "settle":
      return { ...view, order: settle(view.order, view.tiles) };
    case "opened": {
      const call = view.tiles.get(action.call_id)?.call ?? null;
      const watched = startWatching(action.call_id, call);
      return { ...view, watched, seen: new Set(view.seen).add(action.call_id), error: null };
    }
    case "closed":
      return { ...view, watched: null, error: null };
  }
}

/** Take many messages at once. Who was there before keeps the place until the order is settled. */
function hear(view: FloorView, messages: readonly FloorMessage[]): FloorView {
  let { known, watched, error } = view;
  let tiles = new Map(view.tiles);
  for (const message of messages) {
    switch (message.type) {
      case "floor":
        tiles = new Map(
          message.calls.map((call) => [call.call_id, place(call, historyOf(message.lines[call.call_id] ?? []))]),
        );
        watched = askAgain(followCall(watched, tiles.get(watched?.call_id ?? "")?.call ?? null));
        known = true;
        error = null;
        break;
      case "floor_call":
        tiles.set(message.call.call_id, place(message.call, tiles.get(message.call.call_id)?.history ?? EMPTY_HISTORY));
        watched = watched?.call_id === message.call.call_id ? followCall(watched, message.call) : watched;
        break;
      case "floor_call_gone":
        tiles.delete(message.call_id);
        watched = watched?.call_id === message.call_id ? followCall(watched, null) : watched;
        break;
      case "watched_call":
      case "watched_text":
      case "watched_prompt":
      case "watched_whisper":
        watched = reduceWatched(watched, message);
        break;
      case "error":
        error = message;
        break;
      default:
        unknownMessage(message);
    }
  }
  return { ...view, tiles, order: arrange(view.order, tiles), known, watched, error };
}

function place(call: FloorCall, history: History): FloorTile {
  return { call, history: extend(history, call.heard_ms, call.level) };
}

/** Return the order without calls that are gone; a newcomer goes where its heat belongs. The same when none came or went. */
export function arrange(order: readonly string[], tiles: FloorView["tiles"]): readonly string[] {
  const arranged = order.filter((id) => tiles.has(id));
  if (arranged.length === order.length && arranged.length === tiles.size) {
    return order;
  }
  const placed = new Set(arranged);
  for (const id of tiles.keys()) {
    if (!placed.has(id)) {
      const at = arranged.findIndex((other) => levelOf(other, tiles) < levelOf(id, tiles));
      arranged.splice(at < 0 ? arranged.length : at, 0, id);
    }
  }
  return arranged;
}

/**
 * Return the call ids from hottest to calmest, changing the given order as little as may be: of two neighbours the
 * lower one moves up only when hotter by `PASS_POINTS`. The very same order when nothing moves.
 */
export function settle(order: readonly string[], tiles: FloorView["tiles"]): readonly string[] {
  const settled = [...order];
  for (let from = 1; from < settled.length; from += 1) {
    const id = settled[from] as string;
    let to = from;
    while (to > 0 && levelOf(id, tiles) >= levelOf(settled[to - 1] as string, tiles) + PASS_POINTS) {
      to -= 1;
    }
    if (to < from) {
      settled.splice(from, 1);
      settled.splice(to, 0, id);
    }
  }
  return settled.every((id, index) => id === order[index]) ? order : settled;
}

function levelOf(id: string, tiles: FloorView["tiles"]): number {
  return tiles.get(id)?.call.level ?? 0;
}
