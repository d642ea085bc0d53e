// How loud an input is, with what to do to see it move.

import { useTexts } from "../texts.ts";
import type { InputView } from "./capture-state.ts";
import { filled, FLOOR_DBFS, SPEECH_DBFS } from "./level.ts";
import type { Side } from "./sides.ts";

export function Meter({ side, input }: { side: Side; input: InputView }) {
  const texts = useTexts();
  const speaking = input.levelDbfs >= SPEECH_DBFS;
  return (
    <div
      class={`meter ${speaking ? "speaking" : ""}`}
      role="meter"
      aria-label={texts.say(`capture.level_${side}`)}
      aria-valuemin={FLOOR_DBFS}
      aria-valuemax={0}
      aria-valuenow={Math.round(input.levelDbfs)}
      aria-valuetext={texts.say(speaking ? "capture.level_speech" : "capture.level_quiet")}
    >
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect class="fill" width={100 * filled(input.levelDbfs)} height="8" />
        <rect class="mark" x={100 * filled(SPEECH_DBFS)} width="0.6" height="8" />
      </svg>
    </div>
  );
}

/** Under a meter before the start: what is wrong, what to do, or that it works. */
export function InputHint({ side, input }: { side: Side; input: InputView }) {
  const texts = useTexts();
  if (input.fault !== null) {
    return (
      <p class="hint fault" role="alert">
        ✕ {texts.say(`capture.fault_${input.fault}`)}
      </p>
    );
  }
  if (input.alarm !== null) {
    const id = input.alarm === "stalled" ? "capture.alarm_stalled" : (`capture.alarm_${side}_${input.alarm}` as const);
    return (
      <p class="hint fault" role="alert">
        ✕ {texts.say(id)}
      </p>
    );
  }
  if (input.state !== "open") {
    return null;
  }
  return (
    <p class={`hint ${input.spoke ? "good" : "do"}`} role="status">
      {input.spoke ? `✓ ${texts.say("capture.heard")}` : texts.say(`capture.say_something_${side}`)}
    </p>
  );
}
