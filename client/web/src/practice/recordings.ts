// What there is to practise with: calls that ship or that somebody put into a folder, and past calls whose sound is kept.

import type { KeptCall, PracticeCall } from "../api.ts";
import type { Requests } from "../review/requests.ts";
import { sayMoment } from "../review/when.ts";
import type { Texts } from "../texts.ts";
import type { Party } from "../wire.ts";

export interface Recording {
  /** What it is among all others. */
  readonly id: string;
  /** Null: it is named after its file, in English. */
  readonly call: KeptCall | null;
  readonly language: string;
  /** Channel of each party. */
  readonly parties: Partial<Record<Party, number>>;
  readonly duration_ms: number;
  /** Where its sound is, and where it is brought to. */
  readonly audio: string;
  readonly socket: string;
}

export function ofFile(recording: PracticeCall): Recording {
  const { name, language, parties, duration_ms } = recording;
  const audio = `/api/practice/${encodeURIComponent(name)}/audio`;
  return { id: name, call: null, language, parties, duration_ms, audio, socket: "/ws/practice" };
}

export function ofCall(call: KeptCall, requests: Requests): Recording {
  const { call_id: id, language, parties, duration_ms } = call;
  const audio = requests.address(`/api/calls/${encodeURIComponent(id)}/audio`);
  const socket = requests.address("/ws/practice", { call: id });
  return { id, call, language, parties, duration_ms, audio, socket };
}

/** A past call by who had it and when; "en-wrong-order" as "wrong order", since the language stands beside it. */
export function sayName(texts: Texts, { id, call, language }: Recording): string {
  if (call !== null) {
    return [call.agent, sayMoment(texts.language, call.started_at)].filter(Boolean).join(", ");
  }
  const rest = id.startsWith(`${language}-`) ? id.slice(language.length + 1) : id;
  return rest.replaceAll(/[-_]+/g, " ");
}

/** What a screen reader is to read the name in; undefined: the page's own language. */
export function languageOfName({ call, language }: Recording): string | undefined {
  return call !== null || language === "auto" ? undefined : "en";
}

export function sayFacts(texts: Texts, { call, language, duration_ms }: Recording): string {
  const spoken = texts.spokenLanguage(language === "auto" ? null : language);
  return [spoken, texts.duration(duration_ms), call?.label, call?.team].filter(Boolean).join(" · ");
}
