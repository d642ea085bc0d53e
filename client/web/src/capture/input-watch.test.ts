import assert from "node:assert/strict";
import { test } from "node:test";
import { InputWatch } from "./input-watch.ts";

/** An input that is fed 20 ms at a time on a clock of its own. */
class Fed {
  nowMs = 0;
  readonly watch = new InputWatch(0);

  feed(ms: number, silent: boolean): void {
    for (let at = 0; at < ms; at += 20) {
      this.nowMs += 20;
      this.watch.frame(silent, this.nowMs);
    }
  }

  get alarm() {
    return this.watch.alarm(this.nowMs);
  }
}

test("a person who listens is no alarm: their line still hums", () => {
  const input = new Fed();
  input.feed(60_000, false);
  assert.equal(input.alarm, null);
});

test("digital silence is an alarm within two seconds, and over with the first sound", () => {
  const input = new Fed();
  input.feed(1_400, true);
  assert.equal(input.alarm, null);
  input.feed(200, true);
  assert.equal(input.alarm, "silent");
  input.feed(20, false);
  assert.equal(input.alarm, null);
});

test("an input that delivers nothing is an alarm within two seconds", () => {
  const input = new Fed();
  input.feed(100, false);
  assert.equal(input.watch.alarm(input.nowMs + 900), null);
  assert.equal(input.watch.alarm(input.nowMs + 1_000), "stalled");
});

test("a track that ended or is muted is an alarm at once", () => {
  const input = new Fed();
  input.feed(20, false);
  input.watch.muted = true;
  assert.equal(input.alarm, "muted");
  input.watch.muted = false;
  assert.equal(input.alarm, null);
  input.watch.end();
  assert.equal(input.alarm, "lost");
});

test("who muted it on purpose is left alone until it sounds again; a lost one stays an alarm", () => {
  const input = new Fed();
  input.feed(2_000, true);
  input.watch.acknowledge();
  input.feed(60_000, true);
  assert.equal(input.alarm, null);
  assert.ok(input.watch.knownSilent);
  input.feed(20, false);
  assert.ok(!input.watch.knownSilent);
  input.feed(2_000, true);
  assert.equal(input.alarm, "silent");
  input.watch.acknowledge();
  input.watch.end();
  assert.equal(input.alarm, "lost");
});

test("a noise gate, known by its coming back, gets more patience, not an alarm at every pause", () => {
  const input = new Fed();
  for (let pause = 0; pause < 3; pause++) {
    input.feed(2_000, true);
    assert.equal(input.alarm, "silent");
    input.feed(500, false);
  }
  input.feed(9_000, true);
  assert.equal(input.alarm, null);
  input.feed(1_500, true);
  assert.equal(input.alarm, "silent");
});
