// One live call on the supervisors' floor: the caller and the call, nothing about the agent's conduct.

import type { RefObject } from "preact";
import { Chip } from "./chip.tsx";
import { NeedMark } from "./floor/attention.tsx";
import { HeatFigure, HeatLine, Reasons } from "./heat.tsx";
import type { History } from "./history.ts";
import { LagChip } from "./lag.tsx";
import { NOTHING, useTexts } from "./texts.ts";
import type { FloorCall } from "./wire.ts";

const HISTORY_HEIGHT_PX = 36;

interface TileProps {
  readonly place: RefObject<HTMLLIElement | null>;
  readonly call: FloorCall;
  /** Null: too far out of sight to be drawn. */
  readonly history: History | null;
  /** Whether the Tab key reaches it: it does one of all tiles, arrows the others. */
  readonly tabbable: boolean;
  /** Whether its panel is open. */
  readonly open: boolean;
}

export function Tile({ place, call, history, tabbable, open }: TileProps) {
  const texts = useTexts();
  const name = call.label || texts.say("calls.unnamed");
  return (
    <li class={`card tile band-edge band-${call.band} ${open ? "open" : ""}`} data-call={call.call_id} ref={place}>
      <article aria-label={name}>
        <header>
          <h2 title={name}>
            <button type="button" data-open={call.call_id} tabIndex={tabbable ? 0 : -1} aria-expanded={open}>
              {name}
            </button>
          </h2>
          {call.alert && <NeedMark kind="alert" />}
          {call.help && !call.help.taken && <NeedMark kind="help" />}
          <CallFacts call={call} />
        </header>
        <HeatFigure heat={call} />
        {history ? <HeatLine history={history} band={call.band} height_px={HISTORY_HEIGHT_PX} /> : <div class="heat-line" />}
        <Reasons reasons={call.reasons} spoken={call.language ?? ""} />
        <Foremost call={call} />
        <CallState call={call} />
      </article>
    </li>
  );
}

/** Who is on the line, in which language, for how long, and how far the call has come. */
export function CallFacts({ call }: { call: FloorCall }) {
  const texts = useTexts();
  const course = [texts.spokenLanguage(call.language), call.phase && texts.sayCode("phase", call.phase)];
  const who = [call.agent, call.team];
  return (
    <p class="facts muted">
      <span>
        <span class="clock">{texts.duration(call.heard_ms)}</span> · {course.filter(Boolean).join(" · ")}
      </span>
      <span>{who.filter(Boolean).join(" · ")}</span>
    </p>
  );
}

/** What matters most now, always in the same place and of the same height: an alert, a request, else the prompt. */
function Foremost({ call }: { call: FloorCall }) {
  const texts = useTexts();
  if (call.alert) {
    return (
      <p class="foremost alert" role="alert">
        <span class="clock">{texts.duration(call.alert.heard_ms)}</span> {call.alert.text[texts.language]}
      </p>
    );
  }
  if (call.help) {
    return (
      <p class={`foremost help ${call.help.taken ? "taken" : ""}`}>
        <span class="clock">{texts.duration(call.help.heard_ms)}</span>{" "}
        {texts.say(call.help.taken ? "floor.help_taken" : "floor.help_asked")}
      </p>
    );
  }
  return (
    <p class="foremost">
      <span class="muted">{texts.say("floor.prompt")}</span> {call.prompt?.[texts.language] ?? NOTHING}
    </p>
  );
}

/** What stands between the call and a full reading of it. */
export function CallState({ call }: { call: FloorCall }) {
  const texts = useTexts();
  return (
    <p class="status">
      <LagChip lag_ms={call.lag_ms} notices={call.notices} />
      {call.notices.map((code) => (
        <Chip key={code} tone="warning">
          {texts.sayCode("notice", code)}
        </Chip>
      ))}
      {!call.voice_analysis && <Chip tone="muted">{texts.say("voice.off")}</Chip>}
    </p>
  );
}
