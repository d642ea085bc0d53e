// The heat wall: every call as one small cell, so that two hundred of them fit one screen.

import { useMemo } from "preact/hooks";
import type { FloorTile } from "../floor-state.ts";
import { BandShape } from "../heat.tsx";
import { type Texts, useTexts } from "../texts.ts";
import type { FloorCall } from "../wire.ts";
import { NeedMark } from "./attention.tsx";

/** From this many calls on the tiles no longer fit a screen: the wall is shown unless tiles were chosen (issue 7). */
export const WALL_FROM_CALLS = 50;

/** Above this a cell has room for one line only. 80 two-line cells fill a screen of 1280 by 800. */
export const DENSE_FROM_CALLS = 81;

export function Cell(props: { tile: FloorTile; tabbable: boolean; open: boolean }) {
  const texts = useTexts();
  const { call } = props.tile;
  const name = call.label || texts.say("calls.unnamed");
  const level = Math.round(call.level);
  const asks = call.help ? (call.help.taken ? "taken" : "asks") : "";
  // Only what a cell shows makes it anew: most messages about a call change none of it.
  return useMemo(
    () => (
      <li class={`cell band-${call.band} ${props.open ? "open" : ""}`} data-call={call.call_id}>
        <button
          type="button"
          data-open={call.call_id}
          tabIndex={props.tabbable ? 0 : -1}
          aria-label={labelOf(texts, call)}
          title={[name, call.agent].filter(Boolean).join(" · ")}
        >
          <BandShape band={call.band} />
          <span class="level">{level}</span>
          <span class="name">{name}</span>
          {call.alert && <NeedMark kind="alert" />}
          {asks === "asks" && <NeedMark kind="help" />}
        </button>
      </li>
    ),
    [level, call.band, call.trend, name, call.agent, Boolean(call.alert), asks, props.tabbable, props.open, texts],
  );
}

function labelOf(texts: Texts, call: FloorCall): string {
  return [
    call.label || texts.say("calls.unnamed"),
    `${Math.round(call.level)} ${texts.say(`band.${call.band}`)}`,
    texts.say(`trend.${call.trend}`),
    ...(call.alert ? [texts.say("floor.kind_alert")] : []),
    ...(call.help ? [texts.say(call.help.taken ? "floor.help_taken" : "floor.help_asked")] : []),
  ].join(", ");
}
