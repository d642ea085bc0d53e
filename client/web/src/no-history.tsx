// In place of what would be read of past calls, when none are kept.

import { useTexts } from "./texts.ts";

export function NoHistory() {
  const texts = useTexts();
  return (
    <main>
      <section class="card">
        <h2>{texts.say("review.history_off")}</h2>
        <p>{texts.say("review.history_off_how")}</p>
        <p>
          <code>TYYNI_HISTORY=true tyyni serve</code>
        </p>
      </section>
    </main>
  );
}
