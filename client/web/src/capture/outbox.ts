// What a call has to say to the service: the newest 30 s of each party, so that nothing is lost or doubled. Every sample
// has an index from the call's start. The browser's twin of client/tyyni_client/outbox.py.

import { type Chunk, MOST_CHUNK_SAMPLES } from "./frames.ts";
import { type Side, SIDES, WIRE_RATE_HZ } from "./sides.ts";

/** What can be sent again after a break; the service bridges a gap of at most 30 s. */
export const KEPT_SAMPLES = 30 * WIRE_RATE_HZ;

/** The service asks for samples that never existed: it remembers another call. */
export class ResumeImpossible extends Error {}

interface Gap {
  readonly start: number;
  readonly stop: number;
}

export class PartyOutbox {
  readonly #party: Side;
  readonly #ring: Int16Array;
  /** Lost samples that come after what the service last said it had. */
  #skipped: Gap[] = [];
  #sequence = 0;
  endSample = 0;
  unsentFrom = 0;
  lostSamples = 0;

  constructor(party: Side, keptSamples: number) {
    this.#party = party;
    this.#ring = new Int16Array(keptSamples);
  }

  /** Add new samples; the oldest make room for them, unsent ones too. */
  put(samples: Int16Array): void {
    for (const sample of samples) {
      this.#ring[this.endSample++ % this.#ring.length] = sample;
    }
    this.#skipWhatIsGone();
  }

  take(): Chunk | null {
    const count = Math.min(this.endSample - this.unsentFrom, MOST_CHUNK_SAMPLES);
    if (count === 0) {
      return null;
    }
    const firstSample = this.unsentFrom;
    const samples = Int16Array.from(
      { length: count },
      (_, at) => this.#ring[(firstSample + at) % this.#ring.length] as number,
    );
    this.unsentFrom += count;
    return { party: this.#party, sequence: this.#sequence++, firstSample, samples };
  }

  /** Send again from `nextSample`, as far as that is still kept. */
  rewind(nextSample: number): void {
    if (nextSample < 0 || nextSample > this.endSample) {
      throw new ResumeImpossible(`${this.#party}: sample ${nextSample} was asked for, ${this.endSample} exist`);
    }
    // What was skipped beyond that is skipped once more below, and must not be counted twice.
    for (const gap of this.#skipped) {
      this.lostSamples -= Math.max(0, gap.stop - Math.max(gap.start, nextSample));
    }
    this.#skipped = [];
    this.unsentFrom = nextSample;
    this.#skipWhatIsGone();
  }

  #skipWhatIsGone(): void {
    const oldest = Math.max(0, this.endSample - this.#ring.length);
    const start = this.unsentFrom;
    if (oldest <= start) {
      return;
    }
    this.lostSamples += oldest - start;
    this.unsentFrom = oldest;
    const last = this.#skipped.at(-1);
    if (last?.stop === start) {
      this.#skipped[this.#skipped.length - 1] = { start: last.start, stop: oldest };
    } else {
      this.#skipped.push({ start, stop: oldest });
    }
  }
}

export class Outbox {
  readonly #tracks: Record<Side, PartyOutbox>;

  constructor(keptSamples = KEPT_SAMPLES) {
    this.#tracks = {
      caller: new PartyOutbox("caller", keptSamples),
      agent: new PartyOutbox("agent", keptSamples),
    };
  }

  put(party: Side, samples: Int16Array): void {
    this.#tracks[party].put(samples);
  }

  /** Return the next chunk to send, of the party that is furthest behind; null when all is sent. */
  nextChunk(): Chunk | null {
    const { caller, agent } = this.#tracks;
    const [first, second] = agent.unsentFrom < caller.unsentFrom ? [agent, caller] : [caller, agent];
    return first.take() ?? second.take();
  }

  /** Go on from where the service is. */
  rewind(nextSample: Partial<Record<string, number>>): void {
    for (const side of SIDES) {
      this.#tracks[side].rewind(nextSample[side] ?? 0);
    }
  }

  /** How many samples the service will never have; of the party that lost more, since both are silent together. */
  get lostSamples(): number {
    return Math.max(...SIDES.map((side) => this.#tracks[side].lostSamples));
  }
}
