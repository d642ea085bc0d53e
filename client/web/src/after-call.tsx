// After the call: an offer to breathe, seen here alone and told to nobody, and the way to the call's review.

import type { AgentView } from "./agent-state.ts";
import { useTexts } from "./texts.ts";

export function BreakOffer({ minutes, onClose }: { minutes: number; onClose: () => void }) {
  const texts = useTexts();
  return (
    <section class="card break arriving" aria-labelledby="break-title">
      <div>
        <h2 id="break-title">{texts.say("break.title", { count: minutes })}</h2>
        <p>{texts.say("break.why")}</p>
        <p class="muted">{texts.say("break.only_you")}</p>
      </div>
      <button type="button" onClick={onClose}>
        {texts.say("page.close")}
      </button>
    </section>
  );
}

/** The link stays when the next call has begun, said to be about the one before. */
export function ReviewLink({ view }: { view: AgentView }) {
  const texts = useTexts();
  if (view.reviewable === null) {
    return null;
  }
  return (
    <p class="review">
      <a href={`/review?call=${encodeURIComponent(view.reviewable)}`}>
        {texts.say(view.call?.ended ? "review.this_call" : "review.previous_call")}
      </a>
    </p>
  );
}
