import assert from "node:assert/strict";
import { test } from "node:test";
import { Channel, toPcm16 } from "./channel.ts";

const BLOCK = 128;

test("48 kHz becomes frames of 20 ms with the peak of the device's own sound", () => {
  const channel = new Channel(48_000);
  const block = new Float32Array(BLOCK).fill(0.5);
  const frames = Array.from({ length: 75 }, () => channel.push([block], BLOCK)).flat(); // 0.2 s
  assert.equal(frames.length, 9); // the tenth waits for the filter
  assert.ok(frames.every((frame) => frame.samples.length === 320 && frame.peak === 0.5 && !frame.silent));
  assert.ok(frames.slice(1).every((frame) => frame.samples.every((sample) => sample === 16_384)));
});

test("channels become their mean", () => {
  const channel = new Channel(16_000);
  const frames = [0, 1, 2].flatMap(() =>
    channel.push([new Float32Array(BLOCK).fill(0.5), new Float32Array(BLOCK).fill(-0.25)], BLOCK),
  );
  assert.equal(frames[0]?.samples[0], 4096);
});

test("an input that delivers nothing keeps its clock", () => {
  const [silent, sounding] = [new Channel(44_100), new Channel(44_100)];
  const noise = new Float32Array(BLOCK).fill(0.1);
  for (let n = 0; n < 500; n++) {
    const [nothing, something] = [silent.push([], BLOCK), sounding.push([noise], BLOCK)];
    assert.equal(nothing.length, something.length);
    assert.ok(nothing.every((frame) => frame.silent && frame.samples.every((sample) => sample === 0)));
  }
});

test("the quietest sound is no digital silence", () => {
  const channel = new Channel(16_000);
  const block = new Float32Array(BLOCK);
  block[5] = 2 ** -16;
  const frames = [0, 1, 2].flatMap(() => channel.push([block], BLOCK));
  assert.equal(frames[0]?.silent, false);
});

test("full scale does not turn over", () => {
  assert.deepEqual([1, -1, 2, -2, 0].map(toPcm16), [32767, -32768, 32767, -32768, 0]);
});
