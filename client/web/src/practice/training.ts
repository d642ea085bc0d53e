// One recorded call, heard here and brought to the service at the same time: what is sent is what has been played, so
// prompts come to what was just heard, and a pause stops both. It ends with the page, or with its connection.

import { encodeChunk, MOST_CHUNK_SAMPLES, WIRE_VERSION } from "../capture/frames.ts";
import { WIRE_RATE_HZ } from "../capture/sides.ts";
import { socketUrl } from "../connection.ts";
import type { AgentPageMessage, ErrorMessage, Hello, Party } from "../wire.ts";
import type { PracticeMessage } from "./practice-state.ts";
import type { Recording } from "./recordings.ts";
import { decode, framesHeard, type Sound } from "./sound.ts";

export type TrainingState = "preparing" | "playing" | "paused" | "finishing" | "over" | "failed";

export interface TrainingListener {
  said(message: PracticeMessage): void;
  state(state: TrainingState): void;
  position(position_ms: number): void;
}

/** Two frames: the prompt is late by no more than this. A page in the background ticks once a second. */
const TICK_MS = 40;

export class Training {
  readonly #call: Recording;
  readonly #listener: TrainingListener;
  /** Made where somebody clicks: browsers give no sound otherwise. */
  readonly #audio = new AudioContext();
  readonly #leave = () => this.close();
  #sound: Sound | null = null;
  #socket: WebSocket | null = null;
  #state: TrainingState = "preparing";
  #began_s: number | null = null;
  #sent = 0;
  #sequence = 0;
  #tick: ReturnType<typeof setInterval> | undefined;

  constructor(call: Recording, listener: TrainingListener) {
    this.#call = call;
    this.#listener = listener;
    addEventListener("pagehide", this.#leave);
    void this.#prepare();
  }

  get position_ms(): number {
    const heard_s = this.#began_s === null ? 0 : this.#audio.currentTime - this.#began_s;
    return Math.min(heard_s * 1000, this.#call.duration_ms);
  }

  pause(): void {
    if (this.#state === "playing") {
      void this.#audio.suspend();
      this.#become("paused");
    }
  }

  resume(): void {
    if (this.#state === "paused") {
      void this.#audio.resume();
      this.#become("playing");
    }
  }

  /** Hang up; the service still reads what was said last. */
  stop(): void {
    if (this.#state === "playing" || this.#state === "paused") {
      clearInterval(this.#tick);
      void this.#audio.close();
      this.#become("finishing");
      this.#socket?.send(JSON.stringify({ type: "hang_up" }));
    }
  }

  /** Tell the service what the agent does about a prompt. */
  say(message: AgentPageMessage): void {
    if (this.#state === "playing" || this.#state === "paused") {
      this.#socket?.send(JSON.stringify(message));
    }
  }

  /** Leave at once: no sound, no call. */
  close(): void {
    this.#end();
    this.#state = "over";
  }

  async #prepare(): Promise<void> {
    const answer = await fetch(this.#call.audio).catch(() => null);
    if (!answer?.ok) {
      this.#fail("recording_unreachable", answer ? answer.statusText : "");
      return;
    }
    const file = await answer.arrayBuffer();
    const sound = await decode(this.#call, file).catch((error: unknown) => error as DOMException);
    if (!("parties" in sound)) {
      this.#fail("recording_undecodable", "");
    } else if (this.#state === "preparing") {
      this.#sound = sound;
      this.#dial();
    }
  }

  #dial(): void {
    const socket = new WebSocket(socketUrl(this.#call.socket));
    this.#socket = socket;
    const hello: Hello = {
      type: "hello",
      version: WIRE_VERSION,
      rate_hz: WIRE_RATE_HZ,
      parties: Object.keys(this.#call.parties) as Party[],
      language: this.#call.language,
      voice_analysis: true,
      label: this.#call.id.slice(0, 60),
    };
    socket.onopen = () => socket.send(JSON.stringify(hello));
    socket.onmessage = (event: MessageEvent<string>) => this.#read(JSON.parse(event.data) as PracticeMessage);
    socket.onclose = () => this.#fail("connection_lost", "");
  }

  #read(message: PracticeMessage): void {
    this.#listener.said(message);
    if (message.type === "welcome") {
      void this.#play();
    } else if (message.type === "ended") {
      this.#end();
      this.#become("over");
    } else if (message.type === "error" && message.fatal) {
      this.#failWith(message);
    }
  }

  async #play(): Promise<void> {
    await this.#audio.resume();
    const source = new AudioBufferSourceNode(this.#audio, { buffer: (this.#sound as Sound).buffer });
    // Both parties in both ears: one in each tires, and who hears with one ear would miss half.
    const both = new GainNode(this.#audio, { channelCount: 1, channelCountMode: "explicit" });
    source.connect(both).connect(this.#audio.destination);
    this.#began_s = this.#audio.currentTime;
    source.start(this.#began_s);
    this.#become("playing");
    this.#tick = setInterval(() => this.#send(), TICK_MS);
  }

  #send(): void {
    const { parties } = this.#sound as Sound;
    const [length] = [...parties.values()].map((samples) => samples.length) as [number];
    const position_ms = this.position_ms;
    const until = position_ms >= this.#call.duration_ms ? length : framesHeard(position_ms, length);
    while (this.#sent < until) {
      const end = Math.min(this.#sent + MOST_CHUNK_SAMPLES, until);
      for (const [party, samples] of parties) {
        const chunk = { party, sequence: this.#sequence, firstSample: this.#sent, samples: samples.subarray(this.#sent, end) };
        this.#socket?.send(encodeChunk(chunk));
      }
      this.#sequence += 1;
      this.#sent = end;
    }
    this.#listener.position(position_ms);
    if (this.#sent === length) {
      this.stop();
    }
  }

  #fail(code: string, message: string): void {
    this.#failWith({ type: "error", code, message, fatal: true });
  }

  #failWith(error: ErrorMessage): void {
    if (this.#state !== "over" && this.#state !== "failed") {
      this.#listener.said(error);
      this.#end();
      this.#become("failed");
    }
  }

  #end(): void {
    clearInterval(this.#tick);
    removeEventListener("pagehide", this.#leave);
    if (this.#audio.state !== "closed") {
      void this.#audio.close();
    }
    if (this.#socket !== null) {
      this.#socket.onclose = null;
      this.#socket.onmessage = null;
      this.#socket.close();
      this.#socket = null;
    }
  }

  #become(state: TrainingState): void {
    this.#state = state;
    this.#listener.state(state);
  }
}
