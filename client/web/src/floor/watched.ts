// The one call that the panel shows whole, as a pure function of what the service says of it.

import type { FloorCall, FloorPrompt, FloorText, FloorWhisper, HeatPoint, WatchedCall, WatchedPrompt, WatchedText, WatchedWhisper } from "../wire.ts";

export interface Watched {
  readonly call_id: string;
  /** False until the service has told what was before. */
  readonly known: boolean;
  /** The call as it was last seen; null while the floor does not know it. It stays when the call ends. */
  readonly call: FloorCall | null;
  readonly ended: boolean;
  /** Counts up when the service must be asked for it again: it forgets what is open here when it or the call was away. */
  readonly asks: number;
  readonly heat: readonly HeatPoint[];
  readonly prompts: readonly FloorPrompt[];
  readonly texts: readonly FloorText[];
  readonly whispers: readonly FloorWhisper[];
}

export type WatchMessage = WatchedCall | WatchedText | WatchedPrompt | WatchedWhisper;

/** As much as the service keeps: about twenty minutes of lively talk. */
const TEXTS_KEPT = 200;

export function startWatching(call_id: string, call: FloorCall | null): Watched {
  return { call_id, known: false, call, ended: false, asks: 0, heat: [], prompts: [], texts: [], whispers: [] };
}

/** Take what the service says of the watched call; what comes late of one watched before is left out. */
export function reduceWatched(watched: Watched | null, message: WatchMessage): Watched | null {
  if (watched?.call_id !== message.call_id) {
    return watched;
  }
  switch (message.type) {
    case "watched_call": {
      const { heat, prompts, texts, whispers } = message;
      return { ...watched, known: true, heat, prompts, texts: texts.slice(-TEXTS_KEPT), whispers };
    }
    case "watched_text":
      return { ...watched, texts: placeText(watched.texts, message.text) };
    case "watched_prompt":
      return { ...watched, prompts: [...watched.prompts, message.prompt] };
    case "watched_whisper":
      return { ...watched, whispers: [...watched.whispers, message.whisper] };
  }
}

/** The service has begun to tell the floor anew, over a new connection. */
export function askAgain(watched: Watched | null): Watched | null {
  return watched && { ...watched, asks: watched.asks + 1 };
}

/** Take the call's newest state from the floor; its heat goes on the timeline. Null: the call is over. */
export function followCall(watched: Watched | null, call: FloorCall | null): Watched | null {
  if (watched === null || watched.call === call) {
    return watched;
  }
  if (call === null) {
    return watched.call === null || watched.ended ? watched : { ...watched, ended: true };
  }
  const last = watched.heat.at(-1);
  const moved = watched.known && (last === undefined || (call.heard_ms > last.heard_ms && call.level !== last.level));
  const heat = moved ? [...watched.heat, { heard_ms: call.heard_ms, level: call.level }] : watched.heat;
  return { ...watched, call, ended: false, asks: watched.asks + (watched.ended ? 1 : 0), heat };
}

function placeText(texts: readonly FloorText[], text: FloorText): readonly FloorText[] {
  const at = texts.findLastIndex((other) => other.utterance === text.utterance && other.party === text.party);
  if (at >= 0) {
    return texts.with(at, text);
  }
  // Both parties may speak at once: an utterance that began earlier may become text later.
  const before = texts.findLastIndex((other) => other.start_ms <= text.start_ms);
  return texts.toSpliced(before + 1, 0, text).slice(-TEXTS_KEPT);
}
