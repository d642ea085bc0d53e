// The page of insights, for supervisors: what many calls show together. About calls and causes, never about people.

import { useEffect, useState } from "preact/hooks";
import type { InsightsAnswer } from "./api.ts";
import { Causes } from "./insights/causes.tsx";
import { Charm, Promises } from "./insights/after.tsx";
import { HeatArises } from "./insights/arises.tsx";
import { Period } from "./insights/period.tsx";
import { type Asked, askedIn, hrefOf, queryOf } from "./insights/asked.ts";
import { Prompts } from "./insights/prompts.tsx";
import { usePrintedWhole } from "./insights/printing.ts";
import { NoHistory } from "./no-history.tsx";
import { Failure, useLoaded, Waiting } from "./review/loading.tsx";
import { Requests } from "./review/requests.ts";
import { Header, mount } from "./shell.tsx";
import { useTexts } from "./texts.ts";
import "./style/base.css";
import "./style/insights.css";

const requests = new Requests(null);

function InsightsPage() {
  const texts = useTexts();
  const [asked, setAsked] = useState<Asked>(() => askedIn(location.search));
  const query = queryOf(asked, new Date());
  const [loaded, , again] = useLoaded(() => requests.get<InsightsAnswer>("/api/insights", query), hrefOf(asked));
  // What was told before stays while something else is asked for, so that the page does not jump.
  const [told, setTold] = useState<InsightsAnswer | null>(null);
  if (loaded.state === "ready" && loaded.value !== told) {
    setTold(loaded.value);
  }
  usePrintedWhole();
  const title = texts.say("insights.title");
  useEffect(() => {
    document.title = `${title} · Tyyni`;
  }, [title]);
  const choose = (next: Asked) => {
    history.replaceState(null, "", hrefOf(next));
    setAsked(next);
  };
  const answer = loaded.state === "failed" ? null : told;
  return (
    <div class="insights">
      <Header title={title}>
        <a href="/floor">{texts.say("review.to_floor")}</a>
        <a href="/review?as=supervisor">{texts.say("review.to_list")}</a>
      </Header>
      {loaded.state === "failed" && loaded.refused.code === "history_off" ? (
        <NoHistory />
      ) : (
        <>
          {loaded.state === "failed" && <Failure refused={loaded.refused} onRetry={again} />}
          <main>
            <Period asked={asked} answer={answer} teams={told?.teams ?? []} onChoose={choose} />
            {loaded.state !== "failed" && answer === null && <Waiting />}
            {answer && <Told answer={answer} csv={(table) => requests.address(`/api/insights/${table}.csv`, query)} />}
          </main>
        </>
      )}
    </div>
  );
}

function Told({ answer, csv }: { answer: InsightsAnswer; csv: (table: string) => string }) {
  const texts = useTexts();
  if (answer.calls === 0) {
    return (
      <>
        <section class="card empty" aria-labelledby="empty-title">
          <h2 id="empty-title">{texts.say("insights.no_calls")}</h2>
          <p>{texts.say("insights.no_calls_how")}</p>
        </section>
        <Promises answer={answer} href={csv("promises")} />
      </>
    );
  }
  return (
    <>
      <Causes answer={answer} href={csv("causes")} />
      <HeatArises answer={answer} minutesHref={csv("minutes")} phasesHref={csv("phases")} />
      <Prompts answer={answer} href={csv("prompts")} />
      <Charm answer={answer} href={csv("charm")} />
      <Promises answer={answer} href={csv("promises")} />
    </>
  );
}

mount(<InsightsPage />);
