// One call looked back at.

import { useMemo, useState } from "preact/hooks";
import { type Band, BandShape } from "../heat.tsx";
import { type Texts, useTexts } from "../texts.ts";
import type { KeptNote, Me, ReviewedCall } from "../api.ts";
import { Events, Words } from "./events.tsx";
import { CallFollowUps } from "./follow-ups.tsx";
import { WhatHelped } from "./helped.tsx";
import { Failure, useLoaded, Waiting } from "./loading.tsx";
import { type Mark, marksOf } from "./marks.ts";
import { Notes } from "./note-form.tsx";
import type { Requests } from "./requests.ts";
import { Timeline } from "./timeline.tsx";
import { sayMoment } from "./when.ts";

export function CallPage({ call_id, me, requests }: { call_id: string; me: Me; requests: Requests }) {
  const path = `/api/calls/${encodeURIComponent(call_id)}`;
  const [loaded, set, again] = useLoaded(() => requests.get<ReviewedCall>(path), path);
  if (loaded.state !== "ready") {
    return loaded.state === "loading" ? <Waiting /> : <Failure refused={loaded.refused} onRetry={again} />;
  }
  return <Review call={loaded.value} me={me} requests={requests} path={path} onChange={set} />;
}

function Review(props: { call: ReviewedCall; me: Me; requests: Requests; path: string; onChange: (call: ReviewedCall) => void }) {
  const texts = useTexts();
  const { call, requests } = props;
  const { seen } = call;
  const marks = useMemo(() => marksOf(call, texts), [call, texts]);
  const [picked, pick] = useState<Mark | null>(null);
  const change = (part: Partial<ReviewedCall["seen"]>) => props.onChange({ ...call, seen: { ...seen, ...part } });
  const saved = (note: KeptNote) => change({ notes: [...seen.notes.filter(({ author }) => author !== note.author), note] });
  const spoken = seen.call.language ?? "";
  return (
    <main class="review-call">
      <Head call={call} requests={requests} path={props.path} />
      {props.me.role === "agent" && !call.own && <p class="card muted">{texts.say("review.no_own_part")}</p>}
      <div class="columns">
        <Timeline call={call} marks={marks} onPick={pick} />
        <div class="written-about">
          <Notes call={call} requests={requests} onSaved={saved} />
          <CallFollowUps
            call_id={seen.call.call_id}
            followUps={seen.follow_ups}
            requests={requests}
            onChange={(follow_ups) => change({ follow_ups })}
          />
        </div>
        <div class="words">
          <Events marks={marks} spoken={spoken} picked={picked} />
          <Words said={seen.texts} spoken={spoken} keeps={props.me.keeps_words} at_ms={picked?.at_ms ?? null} agents={call.own !== null} />
          <WhatHelped call={call} />
        </div>
      </div>
    </main>
  );
}

function Head({ call, requests, path }: { call: ReviewedCall; requests: Requests; path: string }) {
  const texts = useTexts();
  const { seen } = call;
  const about = seen.call;
  const who = [about.agent, about.team].filter(Boolean).join(", ");
  const top = bandOf(call.band_from, about.max_heat);
  return (
    <section class="card head" aria-labelledby="call-title">
      <div>
        <h2 id="call-title">{about.label || texts.say("calls.unnamed")}</h2>
        <p class="facts">
          <time dateTime={about.started_at}>{sayMoment(texts.language, about.started_at)}</time>
          <span>{texts.duration(about.heard_ms)}</span>
          <span>{texts.spokenLanguage(about.language)}</span>
          {who && <span>{who}</span>}
          {about.ended_at === null && <strong>{texts.say(call.live ? "review.still_live" : "review.broken_off")}</strong>}
          {!about.voice_analysis && <span>{texts.say("voice.off")}</span>}
        </p>
      </div>
      <p class={`hottest band-${top}`}>
        <span class="muted">{texts.say("review.hottest_was")}</span> <BandShape band={top} /> {hottest(texts, top, about.max_heat)}
      </p>
      <p class="exports">
        {call.sound && (
          <a href={requests.address("/practice", { call: about.call_id })}>{texts.say("review.practise")}</a>
        )}
        <a href={requests.address(`${path}/export.csv`, { language: texts.language })} download>
          {texts.say("review.export_csv")}
        </a>
        <a href={requests.address(`${path}/export.json`)} download>
          {texts.say("review.export_json")}
        </a>
        <button type="button" onClick={() => print()}>
          {texts.say("review.print")}
        </button>
      </p>
    </section>
  );
}

export function hottest(texts: Texts, band: Band, level: number): string {
  return texts.say("review.hottest", { level: Math.round(level), band: texts.say(`band.${band}`) });
}

/** Return the band of a level, by the levels from which each begins. */
export function bandOf(band_from: Record<string, number>, level: number): Band {
  const reached = Object.entries(band_from).filter(([, from]) => level >= from);
  return (reached.sort(([, one], [, other]) => other - one)[0]?.[0] ?? "calm") as Band;
}
