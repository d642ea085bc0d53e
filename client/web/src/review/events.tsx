// What happened, in words, and what was said beside it.

import { useEffect, useRef } from "preact/hooks";
import { BandShape } from "../heat.tsx";
import { useTexts } from "../texts.ts";
import type { KeptText } from "../api.ts";
import type { Mark } from "./marks.ts";

export function Events({ marks, spoken, picked }: { marks: readonly Mark[]; spoken: string; picked: Mark | null }) {
  const texts = useTexts();
  const box = useScrolledTo(picked?.key ?? null);
  return (
    <section class="card events" aria-labelledby="events-title">
      <h2 id="events-title">{texts.say("review.events")}</h2>
      {marks.length === 0 && <p class="muted">{texts.say("review.events_none")}</p>}
      <ol class="lines" ref={box} tabIndex={0} aria-labelledby="events-title">
        {marks.map((mark) => (
          <li key={mark.key} data-key={mark.key} class={`lane-${mark.lane} ${picked?.key === mark.key ? "picked" : ""}`}>
            <span class="clock">{texts.duration(mark.at_ms)}</span>
            <span class={`sign band-${mark.band ?? "none"}`} aria-hidden="true">
              {mark.band ? <BandShape band={mark.band} /> : mark.shape}
            </span>
            <span>
              <span class="muted">{mark.kind}</span> {mark.what}
              {mark.quote && <q lang={spoken}>{mark.quote}</q>}
              {mark.more && <span class="more">{mark.more}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Words(props: { said: readonly KeptText[]; spoken: string; keeps: boolean; at_ms: number | null; agents: boolean }) {
  const texts = useTexts();
  // What was being said then: the last sentence that had begun.
  const at = props.at_ms === null ? -1 : props.said.findLastIndex(({ start_ms }) => start_ms <= (props.at_ms as number));
  const box = useScrolledTo(at < 0 ? null : String(at));
  if (props.said.length === 0) {
    return (
      <section class="card transcript" aria-labelledby="words-title">
        <h2 id="words-title">{texts.say("transcript.title")}</h2>
        <p>{texts.say(props.keeps ? "review.words_none" : "review.words_off")}</p>
        {!props.keeps && <p class="muted">{texts.say("review.words_how")}</p>}
      </section>
    );
  }
  return (
    <section class="card transcript" aria-labelledby="words-title">
      <h2 id="words-title">{texts.say("transcript.title")}</h2>
      <div class="lines" ref={box} tabIndex={0} role="group" aria-labelledby="words-title">
        {props.said.map((text, number) => (
          <p key={number} data-key={number} class={`line ${text.party} ${number === at ? "picked" : ""}`}>
            <span class="who">
              {text.party === "agent" && !props.agents ? texts.say("review.party_agent") : texts.say(`party.${text.party}`)}{" "}
              <time>{texts.duration(text.start_ms)}</time>
            </span>
            <span class="text" lang={props.spoken}>
              {text.text}
            </span>
          </p>
        ))}
      </div>
    </section>
  );
}

/** Keep the part with this `data-key` in sight, within its own box: the page stays where it is. */
function useScrolledTo<Box extends HTMLElement>(key: string | null) {
  const box = useRef<Box & HTMLDivElement & HTMLOListElement>(null);
  useEffect(() => {
    const parts = [...(box.current?.children ?? [])] as HTMLElement[];
    const part = parts.find((one) => one.dataset["key"] === key);
    if (part && box.current) {
      box.current.scrollTop = part.offsetTop - box.current.offsetTop - 40;
    }
  }, [key]);
  return box;
}
