// The training itself: the call plays, and the screen shows what an agent's page shows in a live one.

import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { NO_CALL } from "../agent-state.ts";
import { Alarms } from "../agent-status.tsx";
import { type Doings, doingsOf } from "../doings.tsx";
import { HeatCard } from "../heat-card.tsx";
import { useCompact } from "../layout.ts";
import { PromptCard } from "../prompt.tsx";
import { Rest } from "../rest.tsx";
import { Header } from "../shell.tsx";
import { useShortcuts } from "../shortcuts.ts";
import { useTexts } from "../texts.ts";
import { Debrief } from "./debrief.tsx";
import { type PracticeAction, type PracticeView, NEW_PRACTICE, reducePractice } from "./practice-state.ts";
import { type Recording, sayName } from "./recordings.ts";
import { TrainingFailure } from "./training-failure.tsx";
import { Training, type TrainingState } from "./training.ts";

interface Props {
  readonly recording: Recording;
  readonly onAgain: () => void;
  readonly onLeave: () => void;
}

export function Trainer({ recording, onAgain, onLeave }: Props) {
  const texts = useTexts();
  const [view, act] = useReducer<PracticeView, PracticeAction>(reducePractice, NEW_PRACTICE);
  const [state, setState] = useState<TrainingState>("preparing");
  const [position_ms, setPosition] = useState(0);
  const training = useRef<Training>(undefined);
  useEffect(() => {
    const begun = new Training(recording, { said: act, state: setState, position: setPosition });
    training.current = begun;
    return () => begun.close();
  }, [recording]);
  const doings = useDoings(view, state, training, act);
  useShortcuts(true, doings.run, () => doings.run("dismiss"));
  const [compact] = useCompact();
  const over = state === "over";
  return (
    <div class={`practice agent ${compact ? "compact" : "full"}`}>
      <Header title={`${texts.say("practice.title")}: ${sayName(texts, recording)}`} />
      <main>
        {recording.call?.own === false && <p class="muted">{texts.say("practice.not_own")}</p>}
        {state === "failed" && view.error && <TrainingFailure error={view.error} />}
        <Controls
          recording={recording}
          state={state}
          position_ms={position_ms}
          training={training}
          onAgain={onAgain}
          onLeave={onLeave}
        />
        {/* What a recording's silent party would alarm about is no microphone of anybody's. */}
        {state === "playing" && <Alarms notices={view.call.notices.filter(({ party }) => party == null)} />}
        {over && <Debrief view={view} recording={recording} position_ms={position_ms} />}
        {!over && state !== "failed" && <LiveCall view={view} recording={recording} doings={doings} compact={compact} />}
      </main>
    </div>
  );
}

/** What an agent does about prompts is practised too, with the same keys; there is nobody to ask for help. */
function useDoings(
  view: PracticeView,
  state: TrainingState,
  training: { current: Training | undefined },
  act: (action: PracticeAction) => void,
): Doings {
  const doings = doingsOf(
    { ...NO_CALL, call: view.call },
    {
      heard: state === "playing" || state === "paused",
      say: (message) => training.current?.say(message),
      act: (action) => act(action as PracticeAction),
    },
  );
  return { ...doings, run: (doing) => doing !== "help" && doings.run(doing) };
}

interface ControlsProps extends Props {
  readonly state: TrainingState;
  readonly position_ms: number;
  readonly training: { current: Training | undefined };
}

function Controls({ recording, state, position_ms, training, onAgain, onLeave }: ControlsProps) {
  const texts = useTexts();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const done = state === "over" || state === "failed";
  const length = texts.duration(recording.duration_ms);
  return (
    <section class="controls" aria-label={texts.say("practice.title")}>
      {done ? (
        <>
          <button type="button" onClick={onAgain}>
            {texts.say("practice.again")}
          </button>
          <button type="button" onClick={onLeave}>
            {texts.say("practice.choose_other")}
          </button>
        </>
      ) : (
        <>
          <button
            type="button"
            ref={first}
            aria-disabled={state !== "playing" && state !== "paused"}
            onClick={() => (state === "paused" ? training.current?.resume() : training.current?.pause())}
          >
            {texts.say(state === "paused" ? "practice.resume" : "practice.pause")}
          </button>
          <button
            type="button"
            aria-disabled={state === "finishing"}
            onClick={() => (state === "preparing" ? onLeave() : training.current?.stop())}
          >
            {texts.say("practice.stop")}
          </button>
          <progress max={recording.duration_ms} value={position_ms} aria-label={texts.say("call.duration")} />
          <span class="clock">{texts.say("practice.progress", { at: texts.duration(position_ms), length })}</span>
        </>
      )}
      <span class="state" role="status">
        {state !== "over" && state !== "failed" && texts.say(`practice.${state}`)}
      </span>
    </section>
  );
}

interface LiveCallProps {
  readonly view: PracticeView;
  readonly recording: Recording;
  readonly doings: Doings;
  readonly compact: boolean;
}

function LiveCall({ view: { call }, recording, doings, compact }: LiveCallProps) {
  const spoken = recording.language === "auto" ? "" : recording.language;
  return (
    <div class="board">
      <PromptCard call={call} spoken={spoken} doings={doings} keys={!compact}>
        {null}
      </PromptCard>
      <HeatCard call={call} spoken={spoken} compact={compact} />
      <Rest call={call} spoken={spoken} compact={compact} />
    </div>
  );
}
