// One call at the service, from hello to ended, over as many websockets as it takes: the browser's twin of
// client/tyyni_client/connection.py. After a break it goes on from the sample that the service asks for.

import { retryDelayMs, socketUrl } from "../connection.ts";
import type { Hello, SetVoiceAnalysis, Welcome } from "../wire.ts";
import { encodeChunk, WIRE_VERSION } from "./frames.ts";
import {
  type CallPlan,
  ENDED_MS,
  GIVE_UP_MS,
  type Line,
  type LinkNews,
  type LinkState,
  LONGEST_WAIT_MS,
  MOST_BUFFERED_BYTES,
  OPEN_MS,
  STUCK_MS,
  TICK_MS,
  TRY_LATER,
} from "./link.ts";
import { Outbox, ResumeImpossible } from "./outbox.ts";
import { type Side, SIDES, WIRE_RATE_HZ } from "./sides.ts";

const OPEN = 1;

export class CallLink {
  readonly #outbox = new Outbox();
  readonly #tell: (news: LinkNews) => void;
  readonly #dial: () => Line;
  #hello: Hello;
  #controls: SetVoiceAnalysis[] = [];
  #state: LinkState = { kind: "connecting" };
  #line: Line | null = null;
  #welcomed = false;
  #callId: string | null = null;
  #hangingUpSince: number | null = null;
  #hangUpSent = false;
  #lostAt: number | null = null;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;
  #dialledAt = 0;
  #buffered = { bytes: 0, at: 0 };

  constructor(plan: CallPlan, tell: (news: LinkNews) => void, dial: () => Line = dialService) {
    this.#tell = tell;
    this.#dial = dial;
    this.#hello = {
      type: "hello",
      version: WIRE_VERSION,
      rate_hz: WIRE_RATE_HZ,
      parties: [...SIDES],
      language: plan.language,
      voice_analysis: plan.voiceAnalysis,
      label: plan.label,
      agent: plan.agent,
    };
    this.#tick = setInterval(() => this.#look(), TICK_MS);
    this.#open();
  }

  get over(): boolean {
    return this.#state.kind === "ended" || this.#state.kind === "failed";
  }

  /** Take the next samples of a party, and send them as soon as may be. */
  hear(party: Side, samples: Int16Array): void {
    if (this.over || this.#hangingUpSince !== null) {
      return;
    }
    const lost = this.#outbox.lostSamples;
    this.#outbox.put(party, samples);
    if (this.#outbox.lostSamples !== lost) {
      this.#say();
    }
    this.#send();
  }

  setVoiceAnalysis(on: boolean): void {
    this.#hello = { ...this.#hello, voice_analysis: on };
    this.#controls.push({ type: "set_voice_analysis", on });
    this.#send();
  }

  /** Send what is still to be sent, and end the call. */
  hangUp(): void {
    if (this.over || this.#hangingUpSince !== null) {
      return;
    }
    this.#hangingUpSince = Date.now();
    if (this.#callId === null) {
      this.#end({ kind: "ended" });
      return;
    }
    this.#become({ kind: "ending" });
    this.#send();
  }

  /** The network is known to have broken: do not wait until the line says so. */
  suspect(): void {
    if (this.#welcomed) {
      this.#lose();
    }
  }

  /** The network is known to be back. */
  retryNow(): void {
    if (this.#line === null && !this.over) {
      this.#open();
    }
  }

  #open(): void {
    clearTimeout(this.#retry);
    const line = this.#dial();
    this.#line = line;
    this.#dialledAt = Date.now();
    line.binaryType = "arraybuffer";
    line.onopen = () => line.send(JSON.stringify(this.#hello));
    line.onmessage = (event) => this.#read(JSON.parse(event.data as string) as { type: string });
    line.onclose = () => this.#lose();
  }

  #read(message: { type: string }): void {
    if (message.type === "welcome") {
      this.#greet(message as Welcome);
    } else if (message.type === "ended") {
      this.#end({ kind: "ended" });
    } else if (message.type === "error") {
      const error = message as { type: string; code: string; message: string; fatal: boolean };
      if (error.fatal && !(this.#callId !== null && TRY_LATER.includes(error.code))) {
        this.#end({ kind: "failed", failure: { code: error.code, message: error.message } });
      }
    }
  }

  #greet(welcome: Welcome): void {
    try {
      this.#outbox.rewind(welcome.next_sample);
    } catch (error) {
      if (!(error instanceof ResumeImpossible)) {
        throw error;
      }
      this.#end({ kind: "failed", failure: { code: "resume_impossible", message: error.message } });
      return;
    }
    this.#callId = welcome.call_id;
    this.#hello = { ...this.#hello, resume: { call_id: welcome.call_id, token: welcome.resume_token } };
    // What was switched during the break stands in the hello that was just answered.
    this.#controls = this.#hello.voice_analysis === welcome.voice_analysis ? [] : this.#controls;
    this.#welcomed = true;
    this.#hangUpSent = false;
    this.#lostAt = null;
    this.#attempt = 0;
    this.#buffered = { bytes: 0, at: Date.now() };
    this.#become({ kind: this.#hangingUpSince === null ? "live" : "ending" });
    this.#send();
  }

  #send(): void {
    const line = this.#line;
    if (line === null || !this.#welcomed || line.readyState !== OPEN) {
      return;
    }
    for (const control of this.#controls.splice(0)) {
      line.send(JSON.stringify(control));
    }
    while (line.bufferedAmount < MOST_BUFFERED_BYTES) {
      const chunk = this.#outbox.nextChunk();
      if (chunk === null) {
        this.#sayGoodbye(line);
        return;
      }
      line.send(encodeChunk(chunk));
    }
  }

  #sayGoodbye(line: Line): void {
    if (this.#hangingUpSince !== null && !this.#hangUpSent) {
      this.#hangUpSent = true;
      line.send(JSON.stringify({ type: "hang_up" }));
    }
  }

  /** Every now and then: send what had to wait, and notice what no event tells. */
  #look(): void {
    const now = Date.now();
    if (this.#hangingUpSince !== null && now - this.#hangingUpSince > ENDED_MS) {
      this.#end({ kind: "failed", failure: { code: "ending_timed_out", message: "" } });
    } else if (this.#line !== null && !this.#welcomed && now - this.#dialledAt > OPEN_MS) {
      this.#lose();
    } else if (this.#line !== null && this.#welcomed && this.#isStuck(this.#line, now)) {
      this.#lose();
    } else {
      this.#send();
    }
  }

  #isStuck(line: Line, now: number): boolean {
    if (line.bufferedAmount === 0 || line.bufferedAmount < this.#buffered.bytes) {
      this.#buffered.at = now;
    }
    this.#buffered.bytes = line.bufferedAmount;
    return now - this.#buffered.at > STUCK_MS;
  }

  #lose(): void {
    if (this.over) {
      return;
    }
    this.#forgetLine();
    const now = Date.now();
    if (this.#callId === null) {
      this.#end({ kind: "failed", failure: { code: "service_unreachable", message: "" } });
      return;
    }
    this.#lostAt ??= now;
    if (now - this.#lostAt > GIVE_UP_MS) {
      this.#end({ kind: "failed", failure: { code: "connection_lost", message: "" } });
      return;
    }
    this.#become({ kind: this.#hangingUpSince === null ? "reconnecting" : "ending" });
    const delayMs = Math.min(LONGEST_WAIT_MS, retryDelayMs(this.#attempt++, Math.random()));
    this.#retry = setTimeout(() => this.#open(), delayMs);
  }

  #forgetLine(): void {
    if (this.#line !== null) {
      this.#line.onclose = null;
      this.#line.onmessage = null;
      this.#line.close();
      this.#line = null;
    }
    this.#welcomed = false;
  }

  #end(state: LinkState): void {
    this.#forgetLine();
    clearTimeout(this.#retry);
    clearInterval(this.#tick);
    this.#become(state);
  }

  #become(state: LinkState): void {
    this.#state = state;
    this.#say();
  }

  #say(): void {
    this.#tell({ state: this.#state, callId: this.#callId, lostSamples: this.#outbox.lostSamples });
  }
}

function dialService(): Line {
  return new WebSocket(socketUrl("/ws/call"));
}
