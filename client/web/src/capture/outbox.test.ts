import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox, PartyOutbox, ResumeImpossible } from "./outbox.ts";

const count = (from: number, to: number) => Int16Array.from({ length: to - from }, (_, at) => from + at);

test("what was put comes out once, in order, and again from where the service lost it", () => {
  const track = new PartyOutbox("caller", 100);
  track.put(count(0, 60));
  assert.deepEqual(track.take(), { party: "caller", sequence: 0, firstSample: 0, samples: count(0, 60) });
  assert.equal(track.take(), null);
  track.put(count(60, 80));
  track.rewind(50);
  assert.deepEqual(track.take(), { party: "caller", sequence: 1, firstSample: 50, samples: count(50, 80) });
  assert.equal(track.lostSamples, 0);
});

test("what does not fit is lost, counted, and counted once", () => {
  const track = new PartyOutbox("caller", 100);
  track.put(count(0, 60));
  track.take();
  track.put(count(60, 150));
  track.rewind(20); // of what it is asked for, 20 to 50 are gone
  assert.equal(track.lostSamples, 30);
  track.put(count(150, 160)); // 50 to 60 too
  assert.equal(track.lostSamples, 40);
  track.rewind(20);
  assert.equal(track.lostSamples, 40);
  assert.equal(track.take()?.firstSample, 60);
  track.rewind(70); // the service went on over the gap
  assert.equal(track.lostSamples, 40);
  assert.deepEqual(track.take()?.samples, count(70, 160));
});

test("a service that asks for what never was remembers another call", () => {
  const track = new PartyOutbox("agent", 100);
  track.put(count(0, 10));
  assert.throws(() => track.rewind(11), ResumeImpossible);
});

test("a chunk is a second at most", () => {
  const track = new PartyOutbox("agent", 100_000);
  track.put(new Int16Array(20_000));
  assert.equal(track.take()?.samples.length, 16_000);
  assert.equal(track.take()?.samples.length, 4_000);
});

test("the party that is behind goes first, and both lose the same time once", () => {
  const outbox = new Outbox(1_000);
  outbox.put("agent", count(0, 320));
  outbox.put("caller", count(0, 320));
  assert.deepEqual([outbox.nextChunk(), outbox.nextChunk()].map((chunk) => chunk?.party), ["caller", "agent"]);
  assert.equal(outbox.nextChunk(), null);
  outbox.put("agent", new Int16Array(1_100));
  outbox.put("caller", new Int16Array(1_100));
  assert.equal(outbox.lostSamples, 100);
  outbox.rewind({ caller: 420, agent: 320 });
  assert.equal(outbox.lostSamples, 100);
  assert.deepEqual([outbox.nextChunk(), outbox.nextChunk()].map((chunk) => chunk?.firstSample), [420, 420]);
});
