// How hot a call is: number, word, shape and colour together, never colour alone.

import type { History } from "./history.ts";
import { Sparkline } from "./sparkline.tsx";
import { type Texts, useTexts } from "./texts.ts";
import type { Heat, HeatReason } from "./wire.ts";

export type Band = Heat["band"];
type Trend = Heat["trend"];

/** One outline for each band, told apart without colour, also when small: ring, diamond, triangle, star. In a 24 by 24 box. */
const SHAPES: Record<Band, string> = {
  calm: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18zm0 4a5 5 0 1 1 0 10a5 5 0 1 1 0-10z",
  warm: "M12 2l10 10-10 10L2 12z",
  hot: "M12 2.5L22.5 21h-21z",
  boiling: "M12 1l3 6 6.500-2-2 6.500 3.500 3-6 2-1 6.500-4-4.500-4 4.500-1-6.500-6-2 3.500-3-2-6.500L9 7z",
};

const ARROWS: Record<Trend, string> = { rising: "↗", steady: "→", falling: "↘" };

/** The page's title says the heat too, for the glance at a tab in the background. */
export const BAND_MARKS: Record<Band, string> = { calm: "○", warm: "◆", hot: "▲", boiling: "✹" };

const MOST_REASONS = 3;

export function BandShape({ band }: { band: Band }) {
  return (
    <svg class="shape" viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[band]} />
    </svg>
  );
}

export function HeatFigure(props: { heat: Pick<Heat, "level" | "band" | "trend"> }) {
  const texts = useTexts();
  const { level, band, trend } = props.heat;
  return (
    <div class={`heat band-${band}`} data-band={band}>
      <BandShape band={band} />
      <span class="level">{texts.number(Math.round(level))}</span>
      <span class="words">
        <strong>{texts.say(`band.${band}`)}</strong>
        <span class="trend">
          <span aria-hidden="true">{ARROWS[trend]}</span> {texts.say(`trend.${trend}`)}
        </span>
      </span>
    </div>
  );
}

export function HeatLine(props: { history: History; band: Band; height_px: number }) {
  const texts = useTexts();
  const { levels } = props.history;
  const label = texts.say("heat.history", {
    from: Math.round(levels[0] ?? 0),
    to: Math.round(levels.at(-1) ?? 0),
    top: Math.round(Math.max(0, ...levels)),
  });
  return (
    <div class={`heat-line band-${props.band}`} role="img" aria-label={label}>
      <Sparkline history={props.history} height_px={props.height_px} />
    </div>
  );
}

/** What pushed the heat up or down, the strongest first, in points; a quote or a figure says it was not made up. */
export function Reasons(props: { reasons: readonly HeatReason[]; spoken: string; most?: number }) {
  const texts = useTexts();
  const strongest = props.reasons
    .filter((reason) => Math.abs(reason.points) >= 1)
    .sort((one, other) => Math.abs(other.points) - Math.abs(one.points))
    .slice(0, props.most ?? MOST_REASONS);
  return (
    <ul class="reasons">
      {strongest.map((reason) => (
        <li key={`${reason.kind} ${reason.quote ?? ""}`}>
          <span class="points" aria-label={texts.say("reason.points", { count: Math.round(reason.points) })}>
            {texts.change(reason.points)}
          </span>
          <span>
            {texts.sayCode("reason", reason.kind)}
            {proof(texts, reason) && <span class="proof">{proof(texts, reason)}</span>}
            {reason.quote && <q lang={props.spoken}>{reason.quote}</q>}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The figure behind a reason, where it says more than the points do: how much faster, how often. */
function proof(texts: Texts, { kind, value }: HeatReason): string | null {
  if (value == null) {
    return null;
  }
  if (kind === "faster_speech") {
    return texts.say("reason.ratio", { change: texts.percentChange(value - 1) });
  }
  return kind === "interrupts" ? texts.say("reason.times", { count: value }) : null;
}
