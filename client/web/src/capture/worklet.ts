// The audio thread: both parties in one node, so that they share one clock and their frames leave together.

import { Channel, type Heard } from "./channel.ts";
import { type Side, SIDES } from "./sides.ts";

/** Frames of both parties that end at the same instant. */
export type HeardTogether = Record<Side, Heard>;

// What an AudioWorkletGlobalScope has; TypeScript's library does not describe it.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class CaptureProcessor extends AudioWorkletProcessor {
  readonly #channels = SIDES.map(() => new Channel(sampleRate));

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    // The output stays silent; it tells how long a block is even when no input delivers anything.
    const count = outputs[0]?.[0]?.length ?? 0;
    const [caller, agent] = this.#channels.map((channel, at) => channel.push(inputs[at] ?? [], count));
    for (const [at, heard] of (caller ?? []).entries()) {
      const together = { caller: heard, agent: agent?.[at] as Heard } satisfies HeardTogether;
      this.port.postMessage(together, [heard.samples.buffer, together.agent.samples.buffer]);
    }
    return true;
  }
}

registerProcessor("tyyni-capture", CaptureProcessor);
