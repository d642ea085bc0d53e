// The playbook's checklist of meeting a complaint; each step ticks itself when the agent says it.

import { useTexts } from "./texts.ts";
import type { ChecklistStep } from "./wire.ts";

export function Steps({ checklist, done }: { checklist: readonly ChecklistStep[]; done: ReadonlySet<string> }) {
  const texts = useTexts();
  const listed = checklist.map(({ step, name }) => ({ step, name: name[texts.language] ?? step }));
  const others = [...done]
    .filter((step) => !listed.some((item) => item.step === step))
    .map((step) => ({ step, name: texts.sayCode("step", step) }));
  return (
    <section class="card steps" aria-labelledby="steps-title">
      <h2 id="steps-title">{texts.say("steps.title")}</h2>
      <ol>
        {[...listed, ...others].map(({ step, name }) => (
          <li key={step} class={done.has(step) ? "done" : ""} data-step={step}>
            <span class="tick" aria-hidden="true">
              {done.has(step) ? "✓" : ""}
            </span>
            {name}
            <span class="unseen">{done.has(step) ? texts.say("steps.done") : texts.say("steps.open")}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
