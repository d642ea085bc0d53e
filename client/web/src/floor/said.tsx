// What both parties say in the watched call; text that may still change looks like it.

import { useLayoutEffect, useRef } from "preact/hooks";
import { useTexts } from "../texts.ts";
import type { FloorText } from "../wire.ts";

/** Within this of the end, the reader is following the newest text and the box scrolls along. */
const AT_END_PX = 40;

export function Said(props: { texts: readonly FloorText[]; spoken: string }) {
  const texts = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  useLayoutEffect(() => {
    if (following.current) {
      box.current?.scrollTo({ top: box.current.scrollHeight });
    }
  }, [props.texts]);
  const scrolled = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current as HTMLDivElement;
    following.current = scrollHeight - scrollTop - clientHeight < AT_END_PX;
  };
  return (
    <section class="transcript">
      <h3 id="said-title">{texts.say("transcript.title")}</h3>
      {/* Reachable by key so that it can be scrolled; not announced, it would never stop speaking. */}
      <div class="lines" ref={box} onScroll={scrolled} role="log" aria-live="off" aria-labelledby="said-title" tabIndex={0}>
        {props.texts.length === 0 && <p class="muted">{texts.say("transcript.empty")}</p>}
        {props.texts.map((line) => (
          <p key={`${line.party} ${line.utterance}`} class={`line ${line.party}`}>
            <span class="who">
              {texts.say(line.party === "agent" ? "floor.party_agent" : `party.${line.party}`)}{" "}
              <time>{texts.duration(line.start_ms)}</time>
            </span>
            <span class={line.final ? "text" : "text tentative"} lang={props.spoken}>
              {line.text}
            </span>
          </p>
        ))}
      </div>
    </section>
  );
}
