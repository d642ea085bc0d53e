// What the supervisors' page knows, as a pure function of the messages of `/ws/floor`.

import { EMPTY_HISTORY, extend, type History } from "./history.ts";
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
  readonly error: ErrorMessage | null;
}

export const EMPTY_FLOOR: FloorView = { tiles: new Map(), order: [], known: false, error: null };

/** A tile passes the one above only when hotter by this: heat moves by a few points all the time, eyes should not. */
export const PASS_POINTS = 8;

export function reduceFloor(view: FloorView, message: FloorMessage): FloorView {
  switch (message.type) {
    case "floor": {
      const tiles = new Map(message.calls.map((call) => [call.call_id, place(view.tiles, call)]));
      return { tiles, order: settle(view.order, tiles), known: true, error: null };
    }
    case "floor_call": {
      const tiles = new Map(view.tiles).set(message.call.call_id, place(view.tiles, message.call));
      return { ...view, tiles, order: settle(view.order, tiles) };
    }
    case "floor_call_gone": {
      const tiles = new Map(view.tiles);
      tiles.delete(message.call_id);
      return { ...view, tiles, order: settle(view.order, tiles) };
    }
    case "watched_call": // asked for by the panel of one call alone
    case "watched_text":
    case "watched_prompt":
    case "watched_whisper":
      return view;
    case "error":
      return { ...view, error: message };
    default:
      return unknownMessage(message);
  }
}

function place(tiles: FloorView["tiles"], call: FloorCall): FloorTile {
  const history = tiles.get(call.call_id)?.history ?? EMPTY_HISTORY;
  return { call, history: extend(history, call.heard_ms, call.level) };
}

/**
 * Return the call ids from hottest to calmest, changing the given order as little as may be: a newcomer goes where
 * its heat belongs, and of two neighbours the lower one moves up only when hotter by `PASS_POINTS`.
 */
export function settle(order: readonly string[], tiles: FloorView["tiles"]): readonly string[] {
  const level = (id: string): number => tiles.get(id)?.call.level ?? 0;
  const settled = order.filter((id) => tiles.has(id));
  for (const id of tiles.keys()) {
    if (!settled.includes(id)) {
      const at = settled.findIndex((other) => level(other) < level(id));
      settled.splice(at < 0 ? settled.length : at, 0, id);
    }
  }
  for (let from = 1; from < settled.length; from += 1) {
    const id = settled[from] as string;
    let to = from;
    while (to > 0 && level(id) >= level(settled[to - 1] as string) + PASS_POINTS) {
      to -= 1;
    }
    settled.splice(from, 1);
    settled.splice(to, 0, id);
  }
  return settled;
}
