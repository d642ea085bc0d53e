// One websocket that stays up: it reconnects with back-off, notices a peer that has gone silent, and tells "refused"
// (open the service's link) from "not reachable" (the service or the network is down).

export type ConnectionState =
  | { kind: "connecting" }
  | { kind: "open" }
  | { kind: "lost"; retryAtMs: number }
  | { kind: "refused"; retryAtMs: number };

export interface ConnectionListener {
  message(message: unknown): void;
  state(state: ConnectionState): void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;
/** A fifth of the delay either way, so that all pages of a floor do not knock at once after a restart. */
const JITTER_RATIO = 0.2;
const LIVENESS_EVERY_MS = 5_000;
const LIVENESS_TIMEOUT_MS = 4_000;
/** One lost request is an accident; two in a row are a dead line, noticed within about 18 s. */
const LIVENESS_MISSES = 2;
/** Close codes by which the service says "not you": policy violation and ours after HTTP 401 and 403. */
const REFUSED_CODES = [1008, 4401, 4403];

/** Delay before the n-th attempt in a row (n from 0); `random` is 0..1. */
export function retryDelayMs(attempt: number, random: number): number {
  const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
  return Math.round(delay * (1 + JITTER_RATIO * (2 * random - 1)));
}

/** The address of a websocket of the service that this page comes from. */
export function socketUrl(path: string): URL {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url;
}

export class Connection {
  readonly #path: string;
  readonly #listener: ConnectionListener;
  #socket: WebSocket | null = null;
  #attempt = 0;
  #misses = 0;
  #lastHeardMs = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(path: string, listener: ConnectionListener) {
    this.#path = path;
    this.#listener = listener;
    window.addEventListener("online", () => this.retryNow());
    window.addEventListener("offline", () => this.#lose("lost"));
    setInterval(() => void this.#checkLiveness(), LIVENESS_EVERY_MS);
    this.#open();
  }

  /** Say something to the service; nothing is kept for later, since the service forgets a lost page. */
  send(message: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(message));
    }
  }

  retryNow(): void {
    if (this.#socket === null) {
      clearTimeout(this.#retry);
      this.#open();
    }
  }

  #open(): void {
    // Later attempts keep saying what is wrong, and do not make the banner flicker.
    if (this.#attempt === 0) {
      this.#listener.state({ kind: "connecting" });
    }
    const socket = new WebSocket(socketUrl(this.#path));
    this.#socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.#attempt = 0;
      this.#misses = 0;
      this.#lastHeardMs = Date.now();
      this.#listener.state({ kind: "open" });
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      this.#lastHeardMs = Date.now();
      this.#listener.message(JSON.parse(event.data));
    };
    socket.onclose = (event) => void this.#closed(opened, event.code);
  }

  /** A browser hides why a websocket never opened; a service that answers otherwise has refused it. */
  async #closed(opened: boolean, code: number): Promise<void> {
    const refused = opened ? REFUSED_CODES.includes(code) : await isServiceAlive();
    this.#lose(refused ? "refused" : "lost");
  }

  #lose(kind: "lost" | "refused"): void {
    if (this.#socket === null) {
      return;
    }
    this.#socket.onclose = null;
    this.#socket.onmessage = null;
    this.#socket.close();
    this.#socket = null;
    const delayMs = kind === "refused" ? LONGEST_RETRY_MS : retryDelayMs(this.#attempt, Math.random());
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#open(), delayMs);
    this.#listener.state({ kind, retryAtMs: Date.now() + delayMs });
  }

  /** A quiet socket may be a dead one: TCP alone can take minutes to say so. */
  async #checkLiveness(): Promise<void> {
    if (this.#socket?.readyState !== WebSocket.OPEN || Date.now() - this.#lastHeardMs < LIVENESS_EVERY_MS) {
      return;
    }
    this.#misses = (await isServiceAlive()) ? 0 : this.#misses + 1;
    if (this.#misses >= LIVENESS_MISSES) {
      this.#lose("lost");
    }
  }
}

async function isServiceAlive(): Promise<boolean> {
  return fetch("/livez", { cache: "no-store", signal: AbortSignal.timeout(LIVENESS_TIMEOUT_MS) }).then(
    (answer) => answer.ok,
    () => false,
  );
}
