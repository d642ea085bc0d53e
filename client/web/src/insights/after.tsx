// What came of calls: those that turned out well, and what callers still wait for.

import type { CharmMoment, InsightsAnswer, OpenPromise } from "../api.ts";
import { dayOf, relativeDay, sayDay, sayMoment, urgencyOf } from "../review/when.ts";
import { useTexts } from "../texts.ts";
import { Section } from "./section.tsx";

/** The newest; the file has them all. */
const MOST_SHOWN = 20;

export function Charm({ answer: { charm_moments }, href }: { answer: InsightsAnswer; href: string }) {
  const texts = useTexts();
  const some = charm_moments.length > 0;
  return (
    <Section
      id="charm"
      title={texts.say("insights.charm")}
      about={texts.say("insights.charm_about")}
      href={some ? href : null}
    >
      {!some && <p class="muted">{texts.say("insights.charm_none")}</p>}
      <ul class="lines">
        {charm_moments.slice(0, MOST_SHOWN).map((moment) => (
          <Moment key={moment.call_id} moment={moment} />
        ))}
      </ul>
      <Rest count={charm_moments.length - MOST_SHOWN} />
    </Section>
  );
}

function Moment({ moment }: { moment: CharmMoment }) {
  const texts = useTexts();
  const figures = { hottest: Math.round(moment.hottest), level: Math.round(moment.level) };
  return (
    <li>
      <CallLink call={moment.call_id}>{sayMoment(texts.language, moment.started_at)}</CallLink>
      <span>
        {texts.say("insights.charm_line", { at: texts.duration(moment.said_ms), ...figures })}
      </span>
    </li>
  );
}

export function Promises({ answer: { promises }, href }: { answer: InsightsAnswer; href: string }) {
  const texts = useTexts();
  const some = promises.length > 0;
  return (
    <Section
      id="promises"
      title={texts.say("insights.promises")}
      about={texts.say("insights.promises_about")}
      href={some ? href : null}
    >
      {!some && <p class="muted">{texts.say("insights.promises_none")}</p>}
      <ul class="lines">
        {promises.slice(0, MOST_SHOWN).map((promise, at) => (
          <Promised key={at} promise={promise} />
        ))}
      </ul>
      <Rest count={promises.length - MOST_SHOWN} />
    </Section>
  );
}

function Promised({ promise: { call_id, due, text } }: { promise: OpenPromise }) {
  const texts = useTexts();
  const today = dayOf(new Date());
  const urgency = urgencyOf(due, today);
  return (
    <li class={urgency}>
      <span class="due">
        {urgency === "overdue" && <strong>! {texts.say("insights.overdue")} </strong>}
        {sayDay(texts.language, due)} <span class="muted">({relativeDay(texts.language, due, today)})</span>
      </span>
      <CallLink call={call_id}>{text}</CallLink>
    </li>
  );
}

function Rest({ count }: { count: number }) {
  const texts = useTexts();
  return count > 0 ? <p class="muted">{texts.say("insights.more", { count })}</p> : null;
}

function CallLink({ call, children }: { call: string; children: string }) {
  return <a href={`/review?call=${encodeURIComponent(call)}`}>{children}</a>;
}
