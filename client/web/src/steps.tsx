// The five points of meeting a complaint; each ticks itself when the agent says it.

import { useTexts } from "./texts.ts";

/** In the order a complaint is best met; the playbooks name these steps. */
const STEPS = ["thank", "empathise", "apologise", "solve", "recap"] as const;

export function Steps({ done }: { done: ReadonlySet<string> }) {
  const texts = useTexts();
  const others = [...done].filter((step) => !(STEPS as readonly string[]).includes(step));
  return (
    <section class="card steps" aria-labelledby="steps-title">
      <h2 id="steps-title">{texts.say("steps.title")}</h2>
      <ol>
        {[...STEPS, ...others].map((step) => (
          <li key={step} class={done.has(step) ? "done" : ""} data-step={step}>
            <span class="tick" aria-hidden="true">
              {done.has(step) ? "✓" : ""}
            </span>
            {texts.sayCode("step", step)}
            <span class="unseen">{done.has(step) ? texts.say("steps.done") : texts.say("steps.open")}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
