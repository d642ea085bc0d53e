import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { CallLink } from "./call-link.ts";
import type { Line, LinkNews } from "./link.ts";

const PLAN = { language: "fi", voiceAnalysis: true, label: "Desk 1", agent: "" };

/** A websocket without a network. */
class FakeLine implements Line {
  binaryType: BinaryType = "blob";
  bufferedAmount = 0;
  readyState: Line["readyState"] = 0;
  onopen: Line["onopen"] = null;
  onmessage: Line["onmessage"] = null;
  onclose: Line["onclose"] = null;
  readonly texts: Record<string, unknown>[] = [];
  readonly sound: { party: number; first: number; count: number }[] = [];

  send(data: Parameters<Line["send"]>[0]): void {
    if (typeof data === "string") {
      this.texts.push(JSON.parse(data) as Record<string, unknown>);
      return;
    }
    const view = new DataView(data as ArrayBuffer);
    const first = Number(view.getBigUint64(8, true));
    this.sound.push({ party: view.getUint8(1), first, count: (view.byteLength - 16) / 2 });
  }

  close(): void {
    this.readyState = 3;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.call(this as unknown as WebSocket, new Event("open"));
  }

  say(message: object): void {
    const data = JSON.stringify(message);
    this.onmessage?.call(this as unknown as WebSocket, { data } as MessageEvent);
  }

  welcome(caller = 0, agent = 0, voice_analysis = true): void {
    this.open();
    const next_sample = { caller, agent };
    this.say({ type: "welcome", call_id: "c", resume_token: "t", next_sample, voice_analysis });
  }

  break(): void {
    this.readyState = 3;
    this.onclose?.call(this as unknown as WebSocket, {} as CloseEvent);
  }
}

let lines: FakeLine[] = [];
let news: LinkNews[] = [];

function begin(): CallLink {
  return new CallLink(
    PLAN,
    (told) => news.push(told),
    () => {
      const line = new FakeLine();
      lines.push(line);
      return line;
    },
  );
}

const line = () => lines.at(-1) as FakeLine;
const kind = () => news.at(-1)?.state.kind;

function hear(link: CallLink, frames: number): void {
  for (let n = 0; n < frames; n++) {
    link.hear("caller", new Int16Array(320));
    link.hear("agent", new Int16Array(320));
  }
}

beforeEach(() => {
  lines = [];
  news = [];
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
});

test("a call says hello, sends its sound in frames from the first sample, and hangs up", () => {
  const link = begin();
  hear(link, 2); // before the service has answered: kept
  line().welcome();
  assert.deepEqual(line().texts[0], {
    type: "hello",
    version: 1,
    rate_hz: 16_000,
    parties: ["caller", "agent"],
    language: "fi",
    voice_analysis: true,
    label: "Desk 1",
    agent: "",
  });
  assert.equal(kind(), "live");
  hear(link, 1);
  assert.deepEqual(line().sound, [
    { party: 0, first: 0, count: 640 },
    { party: 1, first: 0, count: 640 },
    { party: 0, first: 640, count: 320 },
    { party: 1, first: 640, count: 320 },
  ]);
  link.hangUp();
  assert.equal(kind(), "ending");
  assert.deepEqual(line().texts.at(-1), { type: "hang_up" });
  line().say({ type: "ended", call_id: "c", heard_ms: 60 });
  assert.equal(kind(), "ended");
  assert.ok(link.over);
});

test("after a break it goes on from the sample that the service asks for", () => {
  const link = begin();
  line().welcome();
  hear(link, 10);
  line().break();
  assert.equal(kind(), "reconnecting");
  hear(link, 10);
  mock.timers.tick(1_000);
  line().welcome(1_600, 1_280);
  assert.equal(lines.length, 2);
  assert.deepEqual(line().texts[0]?.["resume"], { call_id: "c", token: "t" });
  assert.deepEqual(line().sound, [
    { party: 1, first: 1_280, count: 5_120 },
    { party: 0, first: 1_600, count: 4_800 },
  ]);
  assert.deepEqual([kind(), news.at(-1)?.lostSamples], ["live", 0]);
});

test("a break that is too long loses the oldest, and says so while it lasts", () => {
  const link = begin();
  line().welcome();
  hear(link, 10);
  line().break();
  hear(link, 1_600); // 32 s
  assert.equal(news.at(-1)?.lostSamples, 1_600 * 320 + 3_200 - 480_000 - 3_200);
  mock.timers.tick(1_000);
  line().welcome(3_200, 3_200);
  assert.equal(line().sound[0]?.first, 1_610 * 320 - 480_000);
});

test("a service that stays away ends the call, and a service that never came begins none", () => {
  const link = begin();
  line().welcome();
  while (!link.over) {
    line().break();
    mock.timers.tick(2_500);
  }
  assert.deepEqual(news.at(-1)?.state, { kind: "failed", failure: { code: "connection_lost", message: "" } });
  const unheard = begin();
  line().break();
  assert.ok(unheard.over);
  assert.deepEqual(news.at(-1)?.state, { kind: "failed", failure: { code: "service_unreachable", message: "" } });
});

test("a service that accepts and says nothing is not waited for without end", () => {
  begin();
  line().open();
  mock.timers.tick(5_500);
  assert.equal(kind(), "failed");
});

test("what the service refuses is told; a service that starts again is asked again", () => {
  const link = begin();
  line().welcome();
  line().break();
  mock.timers.tick(1_000);
  line().open();
  line().say({ type: "error", code: "not_ready", message: "loading", fatal: true });
  assert.ok(!link.over);
  line().break();
  mock.timers.tick(2_500);
  line().open();
  line().say({ type: "error", code: "party_not_declared", message: "", fatal: false });
  assert.ok(!link.over);
  line().say({ type: "error", code: "resume_refused", message: "over", fatal: true });
  assert.deepEqual(news.at(-1)?.state, { kind: "failed", failure: { code: "resume_refused", message: "over" } });
});

test("a service that remembers another call is not sent this one", () => {
  begin();
  line().welcome(16_000);
  assert.equal(kind(), "failed");
  assert.equal(line().sound.length, 0);
});

test("bytes that nobody takes: the rest waits here, and the line is given up", () => {
  const link = begin();
  line().welcome();
  line().bufferedAmount = 200_000;
  hear(link, 1);
  assert.equal(line().sound.length, 0);
  mock.timers.tick(5_500);
  assert.equal(kind(), "reconnecting");
});

test("a slow line that moves is kept, and gets the rest as it empties", () => {
  const link = begin();
  line().welcome();
  line().bufferedAmount = 400_000;
  hear(link, 1);
  for (let n = 0; n < 30; n++) {
    line().bufferedAmount -= 10_000;
    mock.timers.tick(250);
  }
  assert.equal(kind(), "live");
  assert.equal(line().sound.length, 2);
});

test("the tone analysis is switched off at once, also during a break", () => {
  const link = begin();
  line().welcome();
  link.setVoiceAnalysis(false);
  assert.deepEqual(line().texts.at(-1), { type: "set_voice_analysis", on: false });
  line().break();
  link.setVoiceAnalysis(true);
  mock.timers.tick(1_000);
  line().welcome(0, 0, true);
  assert.equal(line().texts[0]?.["voice_analysis"], true);
  assert.equal(line().texts.length, 1);
});

test("a switch between hello and welcome is not lost", () => {
  const link = begin();
  line().open();
  link.setVoiceAnalysis(false);
  line().welcome();
  assert.deepEqual(line().texts.at(-1), { type: "set_voice_analysis", on: false });
});

test("hanging up during a break waits for the line, sends the rest, and then ends", () => {
  const link = begin();
  line().welcome();
  line().break();
  hear(link, 5);
  link.hangUp();
  hear(link, 5); // what comes after is no part of the call
  mock.timers.tick(1_000);
  line().welcome();
  assert.equal(line().sound.reduce((sum, chunk) => sum + chunk.count, 0), 2 * 5 * 320);
  assert.deepEqual(line().texts.at(-1), { type: "hang_up" });
  mock.timers.tick(61_000);
  assert.deepEqual(news.at(-1)?.state, { kind: "failed", failure: { code: "ending_timed_out", message: "" } });
});

test("hanging up before the service answered begins no call", () => {
  const link = begin();
  link.hangUp();
  assert.deepEqual([kind(), line().readyState], ["ended", 3]);
});

test("what the page knows of the network is taken at once", () => {
  const link = begin();
  link.suspect(); // nothing to lose yet
  assert.equal(lines.length, 1);
  line().welcome();
  link.suspect();
  assert.equal(kind(), "reconnecting");
  link.retryNow();
  assert.equal(lines.length, 2);
  link.retryNow(); // it is dialling already
  mock.timers.tick(3_000);
  assert.equal(lines.length, 2);
});
