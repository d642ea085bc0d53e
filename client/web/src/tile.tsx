// One live call on the supervisors' floor: the caller and the call, nothing about the agent's conduct.

import { Chip } from "./chip.tsx";
import type { FloorTile } from "./floor-state.ts";
import { HeatFigure, HeatLine, Reasons } from "./heat.tsx";
import { LagChip } from "./lag.tsx";
import { NOTHING, useTexts } from "./texts.ts";
import type { FloorCall } from "./wire.ts";

const HISTORY_HEIGHT_PX = 36;

export function Tile({ tile: { call, history } }: { tile: FloorTile }) {
  const texts = useTexts();
  const name = call.label || texts.say("calls.unnamed");
  return (
    <li class={`card tile band-edge band-${call.band}`} data-call={call.call_id}>
      <article aria-label={name}>
        <header>
          <h2 title={name}>{name}</h2>
          <p class="muted">
            {texts.spokenLanguage(call.language)} · <span class="clock">{texts.duration(call.heard_ms)}</span>
          </p>
        </header>
        {call.alert && (
          <p class="alert" role="alert">
            <span class="clock">{texts.duration(call.alert.heard_ms)}</span> {call.alert.text[texts.language]}
          </p>
        )}
        <HeatFigure heat={call} />
        <HeatLine history={history} band={call.band} height_px={HISTORY_HEIGHT_PX} />
        <Reasons reasons={call.reasons} spoken={call.language ?? ""} />
        <p class="on-screen">
          <span class="muted">{texts.say("floor.prompt")}</span> {call.prompt?.[texts.language] ?? NOTHING}
        </p>
        <TileState call={call} />
      </article>
    </li>
  );
}

function TileState({ call }: { call: FloorCall }) {
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
