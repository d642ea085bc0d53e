// The heat before and after each prompt: what came when, not what caused it.

import { useTexts } from "../texts.ts";
import type { Helped, ReviewedCall } from "../api.ts";

/** Less than this is no change that anybody could have heard. Our choice. */
const SAME = 1;

export function WhatHelped({ call }: { call: ReviewedCall }) {
  const texts = useTexts();
  const prompts = call.own?.prompts ?? call.seen.prompts;
  const { before, after_from, after_to } = call.helped_ms;
  const windows = { before: before / 1000, from: after_from / 1000, to: after_to / 1000 };
  return (
    <section class="card helped" aria-labelledby="helped-title">
      <h2 id="helped-title">{texts.say("review.helped")}</h2>
      {call.helped.length === 0 ? (
        <p class="muted">{texts.say("review.helped_none")}</p>
      ) : (
        <>
          <ol>
            {call.helped.map((helped, number) => (
              <li key={number}>
                <p>
                  <span class="clock">{texts.duration(helped.shown_ms)}</span>{" "}
                  {prompts[number]?.text[texts.language] ?? helped.rule}
                </p>
                <Change helped={helped} />
              </li>
            ))}
          </ol>
          <p class="muted note">{texts.say("review.helped_how", windows)}</p>
        </>
      )}
    </section>
  );
}

function Change({ helped }: { helped: Helped }) {
  const texts = useTexts();
  const { before, after } = helped;
  if (before === null || after === null) {
    return <p class="muted">{texts.say(after === null ? "review.helped_over" : "review.helped_first")}</p>;
  }
  const change = Math.round(after) - Math.round(before);
  const way = change <= -SAME ? "fell" : change >= SAME ? "rose" : "same";
  return (
    <div class={`change ${way}`}>
      <div class="bars" aria-hidden="true">
        <span class="level-bar before" style={{ width: `${before}%` }} />
        <span class="level-bar after" style={{ width: `${after}%` }} />
      </div>
      <p>
        <span class="arrow" aria-hidden="true">
          {{ fell: "↘", rose: "↗", same: "→" }[way]}
        </span>{" "}
        <strong>{texts.say(`review.helped_${way}`, { count: Math.abs(change) })}</strong>{" "}
        <span class="muted">{texts.say("review.helped_levels", { before: Math.round(before), after: Math.round(after) })}</span>
      </p>
    </div>
  );
}
