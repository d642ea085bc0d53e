// Sound on the wire: a 16-byte header and s16le samples of one party, as service/tyyni/wire/audio.py defines it.

import type { Party } from "../wire.ts";
import { WIRE_RATE_HZ } from "./sides.ts";

export const WIRE_VERSION = 1;
/** One second: the longest chunk that the service takes. */
export const MOST_CHUNK_SAMPLES = WIRE_RATE_HZ;
const HEADER_BYTES = 16;
const PARTY_CODES: Record<Party, number> = { caller: 0, agent: 1, mixed: 2 };

export interface Chunk {
  readonly party: Party;
  readonly sequence: number;
  /** Index of the first sample, from the call's start. */
  readonly firstSample: number;
  readonly samples: Int16Array;
}

/** Return the chunk as one binary message: version u8, party u8, reserved u16, sequence u32, first_sample u64. */
export function encodeChunk(chunk: Chunk): ArrayBuffer {
  const message = new ArrayBuffer(HEADER_BYTES + 2 * chunk.samples.length);
  const view = new DataView(message);
  view.setUint8(0, WIRE_VERSION);
  view.setUint8(1, PARTY_CODES[chunk.party]);
  view.setUint32(4, chunk.sequence >>> 0, true);
  view.setBigUint64(8, BigInt(chunk.firstSample), true);
  for (const [at, sample] of chunk.samples.entries()) {
    view.setInt16(HEADER_BYTES + 2 * at, sample, true);
  }
  return message;
}
