// The floor's live connection. Two hundred calls make hundreds of messages a second: the page takes them in together,
// a few times a second, and draws once.

import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { Connection, type ConnectionState } from "../connection.ts";
import { EMPTY_FLOOR, type FloorAction, reduceFloor } from "../floor-state.ts";
import type { FloorMessage, FloorPageMessage } from "../wire.ts";

/**
 * Figures that change more often than this are not read, and between them the page answers keys at once (measured: at
 * every frame, two hundred tiles took 133 ms a frame). Browsers stretch it to a second in the background. Our choice.
 */
const TAKE_IN_EVERY_MS = 250;

/** Often enough that a call stands near its heat, seldom enough that one can read and click meanwhile. Our choice. */
const SETTLE_EVERY_MS = 2_000;

export function useFloor() {
  const [view, act] = useReducer(reduceFloor, EMPTY_FLOOR);
  const [connection, setConnection] = useState<ConnectionState>({ kind: "connecting" });
  const socket = useRef<Connection>(undefined);
  useEffect(() => {
    let settling = false;
    const settle = () => {
      settling = false;
      act({ type: "settle" });
    };
    const take = inBatches((messages) => {
      act({ type: "said", messages });
      if (!settling) {
        settling = true;
        setTimeout(settle, SETTLE_EVERY_MS);
      }
    });
    socket.current = new Connection("/ws/floor", {
      message: (message) => take(message as FloorMessage),
      state: setConnection,
    });
  }, []);
  const { watched } = view;
  // A call that is not on the floor cannot be asked for: after a restart of the service it comes back a little later.
  const watching = watched?.call && !watched.ended ? watched.call_id : null;
  const watch = (call_id: string | null) => socket.current?.send({ type: "watch", call_id } satisfies FloorPageMessage);
  useEffect(() => {
    if (watching !== null) {
      watch(watching);
    }
  }, [watching, watched?.asks]);
  useEffect(() => (watching === null ? undefined : () => watch(null)), [watching]);
  return {
    view,
    act: act as (action: FloorAction) => void,
    connection,
    say: (message: FloorPageMessage) => socket.current?.send(message),
    retryNow: () => socket.current?.retryNow(),
  };
}

function inBatches(take: (messages: readonly FloorMessage[]) => void): (message: FloorMessage) => void {
  let waiting: FloorMessage[] = [];
  const flush = () => {
    const messages = waiting;
    waiting = [];
    if (messages.length) {
      take(messages);
    }
  };
  // Who comes back to the page sees it as it is now.
  document.addEventListener("visibilitychange", flush);
  return (message) => {
    waiting.push(message);
    if (waiting.length === 1) {
      setTimeout(flush, TAKE_IN_EVERY_MS);
    }
  };
}
