// When calls first became hot: in which minute, and in which phase of the call.

import type { InsightsAnswer } from "../api.ts";
import { useTexts } from "../texts.ts";
import { byMinute, LAST_MINUTE } from "./minutes.ts";
import { AsFile, Bar, Section } from "./section.tsx";

const PHASES = ["opening", "problem", "solving", "closing"];

interface Props {
  readonly answer: InsightsAnswer;
  readonly minutesHref: string;
  readonly phasesHref: string;
}

export function HeatArises({ answer, minutesHref, phasesHref }: Props) {
  const texts = useTexts();
  const minutes = byMinute(answer.heat.by_minute);
  const known = Object.keys(answer.heat.by_phase);
  const phases = [...PHASES, ...known.filter((phase) => !PHASES.includes(phase))].map((phase) => ({
    name: texts.sayCode("phase", phase),
    calls: answer.heat.by_phase[phase] ?? 0,
  }));
  const named = minutes.map(({ minute, calls }) => ({
    name: texts.say(minute < LAST_MINUTE ? "insights.minute" : "insights.minute_or_later", { minute }),
    calls,
  }));
  return (
    <Section id="arises" title={texts.say("insights.arises")} about={texts.say("insights.arises_about")}>
      {minutes.length === 0 ? (
        <p class="muted">{texts.say("insights.arises_none")}</p>
      ) : (
        <div class="two">
          <Counted title={texts.say("insights.by_phase")} rows={phases} href={phasesHref} none={known.length === 0} />
          <Counted title={texts.say("insights.by_minute")} rows={named} href={minutesHref} />
        </div>
      )}
    </Section>
  );
}

interface CountedProps {
  readonly title: string;
  readonly rows: readonly { name: string; calls: number }[];
  readonly href: string;
  readonly none?: boolean;
}

function Counted({ title, rows, href, none }: CountedProps) {
  const texts = useTexts();
  const most = Math.max(...rows.map(({ calls }) => calls));
  return (
    <div>
      <header>
        <h3>{title}</h3>
        {!none && <AsFile href={href} of={title} />}
      </header>
      {none ? (
        <p class="muted">{texts.say("insights.phases_none")}</p>
      ) : (
        <table class="counted">
          <caption class="unseen">{title}</caption>
          <tbody>
            {rows.map(({ name, calls }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="drawn">
                  <Bar value={calls} of={most} />
                </td>
                <td class="number">{texts.say("insights.calls", { count: calls })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
