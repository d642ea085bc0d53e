// Which calls the page is about, how many there were, and the way to paper.

import type { InsightsAnswer } from "../api.ts";
import { sayDay } from "../review/when.ts";
import { useTexts } from "../texts.ts";
import { type Asked, PERIODS_WEEKS } from "./asked.ts";

const DAY_MS = 86_400_000;

interface Props {
  readonly asked: Asked;
  readonly answer: InsightsAnswer | null;
  readonly teams: readonly string[];
  readonly onChoose: (asked: Asked) => void;
}

export function Period({ asked, answer, teams, onChoose }: Props) {
  const texts = useTexts();
  // A team that stands in the address stays to be chosen, even when no call is left of it.
  const named = asked.team && !teams.includes(asked.team) ? [...teams, asked.team] : teams;
  return (
    <div class="period">
      <div class="choices">
        <label>
          {texts.say("insights.period")}
          <select
            value={String(asked.weeks)}
            onChange={(event) => onChoose({ ...asked, weeks: Number(event.currentTarget.value) })}
          >
            {PERIODS_WEEKS.map((weeks) => (
              <option key={weeks} value={String(weeks)}>
                {texts.say("insights.weeks", { count: weeks })}
              </option>
            ))}
          </select>
        </label>
        {named.length > 0 && (
          <label>
            {texts.say("insights.team")}
            <select value={asked.team} onChange={(event) => onChoose({ ...asked, team: event.currentTarget.value })}>
              <option value="">{texts.say("insights.all_teams")}</option>
              {named.map((team) => (
                <option key={team}>{team}</option>
              ))}
            </select>
          </label>
        )}
        <button type="button" onClick={() => print()}>
          {texts.say("insights.print")}
        </button>
      </div>
      <p class="total" role="status">
        {answer && <Total answer={answer} />}
      </p>
    </div>
  );
}

function Total({ answer }: { answer: InsightsAnswer }) {
  const texts = useTexts();
  const last = new Date(Date.parse(answer.until) - DAY_MS).toISOString().slice(0, 10);
  return (
    <>
      <strong>{texts.say("insights.calls", { count: answer.calls })}</strong>
      {answer.calls > 0 && <>, {texts.say("insights.hot_calls", { count: answer.hot_calls })}</>}
      <span class="muted">
        {" "}
        {sayDay(texts.language, answer.since)} – {sayDay(texts.language, last)}
      </span>
    </>
  );
}
