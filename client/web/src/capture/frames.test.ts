import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeChunk } from "./frames.ts";

test("a chunk is the header of the wire and s16le samples", () => {
  const samples = Int16Array.of(1, -2, 32767);
  const message = encodeChunk({ party: "agent", sequence: 0x1_0000_0002, firstSample: 2 ** 33 + 5, samples });
  const hex = Buffer.from(message).toString("hex");
  assert.equal(hex, `01010000${"02000000"}${"0500000002000000"}${"0100"}${"feff"}${"ff7f"}`);
  const caller = encodeChunk({ party: "caller", sequence: 0, firstSample: 0, samples });
  assert.equal(Buffer.from(caller).toString("hex").slice(0, 4), "0100");
});
