// The agent's own pace, small and for these eyes only: plain counts, nothing about the sound of the voice.

import { NOTHING, useTexts } from "./texts.ts";
import type { Conduct } from "./wire.ts";

export function ConductFigures({ conduct }: { conduct: Conduct | null }) {
  const texts = useTexts();
  if (conduct === null) {
    return null;
  }
  const pace = conduct.words_per_minute;
  const figures = [
    [texts.say("conduct.talk_share"), texts.percent(conduct.talk_share)],
    [texts.say("conduct.pace"), pace == null ? NOTHING : texts.say("conduct.words_per_minute", { count: Math.round(pace) })],
    [texts.say("conduct.talking_over"), texts.seconds(conduct.talking_over_ms)],
    [texts.say("conduct.dead_air"), texts.seconds(conduct.dead_air_ms)],
  ];
  return (
    <section class="card conduct" aria-labelledby="conduct-title">
      <h2 id="conduct-title">{texts.say("conduct.title")}</h2>
      <dl>
        {figures.map(([name, figure]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
