// What became of the heat after prompts, and which are muted: over five agents or more together, or not at all.

import type { InsightsAnswer, PromptLine } from "../api.ts";
import { useTexts } from "../texts.ts";
import { Section } from "./section.tsx";

export function Prompts({ answer, href }: { answer: InsightsAnswer; href: string }) {
  const texts = useTexts();
  const { prompts, fewest_agents } = answer;
  const empty = answer.team === null ? "insights.prompts_none" : "insights.prompts_all_teams";
  return (
    <Section
      id="prompts"
      title={texts.say("insights.prompts")}
      about={texts.say("insights.prompts_about", { agents: fewest_agents })}
      href={prompts.length ? href : null}
    >
      {prompts.length === 0 ? (
        <p class="muted">{texts.say(empty, { agents: fewest_agents })}</p>
      ) : (
        <PromptTable prompts={prompts} />
      )}
    </Section>
  );
}

function PromptTable({ prompts }: { prompts: readonly PromptLine[] }) {
  const texts = useTexts();
  const columns = {
    shown: texts.say("insights.col_shown"),
    heat: texts.say("insights.col_heat"),
    muted: texts.say("insights.col_muted"),
  };
  return (
    // Roles of their own: in a narrow window the rows are drawn as blocks, and a browser would take them for no table.
    <table class="stacking" role="table">
      <caption class="unseen">{texts.say("insights.prompts")}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader">{texts.say("insights.col_prompt")}</th>
          <th role="columnheader">{columns.heat}</th>
          <th role="columnheader" class="number">
            {columns.shown}
          </th>
          <th role="columnheader" class="number">
            {columns.muted}
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {prompts.map((one) => (
          <tr key={one.rule} role="row" data-rule={one.rule}>
            <th role="rowheader">{one.text[texts.language] ?? one.rule}</th>
            <td role="cell" data-label={columns.heat}>
              <BeforeAfter prompt={one} />
            </td>
            <td role="cell" class="number" data-label={columns.shown}>
              {texts.number(one.shown)}
            </td>
            <td role="cell" class="number" data-label={columns.muted}>
              {texts.number(one.muted_calls)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BeforeAfter({ prompt: { mean_before, mean_after, known } }: { prompt: PromptLine }) {
  const texts = useTexts();
  if (mean_before === null || mean_after === null) {
    return <span class="muted">{texts.say("insights.too_few", { count: known })}</span>;
  }
  const change = Math.round(mean_after) - Math.round(mean_before);
  const tone = change < 0 ? "cooler" : change > 0 ? "hotter" : "same";
  return (
    <span class={`change ${tone}`}>
      {texts.number(Math.round(mean_before))} → {texts.number(Math.round(mean_after))}{" "}
      <strong>
        <span aria-hidden="true">{{ cooler: "↘", hotter: "↗", same: "=" }[tone]}</span> {texts.change(change)}
      </strong>{" "}
      <span class="muted">{texts.say("insights.measured", { count: known })}</span>
    </span>
  );
}
