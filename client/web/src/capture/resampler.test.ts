import assert from "node:assert/strict";
import { test } from "node:test";
import { Resampler } from "./resampler.ts";

const BLOCK = 128;

function tone(hz: number, rateHz: number, seconds = 0.5): Float32Array {
  return Float32Array.from({ length: rateHz * seconds }, (_, n) => Math.sin((2 * Math.PI * hz * n) / rateHz));
}

/** Resample in blocks of the audio thread. */
function resampled(input: Float32Array, fromHz: number, toHz = 16_000, block = BLOCK): Float32Array {
  const resampler = new Resampler(fromHz, toHz);
  const output: number[] = [];
  for (let at = 0; at < input.length; at += block) {
    output.push(...resampler.push(input.subarray(at, at + block)));
  }
  return Float32Array.from(output);
}

/** Return the level of the steady part against a full sine, in dB. */
function levelDb(sound: Float32Array): number {
  const steady = sound.subarray(400, -400);
  const power = steady.reduce((sum, sample) => sum + sample * sample, 0) / steady.length;
  return 10 * Math.log10(2 * power + 1e-20);
}

for (const rateHz of [48_000, 44_100, 96_000, 32_000, 8_000]) {
  test(`speech from ${rateHz} Hz passes`, () => {
    for (const hz of [200, 1000, 3400, 5000, 6900].filter((hz) => hz < rateHz * 0.43)) {
      const db = levelDb(resampled(tone(hz, rateHz), rateHz));
      assert.ok(Math.abs(db) < 0.1, `${hz} Hz: ${db} dB`);
    }
  });
}

for (const rateHz of [48_000, 44_100, 96_000]) {
  test(`what would fold back into speech from ${rateHz} Hz is gone`, () => {
    for (const hz of [8200, 9000, 12_000, 15_900, 20_000]) {
      const db = levelDb(resampled(tone(hz, rateHz), rateHz));
      assert.ok(db < -75, `${hz} Hz: ${db} dB`);
    }
  });
}

test("every sample stands where its time is", () => {
  for (const rateHz of [48_000, 44_100, 8_000]) {
    const output = resampled(tone(1000, rateHz), rateHz);
    const wanted = tone(1000, 16_000);
    const error = output.subarray(200).reduce((most, sample, n) => {
      return Math.max(most, Math.abs(sample - (wanted[n + 200] as number)));
    }, 0);
    assert.ok(error < 2e-3, `${rateHz} Hz: ${error}`);
  }
});

test("the size of the blocks changes nothing", () => {
  const input = tone(700, 44_100, 0.1);
  const whole = resampled(input, 44_100, 16_000, input.length);
  for (const block of [1, 128, 441]) {
    assert.deepEqual(resampled(input, 44_100, 16_000, block), whole);
  }
});

test("seconds have as many samples as they should: nothing drifts", () => {
  const resampler = new Resampler(44_100, 16_000);
  const second = new Float32Array(44_100);
  let count = 0;
  for (let s = 0; s < 10; s++) {
    count += resampler.push(second).length;
  }
  assert.ok(Math.abs(count - 10 * 16_000) < 100, String(count));
  assert.equal(resampler.push(second).length, 16_000);
});
