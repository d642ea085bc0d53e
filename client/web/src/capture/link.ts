// What the link of a call is given and tells, and its patience.

export interface CallPlan {
  /** fi, pl, en, or auto. */
  readonly language: string;
  readonly voiceAnalysis: boolean;
  readonly label: string;
  readonly agent: string;
}

export interface Failure {
  readonly code: string;
  /** What the service said; empty when the page has a text for the code. */
  readonly message: string;
}

export type LinkState =
  | { readonly kind: "connecting" | "live" | "reconnecting" | "ending" | "ended" }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface LinkNews {
  readonly state: LinkState;
  readonly callId: string | null;
  readonly lostSamples: number;
}

/** What the link needs of a websocket. */
export type Line = Pick<
  WebSocket,
  "binaryType" | "bufferedAmount" | "close" | "onclose" | "onmessage" | "onopen" | "readyState" | "send"
>;

/** The patience of the link, as `LinkPolicy` of client/tyyni_client/link.py has it. */
export const OPEN_MS = 5_000;
export const LONGEST_WAIT_MS = 2_000;
export const GIVE_UP_MS = 30_000;
export const ENDED_MS = 60_000;
/** About 2 s of both parties' sound: more stays in the outbox, where what is lost is counted. */
export const MOST_BUFFERED_BYTES = 128_000;
/** Bytes that nobody has taken for so long wait on a dead line. Our choice: the service pauses for 1 s at most. */
export const STUCK_MS = 5_000;
export const TICK_MS = 250;
/** A service that starts again says so: worth another attempt once the call is on. */
export const TRY_LATER = ["not_ready", "too_many_calls", "too_many_connections"];
