// The heat wall: every call as one small cell, so that two hundred of them fit one screen.

import type { FloorTile } from "../floor-state.ts";
import { BandShape } from "../heat.tsx";
import { type Texts, useTexts } from "../texts.ts";
import type { FloorCall } from "../wire.ts";
import { NeedMark } from "./attention.tsx";
import { pure } from "./pure.ts";

/** From this many calls on the tiles no longer fit a screen: the wall is shown unless tiles were chosen (issue 7). */
export const WALL_FROM_CALLS = 50;

/** Above this a cell has room for one line only. 80 two-line cells fill a screen of 1280 by 800. */
export const DENSE_FROM_CALLS = 81;

export function Cell(props: { tile: FloorTile; tabbable: boolean; open: boolean }) {
  const { call } = props.tile;
  // Only what a cell shows: most messages about a call change none of it.
  return (
    <Face
      call_id={call.call_id}
      label={call.label}
      agent={call.agent ?? ""}
      level={Math.round(call.level)}
      band={call.band}
      trend={call.trend}
      alert={Boolean(call.alert)}
      help={call.help ? (call.help.taken ? "taken" : "asked") : "none"}
      tabbable={props.tabbable}
      open={props.open}
    />
  );
}

interface FaceProps extends Pick<FloorCall, "call_id" | "label" | "level" | "band" | "trend"> {
  readonly agent: string;
  readonly alert: boolean;
  readonly help: "none" | "asked" | "taken";
  readonly tabbable: boolean;
  readonly open: boolean;
}

const Face = pure((face: FaceProps) => {
  const texts = useTexts();
  const name = face.label || texts.say("calls.unnamed");
  return (
    <li class={`cell band-${face.band} ${face.open ? "open" : ""}`} data-call={face.call_id}>
      <button
        type="button"
        data-open={face.call_id}
        tabIndex={face.tabbable ? 0 : -1}
        aria-label={labelOf(texts, name, face)}
        title={[name, face.agent].filter(Boolean).join(" · ")}
      >
        <BandShape band={face.band} />
        <span class="level">{face.level}</span> <span class="name">{name}</span>
        {face.alert && <NeedMark kind="alert" />}
        {face.help === "asked" && <NeedMark kind="help" />}
      </button>
    </li>
  );
});

/** It begins as the cell reads, so that who speaks to a computer can name the cell by what is seen (WCAG 2.5.3). */
function labelOf(texts: Texts, name: string, face: FaceProps): string {
  return [
    `${face.level} ${name}`,
    texts.say(`band.${face.band}`),
    texts.say(`trend.${face.trend}`),
    ...(face.alert ? [texts.say("floor.kind_alert")] : []),
    ...(face.help === "none" ? [] : [texts.say(`floor.help_${face.help}`)]),
  ].join(", ");
}
