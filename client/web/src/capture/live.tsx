// During a call: both meters, where the call stands, the switch of the tone analysis, and hang up; alarms are loud.

import { Chip, type Tone } from "../chip.tsx";
import { type TextId, useTexts } from "../texts.ts";
import type { CaptureView, Stage } from "./capture-state.ts";
import type { CaptureController } from "./controller.ts";
import { useFocusedHeading } from "./focused.ts";
import type { InputAlarm } from "./input-watch.ts";
import { Meter } from "./meter.tsx";
import { type Side, SIDES } from "./sides.ts";

const TONES: Partial<Record<Stage, Tone>> = { live: "good", reconnecting: "alarm" };

interface LiveProps {
  readonly view: CaptureView;
  readonly controller: CaptureController;
}

export function Live({ view, controller }: LiveProps) {
  const texts = useTexts();
  const heading = useFocusedHeading();
  return (
    <>
      <InputAlarms view={view} controller={controller} />
      <LinkAlarms view={view} />
      <div class="capture-live">
        <h2 ref={heading} tabIndex={-1} id="capture-title" class="unseen">
          {texts.say("capture.title")}
        </h2>
        <Chip tone={TONES[view.stage] ?? "muted"} name="capture">
          {texts.say(`capture.stage_${view.stage}` as TextId)}
        </Chip>
        {view.stage !== "ending" && (
          <>
            {SIDES.map((side) => (
              <LiveInput key={side} side={side} view={view} />
            ))}
            <button
              type="button"
              role="switch"
              class="switch"
              aria-checked={view.voiceAnalysis}
              onClick={() => controller.setVoiceAnalysis(!view.voiceAnalysis)}
            >
              <span class="knob" aria-hidden="true" />
              {texts.say("capture.voice_switch")}
            </button>
            <button type="button" class="hang-up" onClick={() => controller.hangUp()}>
              {texts.say("capture.hang_up")}
            </button>
          </>
        )}
      </div>
    </>
  );
}

function LiveInput({ side, view }: { side: Side; view: CaptureView }) {
  const texts = useTexts();
  const input = view.inputs[side];
  return (
    <div class="live-input" data-side={side}>
      <span>{texts.say(`party.${side}`)}</span>
      <Meter side={side} input={input} />
      {input.knownSilent && (
        <Chip tone="warning" name={`muted-${side}`}>
          {texts.say("capture.known_silent")}
        </Chip>
      )}
    </div>
  );
}

function InputAlarms({ view, controller }: LiveProps) {
  const texts = useTexts();
  const sounding = SIDES.filter((side) => view.inputs[side].alarm !== null);
  const stalled = sounding.filter((side) => view.inputs[side].alarm === "stalled");
  return (
    <>
      {stalled.length > 0 && (
        <p class="banner alarm" role="alert" data-alarm="stalled">
          {texts.say("capture.alarm_stalled")}
        </p>
      )}
      {sounding
        .filter((side) => view.inputs[side].alarm !== "stalled")
        .map((side) => (
          <div key={side} class="banner alarm" data-alarm={`${side}-${view.inputs[side].alarm}`}>
            <p role="alert">
              {texts.say(`capture.alarm_${side}_${view.inputs[side].alarm as Exclude<InputAlarm, "stalled">}`)}
            </p>
            <Remedy side={side} view={view} controller={controller} />
          </div>
        ))}
    </>
  );
}

/** What the agent can do about it from here. */
function Remedy({ side, view, controller }: LiveProps & { side: Side }) {
  const texts = useTexts();
  const input = view.inputs[side];
  if (input.alarm !== "lost") {
    return (
      <button type="button" onClick={() => controller.acknowledge(side)}>
        {texts.say("capture.i_know")}
      </button>
    );
  }
  return (
    <>
      {input.fault !== null && <p role="alert">{texts.say(`capture.fault_${input.fault}`)}</p>}
      <button type="button" onClick={() => controller.chooseAgain(side)}>
        {texts.say(controller.isShared(side) ? "capture.share_again" : "capture.open_again")}
      </button>
    </>
  );
}

function LinkAlarms({ view }: { view: CaptureView }) {
  const texts = useTexts();
  return (
    <>
      {view.stage === "reconnecting" && (
        <p class="banner alarm" role="alert" data-alarm="reconnecting">
          {texts.say("capture.reconnecting_how")}
        </p>
      )}
      {view.lostMs > 0 && (
        <p class="banner alarm" role="alert" data-alarm="lost-sound">
          {texts.say("capture.lost_sound", { time: texts.seconds(view.lostMs) })}
        </p>
      )}
    </>
  );
}
