// Why callers were cross, week by week: one small plot for each cause, all to one scale, and the figures behind them.

import type { CauseOfWeek, InsightsAnswer } from "../api.ts";
import { type TextId, type Texts, useTexts } from "../texts.ts";
import { Section } from "./section.tsx";

const CAUSES = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"] as const;
const WIDTH = 240;
const HEIGHT = 64;
/** Of the width of a week, for the gap between two. */
const GAP_RATIO = 0.25;

type OfCause = ReadonlyMap<string, CauseOfWeek>;

export function Causes({ answer, href }: { answer: InsightsAnswer; href: string }) {
  const texts = useTexts();
  const byCause = new Map<string, OfCause>(
    CAUSES.map((row) => [row, new Map(answer.causes.filter((one) => one.row === row).map((one) => [one.week, one]))]),
  );
  const named = CAUSES.filter((row) => byCause.get(row)?.size).sort((one, other) => total(byCause, other) - total(byCause, one));
  const quiet = CAUSES.filter((row) => !named.includes(row)).map((row) => sayCause(texts, row));
  const most = Math.max(1, ...answer.causes.map(({ calls }) => calls));
  const title = texts.say("insights.causes");
  return (
    <Section id="causes" title={title} about={texts.say("insights.causes_about")} href={named.length ? href : null}>
      {named.length === 0 ? (
        <p class="muted">{texts.say("insights.causes_none")}</p>
      ) : (
        <>
          <Legend most={most} />
          <ul class="multiples">
            {named.map((row) => (
              <li key={row}>
                <OneCause row={row} weeks={answer.weeks} of={byCause.get(row) as OfCause} most={most} />
              </li>
            ))}
          </ul>
          {quiet.length > 0 && <p class="muted quiet">{texts.say("insights.causes_quiet", { causes: quiet.join(" · ") })}</p>}
          <details>
            <summary>{texts.say("insights.as_table")}</summary>
            <CausesTable causes={answer.causes} title={title} />
          </details>
        </>
      )}
    </Section>
  );
}

function total(byCause: ReadonlyMap<string, OfCause>, row: string): number {
  return [...(byCause.get(row)?.values() ?? [])].reduce((sum, { calls }) => sum + calls, 0);
}

export function sayCause(texts: Texts, row: string): string {
  return texts.say(`insights.cause_${row}` as TextId);
}

function Legend({ most }: { most: number }) {
  const texts = useTexts();
  return (
    <p class="legend">
      <span>
        <span class="key calls" aria-hidden="true" /> {texts.say("insights.legend_calls")}
      </span>
      <span>
        <span class="key hot" aria-hidden="true" /> {texts.say("insights.legend_hot")}
      </span>
      <span class="muted">{texts.say("insights.scale", { calls: texts.say("insights.calls", { count: most }) })}</span>
    </p>
  );
}

function OneCause({ row, weeks, of, most }: { row: string; weeks: readonly string[]; of: OfCause; most: number }) {
  const texts = useTexts();
  const all = [...of.values()];
  const calls = all.reduce((sum, one) => sum + one.calls, 0);
  const hot = all.reduce((sum, one) => sum + one.hot_calls, 0);
  const step = WIDTH / weeks.length;
  const label = `${sayCause(texts, row)}: ${texts.say("insights.calls", { count: calls })}, ${texts.say("insights.hot_calls", { count: hot })}`;
  return (
    <figure>
      <figcaption>
        <strong>{sayCause(texts, row)}</strong>
        <span class="sum">{texts.number(calls)}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {weeks.map((week, at) => {
          const one = of.get(week);
          return one && <Week key={week} one={one} x={at * step} width={step * (1 - GAP_RATIO)} most={most} />;
        })}
        <line class="base" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <div class="axis" aria-hidden="true">
        <span>{sayWeek(texts, weeks[0] as string)}</span>
        <span>{sayWeek(texts, weeks.at(-1) as string)}</span>
      </div>
    </figure>
  );
}

function Week({ one, x, width, most }: { one: CauseOfWeek; x: number; width: number; most: number }) {
  const texts = useTexts();
  const high = (count: number) => (HEIGHT * count) / most;
  const told = `${texts.say("insights.calls", { count: one.calls })}, ${texts.say("insights.hot_calls", { count: one.hot_calls })}`;
  return (
    <g>
      <title>{`${sayWeek(texts, one.week)}: ${told}`}</title>
      <rect class="calls" x={x} width={width} y={HEIGHT - high(one.calls)} height={high(one.calls)} />
      <rect class="hot" x={x} width={width} y={HEIGHT - high(one.hot_calls)} height={high(one.hot_calls)} />
    </g>
  );
}

/** "2026-W48" as "week 48, 2026". */
function sayWeek(texts: Texts, week: string): string {
  const [year, number] = week.split("-W");
  return texts.say("insights.week", { week: String(Number(number)), year: year as string });
}

function CausesTable({ causes, title }: { causes: readonly CauseOfWeek[]; title: string }) {
  const texts = useTexts();
  return (
    <table>
      <caption class="unseen">{title}</caption>
      <thead>
        <tr>
          <th scope="col">{texts.say("insights.col_week")}</th>
          <th scope="col">{texts.say("insights.col_cause")}</th>
          <th scope="col" class="number">
            {texts.say("insights.col_calls")}
          </th>
          <th scope="col" class="number">
            {texts.say("insights.col_hot")}
          </th>
        </tr>
      </thead>
      <tbody>
        {causes.toReversed().map((one) => (
          <tr key={`${one.week} ${one.row}`}>
            <td>{sayWeek(texts, one.week)}</td>
            <td>{sayCause(texts, one.row)}</td>
            <td class="number">{texts.number(one.calls)}</td>
            <td class="number">{texts.number(one.hot_calls)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
