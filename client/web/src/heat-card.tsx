// How hot the call is, how that came about, and why.

import type { CallView } from "./agent-call.ts";
import { HeatFigure, HeatLine, Reasons } from "./heat.tsx";
import { useTexts } from "./texts.ts";

const HISTORY_HEIGHT_PX = { full: 64, compact: 32 };
const COMPACT_REASONS = 2;

export function HeatCard({ call, spoken, compact }: { call: CallView | null; spoken: string; compact: boolean }) {
  const texts = useTexts();
  const heat = call?.heat;
  return (
    <section class={`card heat-card band-edge band-${heat?.band ?? "none"}`} aria-labelledby="heat-title">
      <h2 id="heat-title">{texts.say("heat.title")}</h2>
      {heat ? (
        <>
          <HeatFigure heat={heat} />
          <HeatLine
            history={call.history}
            band={heat.band}
            height_px={compact ? HISTORY_HEIGHT_PX.compact : HISTORY_HEIGHT_PX.full}
          />
          <Reasons reasons={heat.reasons} spoken={spoken} {...(compact && { most: COMPACT_REASONS })} />
        </>
      ) : (
        <p class="muted">{texts.say("heat.none")}</p>
      )}
    </section>
  );
}
