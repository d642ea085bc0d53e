// One call whole, beside the floor: it stays open while the floor goes on.

import { type ComponentChildren, Fragment } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { HeatFigure, Reasons } from "../heat.tsx";
import { useTexts } from "../texts.ts";
import { CallFacts, CallState } from "../tile.tsx";
import type { FloorCall, FloorPageMessage, FloorPrompt } from "../wire.ts";
import { Said } from "./said.tsx";
import { Timeline } from "./timeline.tsx";
import type { Watched } from "./watched.ts";
import { Whispering } from "./whispering.tsx";

interface PanelProps {
  readonly watched: Watched;
  /** Whether the service hears what is said to it now. */
  readonly connected: boolean;
  readonly say: (message: FloorPageMessage) => void;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
}

export function Panel({ watched, connected, say, onClose, children }: PanelProps) {
  const texts = useTexts();
  const { call_id, call } = watched;
  const closer = useRef<HTMLButtonElement>(null);
  useEffect(() => closer.current?.focus(), [call_id]);
  const name = call?.label || texts.say("calls.unnamed");
  return (
    // Not modal: who helps in one call must still see the others.
    <section class="panel card" role="dialog" aria-labelledby="panel-title" data-watched={call_id}>
      <div class="head">
        <h2 id="panel-title">{name}</h2>
        <button type="button" class="close" ref={closer} onClick={onClose}>
          {texts.say("floor.close")} <kbd aria-hidden="true">Esc</kbd>
        </button>
        {call && <CallFacts call={call} />}
      </div>
      {children}
      {watched.ended && <p class="ended">{texts.say("floor.ended")}</p>}
      {call ? <Whole key={call_id} watched={watched} call={call} say={say} connected={connected} /> : <p class="muted">{texts.say("floor.not_live")}</p>}
    </section>
  );
}

function Whole({ watched, call, say, connected }: Omit<PanelProps, "onClose"> & { call: FloorCall }) {
  const texts = useTexts();
  const { call_id } = call;
  const live = connected && !watched.ended;
  return (
    <Fragment>
      {call.alert && (
        <p class="foremost alert">
          <span class="clock">{texts.duration(call.alert.heard_ms)}</span> {call.alert.text[texts.language]}
        </p>
      )}
      {call.help && (
        <div class={`foremost help ${call.help.taken ? "taken" : ""}`}>
          <p>
            <span class="clock">{texts.duration(call.help.heard_ms)}</span>{" "}
            {texts.say(call.help.taken ? "floor.help_taken" : "floor.help_asked")}
          </p>
          {!call.help.taken && (
            <button type="button" disabled={!live} onClick={() => say({ type: "take_help", call_id })}>
              {texts.say("floor.help_take")}
            </button>
          )}
        </div>
      )}
      <HeatFigure heat={call} />
      <Timeline key={texts.language} heat={watched.heat} prompts={watched.prompts} heard_ms={call.heard_ms} band={call.band} />
      <Reasons reasons={call.reasons} spoken={call.language ?? ""} />
      <CallState call={call} />
      <Whispering
        whispers={watched.whispers}
        disabled={!live}
        onSend={(text) => say({ type: "send_whisper", call_id, text })}
      />
      <Said texts={watched.texts} spoken={call.language ?? ""} />
      <Prompts prompts={watched.prompts} />
    </Fragment>
  );
}

/** The prompts by their number on the timeline, the newest first. */
function Prompts({ prompts }: { prompts: readonly FloorPrompt[] }) {
  const texts = useTexts();
  const numbered = prompts.map((prompt, index) => ({ prompt, number: index + 1 })).reverse();
  return (
    <section class="prompts">
      <h3>{texts.say("floor.prompts")}</h3>
      {numbered.length === 0 && <p class="muted">{texts.say("floor.prompts_none")}</p>}
      <ol>
        {numbered.map(({ prompt, number }) => (
          <li key={number} value={number}>
            <p>
              <span class="number">{number}</span> <time class="clock muted">{texts.duration(prompt.heard_ms)}</time>{" "}
              {prompt.text[texts.language]}
            </p>
            <p class="muted">{prompt.why[texts.language]}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
