import assert from "node:assert/strict";
import { test } from "node:test";
import { framesHeard, framesOf } from "./sound.ts";

test("sound becomes 16-bit numbers in whole frames; what is too loud is cut, not wrapped", () => {
  const pcm = framesOf(new Float32Array([0, 0.5, 1, 1.5, -2]));
  assert.equal(pcm.length, 320);
  assert.deepEqual([...pcm.subarray(0, 6)], [0, 16384, 32767, 32767, -32768, 0]);
});

test("what has been heard is sent, frame by frame, and no more than there is", () => {
  assert.deepEqual([0, 19, 20, 41, 1_000].map((ms) => framesHeard(ms, 3_200)), [0, 0, 320, 640, 3_200]);
});
