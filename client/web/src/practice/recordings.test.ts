import assert from "node:assert/strict";
import { test } from "node:test";
import type { KeptCall } from "../api.ts";
import { Requests } from "../review/requests.ts";
import { Texts } from "../texts.ts";
import { languageOfName, ofCall, ofFile, sayFacts, sayName } from "./recordings.ts";

const texts = new Texts("en");
const parties = { caller: 0, agent: 1 };
const file = { name: "en-wrong-order", language: "en", parties, duration_ms: 61_000 };
const call: KeptCall = {
  call_id: "a/b",
  agent: "Aino",
  team: "claims",
  label: "Desk 12",
  started_at: "2020-11-24T10:00:00Z",
  language: "auto",
  parties: { mixed: 0 },
  duration_ms: 500,
  too_long: false,
  own: false,
};

test("a file is named after what stands in its name beside the language", () => {
  assert.equal(sayName(texts, ofFile(file)), "wrong order");
  assert.equal(sayName(texts, ofFile({ ...file, name: "a_hot-call" })), "a hot call");
  assert.equal(languageOfName(ofFile(file)), "en");
  assert.equal(languageOfName(ofFile({ ...file, language: "auto" })), undefined);
  assert.equal(sayFacts(texts, ofFile(file)), "English · 1:01");
  assert.deepEqual([ofFile(file).audio, ofFile(file).socket], ["/api/practice/en-wrong-order/audio", "/ws/practice"]);
});

test("a past call is named after who had it and when", () => {
  const recording = ofCall(call, new Requests(null));
  assert.match(sayName(texts, recording), /^Aino, Tue,? .*24.* 2020/);
  assert.doesNotMatch(sayName(texts, ofCall({ ...call, agent: "" }, new Requests(null))), /^,/);
  assert.equal(languageOfName(recording), undefined);
  assert.match(sayFacts(texts, recording), /· 0:00 · Desk 12 · claims$/);
});

test("a past call is heard as whom the page is opened as", () => {
  const { audio, socket } = ofCall(call, new Requests("supervisor"));
  assert.deepEqual([audio, socket], ["/api/calls/a%2Fb/audio?as=supervisor", "/ws/practice?call=a%2Fb&as=supervisor"]);
});
