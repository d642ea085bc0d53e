// The playbook's checklist of meeting a complaint; each step ticks itself when the agent says it.

import { useTexts } from "./texts.ts";
import type { ChecklistStep } from "./wire.ts";

/** The compact page's: how far it is, and what comes next. */
export function NextStep({ checklist, done }: { checklist: readonly ChecklistStep[]; done: ReadonlySet<string> }) {
  const texts = useTexts();
  const next = checklist.find(({ step }) => !done.has(step));
  const said = checklist.filter(({ step }) => done.has(step)).length;
  if (checklist.length === 0) {
    return null;
  }
  return (
    <section class="card next-step" aria-labelledby="next-title">
      <h2 id="next-title">
        {texts.say("steps.next")} <span class="progress">· {texts.say("steps.progress", { said, all: checklist.length })}</span>
      </h2>
      <p data-step={next?.step}>{next ? (next.name[texts.language] ?? next.step) : texts.say("steps.all_said")}</p>
    </section>
  );
}

export function Steps({ checklist, done }: { checklist: readonly ChecklistStep[]; done: ReadonlySet<string> }) {
  const texts = useTexts();
  const listed = checklist.map(({ step, name }) => ({ step, name: name[texts.language] ?? step }));
  const others = [...done]
    .filter((step) => !listed.some((item) => item.step === step))
    .map((step) => ({ step, name: texts.sayCode("step", step) }));
  if (listed.length + others.length === 0) {
    return null;
  }
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
