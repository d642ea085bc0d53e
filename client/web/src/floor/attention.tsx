// Who waits for a supervisor: a line that is always in the same place, so that tiles and wall can keep their order.

import type { FloorTile, FloorView } from "../floor-state.ts";
import { useTexts } from "../texts.ts";
import type { FloorCall } from "../wire.ts";
import type { Alerting } from "./alerting.ts";

/** As many as fit a wide screen; more than these nobody can take up at once. */
const MOST_SHOWN = 6;

interface Need {
  readonly call: FloorCall;
  readonly kind: "help" | "alert";
  readonly heard_ms: number;
}

/** Requests for help that nobody has taken up, then alerts not looked at yet; whoever waits longest first. */
export function needsOf(tiles: readonly FloorTile[], seen: FloorView["seen"]): readonly Need[] {
  const waited = (need: Need) => need.call.heard_ms - need.heard_ms;
  const byWait = (one: Need, other: Need) => waited(other) - waited(one);
  const help = tiles.flatMap(({ call }): Need[] =>
    call.help && !call.help.taken ? [{ call, kind: "help", heard_ms: call.help.heard_ms }] : [],
  );
  const alerts = tiles.flatMap(({ call }): Need[] =>
    call.alert && !seen.has(call.call_id) ? [{ call, kind: "alert", heard_ms: call.alert.heard_ms }] : [],
  );
  return [...help.sort(byWait), ...alerts.sort(byWait)];
}

export function Attention(props: { needs: readonly Need[]; alerting: Alerting; onOpen: (call_id: string) => void }) {
  const texts = useTexts();
  const { needs, alerting, onOpen } = props;
  const left = needs.length - MOST_SHOWN;
  return (
    <section class="attention" aria-label={texts.say("floor.attention")}>
      {needs.length === 0 && <p class="muted">{texts.say("floor.attention_none")}</p>}
      {needs.length > 0 && (
        <ul>
          {needs.slice(0, MOST_SHOWN).map(({ call, kind, heard_ms }) => (
            <li key={`${kind} ${call.call_id}`}>
              <button type="button" class={`need ${kind}`} onClick={() => onOpen(call.call_id)}>
                <NeedMark kind={kind} />
                <span class="clock">{texts.duration(heard_ms)}</span>
                <strong>{call.label || texts.say("calls.unnamed")}</strong>
                <span class="what">{kind === "help" ? texts.say("floor.help_asked") : call.alert?.text[texts.language]}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {left > 0 && <p>{texts.say("floor.attention_more", { count: left })}</p>}
      {alerting.held > 0 && (
        <p class="held">
          {texts.say("floor.held", { count: alerting.held })}{" "}
          <button type="button" onClick={alerting.lookAtHeld}>
            {texts.say("floor.held_seen")}
          </button>
        </p>
      )}
    </section>
  );
}

/** A question mark for who asks, an exclamation mark for what was said: told apart without colour. */
export function NeedMark({ kind }: { kind: "help" | "alert" }) {
  return (
    <span class={`need-mark ${kind}`} aria-hidden="true">
      {kind === "help" ? "?" : "!"}
    </span>
  );
}
