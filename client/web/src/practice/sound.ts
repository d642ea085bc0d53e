// The sound of a recorded call: each party as the service hears it, and both together as they are heard here.

import { toPcm16 } from "../capture/channel.ts";
import { FRAME_SAMPLES, WIRE_RATE_HZ } from "../capture/sides.ts";
import type { Party } from "../wire.ts";
import type { Recording } from "./recordings.ts";

export interface Sound {
  readonly buffer: AudioBuffer;
  readonly parties: ReadonlyMap<Party, Int16Array>;
}

/** Fetch and decode a recording; rejects with a DOMException when the browser cannot decode it. */
export async function decode({ parties: channels }: Recording, file: ArrayBuffer): Promise<Sound> {
  const buffer = await new OfflineAudioContext(1, 1, WIRE_RATE_HZ).decodeAudioData(file);
  const parties = Object.entries(channels).map(
    ([party, channel]) => [party as Party, framesOf(buffer.getChannelData(channel))] as const,
  );
  return { buffer, parties: new Map(parties) };
}

/** Samples of -1..1 as 16-bit numbers, in whole frames of 20 ms: the last one is filled with silence. */
export function framesOf(samples: Float32Array): Int16Array {
  const pcm = new Int16Array(Math.ceil(samples.length / FRAME_SAMPLES) * FRAME_SAMPLES);
  for (const [at, sample] of samples.entries()) {
    pcm[at] = toPcm16(sample);
  }
  return pcm;
}

/** Return up to which sample there is something to send when `position_ms` has been heard: whole frames. */
export function framesHeard(position_ms: number, length: number): number {
  const heard = Math.floor((position_ms * WIRE_RATE_HZ) / 1000 / FRAME_SAMPLES) * FRAME_SAMPLES;
  return Math.min(heard, length);
}
