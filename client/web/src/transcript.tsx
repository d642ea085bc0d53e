// What both parties said; text that may still change looks like it.

import { useEffect, useRef, useState } from "preact/hooks";
import { useTexts } from "./texts.ts";
import type { TranscriptText } from "./wire.ts";

/** Within this of the end, the reader is following the newest text and the page scrolls along. */
const AT_END_PX = 40;

export function Transcript(props: { utterances: readonly TranscriptText[]; spoken: string }) {
  const texts = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight });
  useEffect(() => {
    if (following) {
      toEnd();
    }
  }, [props.utterances, following]);
  const scrolled = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current as HTMLDivElement;
    setFollowing(scrollHeight - scrollTop - clientHeight < AT_END_PX);
  };
  return (
    <section class="card transcript" aria-labelledby="transcript-title">
      <h2 id="transcript-title">{texts.say("transcript.title")}</h2>
      {/* The region is reachable by key so that it can be scrolled; it is not announced, the call itself is audible. */}
      <div class="lines" ref={box} onScroll={scrolled} role="log" aria-live="off" aria-labelledby="transcript-title" tabIndex={0}>
        {props.utterances.length === 0 && <p class="muted">{texts.say("transcript.empty")}</p>}
        {props.utterances.map((text) => (
          <Line key={`${text.party} ${text.utterance}`} text={text} spoken={props.spoken} />
        ))}
      </div>
      {!following && (
        <button type="button" class="to-end" onClick={toEnd}>
          {texts.say("transcript.newest")}
        </button>
      )}
    </section>
  );
}

function Line({ text, spoken }: { text: TranscriptText; spoken: string }) {
  const texts = useTexts();
  if (!text.stable && !text.tentative) {
    return null;
  }
  return (
    <p class={`line ${text.party}`}>
      <span class="who">
        {texts.say(`party.${text.party}`)} <time>{texts.duration(text.start_ms)}</time>
      </span>
      <span class="text" lang={spoken}>
        {text.stable}
        {text.stable && text.tentative && " "}
        {text.tentative && (
          <span class="tentative" title={texts.say("transcript.tentative")}>
            {text.tentative.replace(/[.…]+$/, "")}…
          </span>
        )}
      </span>
    </p>
  );
}
