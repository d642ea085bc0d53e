// The call on its time: heat, and under it what happened, in rows of marks. The list beside it says the same in words.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { moveIndex } from "../floor/roving.ts";
import { BandShape, type Band as BandName } from "../heat.tsx";
import { useTexts } from "../texts.ts";
import type { ReviewedCall } from "../api.ts";
import { grouped, LANES, type Mark } from "./marks.ts";
import { HeatPlot, LEFT_PX, RIGHT_PX, TOP } from "./plot.tsx";

/** WCAG 2.2, 2.5.8: a target is at least 24 by 24, and two do not overlap. */
const APART_PX = 26;
const MOST_TOLD = 4;

export function Timeline(props: { call: ReviewedCall; marks: readonly Mark[]; onPick: (mark: Mark) => void }) {
  const texts = useTexts();
  const { seen, band_from } = props.call;
  const length_ms = Math.max(seen.call.heard_ms, ...props.marks.map(({ at_ms }) => at_ms), 1_000);
  const [pointed, point] = useState<readonly Mark[]>([]);
  const legend = useRef<HTMLUListElement>(null);
  const bands = useMemo(
    () =>
      (Object.entries(band_from) as [BandName, number][]).map(([band, from]) => ({
        name: texts.say(`band.${band}`),
        from,
        colour: () => getComputedStyle(legend.current?.querySelector(`.band-${band}`) as Element).color,
      })),
    [texts, band_from],
  );
  return (
    <section class="card timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">{texts.say("review.timeline")}</h2>
      <div class="drawing" role="img" aria-label={summary(props.call, texts)}>
        <HeatPlot
          heat={seen.heat}
          length_ms={length_ms}
          bands={bands}
          sayTime={(ms) => texts.duration(ms)}
          pointed_ms={pointed[0]?.at_ms ?? null}
        />
      </div>
      <Lanes marks={props.marks} length_ms={length_ms} onPoint={point} onPick={props.onPick} />
      <Told marks={pointed} />
      <ul class="legend" ref={legend} aria-label={texts.say("review.bands")}>
        {(Object.entries(band_from) as [BandName, number][]).map(([band, from], at, all) => (
          <li key={band} class={`band-${band}`}>
            <BandShape band={band} /> {texts.say("review.band_from", { band: texts.say(`band.${band}`), from, to: all[at + 1]?.[1] ?? TOP })}
          </li>
        ))}
      </ul>
    </section>
  );
}

function summary({ seen }: ReviewedCall, texts: ReturnType<typeof useTexts>): string {
  const top = seen.heat.reduce((most, point) => (point.level > most.level ? point : most), seen.heat[0] ?? { level: 0, at_ms: 0 });
  return texts.say("review.timeline_summary", {
    length: texts.duration(seen.call.heard_ms),
    top: Math.round(top.level),
    at: texts.duration(top.at_ms),
    end: Math.round(seen.heat.at(-1)?.level ?? 0),
  });
}

/** One stop for the Tab key: the arrow keys go on in time, over all rows. */
function Lanes(props: {
  marks: readonly Mark[];
  length_ms: number;
  onPoint: (marks: readonly Mark[]) => void;
  onPick: (mark: Mark) => void;
}) {
  const texts = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const width_px = useWidth(place) - LEFT_PX - RIGHT_PX;
  const lanes = LANES.map((lane) => ({
    lane,
    groups: grouped(props.marks.filter((mark) => mark.lane === lane), props.length_ms, Math.max(width_px, 1), APART_PX),
  })).filter(({ groups }) => groups.length > 0);
  const order = lanes.flatMap(({ groups }) => groups.map((group) => group[0] as Mark)).sort((one, other) => one.at_ms - other.at_ms);
  const [stop, setStop] = useState("");
  const current = order.some(({ key }) => key === stop) ? stop : order[0]?.key;
  const buttons = useRef(new Map<string, HTMLButtonElement>());
  const move = (event: KeyboardEvent) => {
    const at = order.findIndex(({ key }) => key === current);
    const next = moveIndex(at, event.key, order.length, order.length);
    if (next !== null) {
      event.preventDefault();
      buttons.current.get(order[next]?.key ?? "")?.focus();
    }
  };
  return (
    <div class="lanes" ref={place} role="group" aria-label={texts.say("review.marks")} onKeyDown={move}>
      {lanes.map(({ lane, groups }) => (
        <div class="lane" key={lane}>
          <span class="lane-name">{texts.say(`review.lane_${lane}`)}</span>
          <div class="track">
            {groups.map((group) => {
              const first = group[0] as Mark;
              return (
                <button
                  type="button"
                  key={first.key}
                  class={group.length > 1 ? "point several" : "point"}
                  ref={(button) => void (button ? buttons.current.set(first.key, button) : buttons.current.delete(first.key))}
                  style={{ left: `${(first.at_ms / props.length_ms) * 100}%` }}
                  tabIndex={first.key === current ? 0 : -1}
                  aria-label={name(group, texts)}
                  onFocus={() => {
                    setStop(first.key);
                    props.onPoint(group);
                  }}
                  onMouseEnter={() => props.onPoint(group)}
                  onClick={() => props.onPick(first)}
                >
                  {group.length > 1 ? texts.number(group.length) : first.shape}
                </button>
              );
            })}
          </div>
        </div>
      ))}
    </div>
  );
}

/** Several begin with how many they are, as they look. */
function name(group: readonly Mark[], texts: ReturnType<typeof useTexts>): string {
  const sentences = group.map((mark) => sentence(mark, texts)).join("; ");
  return group.length > 1 ? `${texts.number(group.length)}: ${sentences}` : sentences;
}

function sentence(mark: Mark, texts: ReturnType<typeof useTexts>): string {
  return `${texts.duration(mark.at_ms)} ${mark.kind}: ${mark.what}`;
}

/** What the mark under the pointer or the keyboard is; the screen reader has it from the button. */
function Told({ marks }: { marks: readonly Mark[] }) {
  const texts = useTexts();
  return (
    <div class="told" aria-hidden="true">
      {marks.length === 0 && <p class="muted">{texts.say("review.marks_how")}</p>}
      {marks.slice(0, MOST_TOLD).map((mark) => (
        <p key={mark.key}>
          <span class="clock">{texts.duration(mark.at_ms)}</span> <span class="muted">{mark.kind}</span> {mark.what}
        </p>
      ))}
      {marks.length > MOST_TOLD && <p class="muted">{texts.say("review.marks_more", { count: marks.length - MOST_TOLD })}</p>}
    </div>
  );
}

function useWidth(place: { current: HTMLElement | null }): number {
  const [width, set] = useState(0);
  useEffect(() => {
    const element = place.current as HTMLElement;
    const resize = new ResizeObserver(() => set(element.clientWidth));
    resize.observe(element);
    return () => resize.disconnect();
  }, []);
  return width;
}
