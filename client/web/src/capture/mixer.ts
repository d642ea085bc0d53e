// Both inputs on one AudioContext: one clock, so the parties cannot drift apart, whatever clocks their devices have (the
// browser fits each input to the context's). The context runs at its own rate; the worklet resamples.

import { type Side, SIDES } from "./sides.ts";
import type { HeardTogether } from "./worklet.ts";

const WORKLET = "/pages/capture-worklet.js";

export class Mixer {
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;
  readonly #sources: Partial<Record<Side, MediaStreamAudioSourceNode>> = {};

  private constructor(context: AudioContext, hear: (heard: HeardTogether) => void) {
    this.#context = context;
    this.#node = new AudioWorkletNode(context, "tyyni-capture", { numberOfInputs: SIDES.length });
    this.#node.port.onmessage = (event: MessageEvent<HeardTogether>) => hear(event.data);
    // Its output is silence; a node that leads nowhere is not run by every browser.
    this.#node.connect(context.destination);
    // Browsers suspend a context when its output device vanishes, or before a click.
    context.onstatechange = () => {
      if (context.state !== "running" && context.state !== "closed") {
        void context.resume();
      }
    };
  }

  /** Start listening; `hear` gets 20 ms of both parties at a time, silence for a party without an input. */
  static async open(hear: (heard: HeardTogether) => void): Promise<Mixer> {
    const context = new AudioContext({ latencyHint: "interactive" });
    await context.audioWorklet.addModule(WORKLET);
    return new Mixer(context, hear);
  }

  connect(side: Side, stream: MediaStream): void {
    this.disconnect(side);
    const source = this.#context.createMediaStreamSource(stream);
    source.connect(this.#node, 0, SIDES.indexOf(side));
    this.#sources[side] = source;
  }

  disconnect(side: Side): void {
    this.#sources[side]?.disconnect();
    delete this.#sources[side];
  }

  close(): void {
    this.#node.port.onmessage = null;
    void this.#context.close();
  }
}
