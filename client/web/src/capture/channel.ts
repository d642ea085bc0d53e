// One party's sound within the audio thread: from blocks of the sound system to frames of 20 ms, with their level.

import { Resampler } from "./resampler.ts";
import { FRAME_SAMPLES, WIRE_RATE_HZ } from "./sides.ts";

/** 20 ms of one party. */
export interface Heard {
  /** int16, 320 samples, mono, 16 kHz. */
  readonly samples: Int16Array;
  /** The largest amplitude since the frame before, 0..1, as the device gave it. */
  readonly peak: number;
  /** Digital silence: nothing came, or nothing but zeros. The quietest microphone that works is never that quiet. */
  readonly silent: boolean;
}

export class Channel {
  readonly #resampler: Resampler | null;
  #frame = new Int16Array(FRAME_SAMPLES);
  #filled = 0;
  #peak = 0;

  constructor(rateHz: number) {
    this.#resampler = rateHz === WIRE_RATE_HZ ? null : new Resampler(rateHz, WIRE_RATE_HZ);
  }

  /**
   * Take the next block, of `count` samples in each of any number of channels; return the frames that it completes.
   *
   * No channel at all is silence as long: a tab that plays nothing may deliver nothing, and its clock goes on.
   */
  push(channels: readonly Float32Array[], count: number): Heard[] {
    const mono = toMono(channels, count);
    for (const sample of mono) {
      this.#peak = Math.max(this.#peak, Math.abs(sample));
    }
    const frames: Heard[] = [];
    for (const sample of this.#resampler?.push(mono) ?? mono) {
      this.#frame[this.#filled++] = toPcm16(sample);
      if (this.#filled === FRAME_SAMPLES) {
        frames.push({ samples: this.#frame, peak: Math.min(1, this.#peak), silent: this.#peak === 0 });
        this.#frame = new Int16Array(FRAME_SAMPLES);
        this.#filled = 0;
        this.#peak = 0;
      }
    }
    return frames;
  }
}

function toMono(channels: readonly Float32Array[], count: number): Float32Array {
  const [only] = channels;
  if (channels.length === 1 && only !== undefined) {
    return only;
  }
  const mono = new Float32Array(count);
  for (const channel of channels) {
    for (let at = 0; at < count; at++) {
      mono[at] = (mono[at] as number) + (channel[at] as number) / channels.length;
    }
  }
  return mono;
}

/** Full scale +1.0 becomes 32767, never -32768 (as `to_pcm16` of service/tyyni/audio.py). */
export function toPcm16(sample: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(sample * 32768)));
}
