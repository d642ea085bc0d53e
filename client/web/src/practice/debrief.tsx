// After the training: what was said, which prompts came, and when; how hot it became, and how far the steps came.

import { useEffect, useRef } from "preact/hooks";
import { BandShape } from "../heat.tsx";
import { useTexts } from "../texts.ts";
import type { TranscriptText } from "../wire.ts";
import { type Came, momentsOf, type PracticeView } from "./practice-state.ts";
import type { Recording } from "./recordings.ts";

interface Props {
  readonly view: PracticeView;
  readonly recording: Recording;
  readonly position_ms: number;
}

export function Debrief({ view, recording, position_ms }: Props) {
  const texts = useTexts();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const { hottest, call } = view;
  const spoken = recording.language === "auto" ? "" : recording.language;
  return (
    <section class="card debrief" aria-labelledby="debrief-title">
      <h2 id="debrief-title" tabIndex={-1} ref={title}>
        {texts.say("practice.debrief")}
      </h2>
      <ul class="summary">
        <li>{texts.say("practice.prompts", { count: view.prompts.length })}</li>
        {hottest && (
          <li class={`heat band-${hottest.band}`}>
            <BandShape band={hottest.band} />
            {texts.say("practice.hottest", { level: Math.round(hottest.level), at: texts.duration(hottest.heard_ms) })}{" "}
            ({texts.say(`band.${hottest.band}`)})
          </li>
        )}
        {call.checklist.length > 0 && (
          <li>{texts.say("practice.steps", { done: call.steps.size, all: call.checklist.length })}</li>
        )}
        {call.lag !== null && call.lag.dropped_finals > 0 && (
          <li>{texts.say("lag.lost", { count: call.lag.dropped_finals })}</li>
        )}
        {position_ms < recording.duration_ms && (
          <li>
            {texts.say("practice.ended_early", {
              at: texts.duration(position_ms),
              length: texts.duration(recording.duration_ms),
            })}
          </li>
        )}
      </ul>
      <ol class="moments">
        {momentsOf(view).map((moment) =>
          moment.kind === "said" ? (
            <Said key={`${moment.text.party} ${moment.text.utterance}`} text={moment.text} spoken={spoken} />
          ) : (
            <Prompted key={`prompt ${moment.came.prompt.id}`} came={moment.came} spoken={spoken} />
          ),
        )}
      </ol>
    </section>
  );
}

function Said({ text, spoken }: { text: TranscriptText; spoken: string }) {
  const texts = useTexts();
  return (
    <li class={`said ${text.party}`}>
      <time>{texts.duration(text.start_ms)}</time>
      <p>
        <span class="muted">{texts.say(`party.${text.party}`)}</span> <span lang={spoken}>{text.stable}</span>
      </p>
    </li>
  );
}

const ENDS = { step_done: "practice.was_done", replaced: "practice.was_replaced" } as const;

function Prompted({ came: { prompt, gone }, spoken }: { came: Came; spoken: string }) {
  const texts = useTexts();
  const end = gone !== null && gone in ENDS ? ENDS[gone as keyof typeof ENDS] : null;
  return (
    <li class="prompted" data-prompt={prompt.rule}>
      <time>{texts.duration(prompt.heard_ms)}</time>
      <div>
        <p>
          <span class="mark">{texts.say("practice.prompt_on")}</span> <strong>{prompt.text[texts.language]}</strong>
          {end && <span class="end"> · {texts.say(end)}</span>}
        </p>
        <p class="muted">
          {prompt.why[texts.language]} {prompt.quote && <q lang={spoken}>{prompt.quote}</q>}
        </p>
      </div>
    </li>
  );
}
