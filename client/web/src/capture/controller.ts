// Brings inputs, the audio thread and the link to the service together, and tells the panel what became of it.

import { CallLink } from "./call-link.ts";
import { CLOSED, type CaptureEvent, type CaptureView, reduceCapture } from "./capture-state.ts";
import { InputWatch } from "./input-watch.ts";
import { findDevice, InputError, inputDevices, openDevice, openShared, stopStream } from "./inputs.ts";
import { LOOK_MS } from "./level.ts";
import type { CallPlan } from "./link.ts";
import { Mixer } from "./mixer.ts";
import { bySide, FRAME_MS, type Side, SIDES } from "./sides.ts";
import type { HeardTogether } from "./worklet.ts";

/** How an input is opened, so that it can be opened again. */
export type InputWish =
  | { readonly kind: "device"; readonly id: string | null; readonly echoCancellation: boolean }
  | { readonly kind: "shared" };

interface OpenInput {
  readonly wish: InputWish;
  readonly stream: MediaStream;
  readonly watch: InputWatch;
  readonly name: string;
}

/** An alarm may not wait for sound: without any, this often is looked at the inputs. */
const WATCH_MS = 250;
const FRAMES_PER_LOOK = LOOK_MS / FRAME_MS;

export class CaptureController {
  readonly #show: (view: CaptureView) => void;
  readonly #inputs: Partial<Record<Side, OpenInput>> = {};
  /** The newest wish of each side: what an older one brings is not wanted any more. */
  readonly #wishes: Partial<Record<Side, InputWish>> = {};
  #view = CLOSED;
  #mixer: Promise<Mixer> | null = null;
  #link: CallLink | null = null;
  #watching: ReturnType<typeof setInterval> | undefined;
  #peaks = bySide(() => 0);
  #frames = 0;

  constructor(show: (view: CaptureView) => void) {
    this.#show = show;
  }

  /** Begin to set a call up: the meters run from here on. */
  open(): void {
    this.#act({ type: "opened" });
    this.#mixer ??= Mixer.open((heard) => this.#hear(heard));
    this.#watching = setInterval(() => this.#look(), WATCH_MS);
    navigator.mediaDevices.addEventListener("devicechange", this.#reopenWhatIsBack);
  }

  /** Take an input for a side, in place of what it had. */
  async choose(side: Side, wish: InputWish): Promise<void> {
    this.#wishes[side] = wish;
    this.#act({ type: "input_opening", side });
    try {
      const stream = await (wish.kind === "shared" ? openShared() : openDevice(wish.id, wish.echoCancellation));
      if (this.#wishes[side] === wish) {
        await this.#take(side, wish, stream);
      } else {
        stopStream(stream);
      }
    } catch (error) {
      if (!(error instanceof InputError)) {
        throw error;
      }
      if (this.#wishes[side] === wish) {
        this.#act({ type: "input_failed", side, fault: error.fault });
      }
    }
  }

  /** Let go of a side's input. */
  release(side: Side): void {
    delete this.#wishes[side];
    this.#stop(side);
    this.#act({ type: "input_gone", side });
  }

  /** Open a side's input once more, as it was. */
  chooseAgain(side: Side): void {
    const wish = this.#wishes[side];
    if (wish !== undefined) {
      void this.choose(side, { ...wish });
    }
  }

  isShared(side: Side): boolean {
    return this.#wishes[side]?.kind === "shared";
  }

  begin(plan: CallPlan): void {
    this.#act({ type: "begun", voiceAnalysis: plan.voiceAnalysis });
    this.#link = new CallLink(plan, (news) => {
      this.#act({ type: "link", news });
      if (news.state.kind === "ended" || news.state.kind === "failed") {
        this.#stopSound();
        this.#link = null;
      }
    });
  }

  setVoiceAnalysis(on: boolean): void {
    this.#link?.setVoiceAnalysis(on);
    this.#act({ type: "voice_analysis", on });
  }

  /** The agent muted this side on purpose. */
  acknowledge(side: Side): void {
    this.#inputs[side]?.watch.acknowledge();
    this.#look();
  }

  /** End the call; the microphone is let go at once, the last words are still worked through. */
  hangUp(): void {
    this.#stopSound();
    this.#link?.hangUp();
  }

  close(): void {
    this.#stopSound();
    this.#act({ type: "closed" });
  }

  /** What the page's other connection knows of the network. */
  networkIs(there: boolean): void {
    if (there) {
      this.#link?.retryNow();
    } else {
      this.#link?.suspect();
    }
  }

  async #take(side: Side, wish: InputWish, stream: MediaStream): Promise<void> {
    const mixer = await this.#mixer;
    const [track] = stream.getAudioTracks();
    if (mixer === null || track === undefined || this.#wishes[side] !== wish) {
      stopStream(stream);
      return;
    }
    this.#stop(side);
    const watch = new InputWatch(performance.now());
    watch.muted = track.muted;
    track.onmute = track.onunmute = () => {
      watch.muted = track.muted;
      this.#look();
    };
    track.onended = () => {
      watch.end();
      this.#look();
    };
    mixer.connect(side, stream);
    // What is shared is no device, whatever a browser says of its track.
    const name = wish.kind === "shared" ? "" : track.label;
    const deviceId = wish.kind === "shared" ? "" : (track.getSettings().deviceId ?? "");
    this.#inputs[side] = { wish, stream, watch, name };
    this.#act({ type: "input_opened", side, name, deviceId });
  }

  #hear(heard: HeardTogether): void {
    const nowMs = performance.now();
    for (const side of SIDES) {
      this.#inputs[side]?.watch.frame(heard[side].silent, nowMs);
      this.#link?.hear(side, heard[side].samples);
      this.#peaks[side] = Math.max(this.#peaks[side], heard[side].peak);
    }
    this.#frames += 1;
    if (this.#frames % FRAMES_PER_LOOK === 0) {
      this.#act({ type: "heard", peaks: this.#peaks });
      this.#peaks = bySide(() => 0);
      this.#look();
    }
  }

  #look(): void {
    for (const side of SIDES) {
      const input = this.#inputs[side];
      if (input === undefined) {
        continue;
      }
      if (input.stream.getAudioTracks()[0]?.readyState === "ended") {
        input.watch.end(); // no event tells of a track that the page itself has stopped
      }
      const alarm = input.watch.alarm(performance.now());
      const { knownSilent } = input.watch;
      const shown = this.#view.inputs[side];
      if (alarm !== shown.alarm || knownSilent !== shown.knownSilent) {
        this.#act({ type: "watched", side, alarm, knownSilent });
      }
    }
  }

  /** A headset that is plugged in again is taken again, without a click. */
  readonly #reopenWhatIsBack = async (): Promise<void> => {
    const devices = await inputDevices();
    for (const side of SIDES) {
      const input = this.#inputs[side];
      if (input?.wish.kind !== "device" || this.#view.inputs[side].alarm !== "lost") {
        continue;
      }
      const back = findDevice(devices, input.name);
      if (back !== undefined) {
        void this.choose(side, { ...input.wish, id: back.id });
      }
    }
  };

  #stop(side: Side): void {
    const input = this.#inputs[side];
    if (input !== undefined) {
      delete this.#inputs[side];
      stopStream(input.stream);
      void this.#mixer?.then((mixer) => this.#inputs[side] ?? mixer.disconnect(side));
    }
  }

  #stopSound(): void {
    clearInterval(this.#watching);
    navigator.mediaDevices.removeEventListener("devicechange", this.#reopenWhatIsBack);
    for (const side of SIDES) {
      this.release(side);
    }
    void this.#mixer?.then((mixer) => mixer.close());
    this.#mixer = null;
  }

  #act(event: CaptureEvent): void {
    this.#view = reduceCapture(this.#view, event);
    this.#show(this.#view);
  }
}
