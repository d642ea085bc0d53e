// The two inputs in the form before a call: which, whether they are heard, and what to do about it.

import { useEffect, useRef } from "preact/hooks";
import { useTexts } from "../texts.ts";
import type { CaptureView } from "./capture-state.ts";
import type { CaptureController, InputWish } from "./controller.ts";
import { Choice, DeviceSelect } from "./fields.tsx";
import { findDevice, type InputDevice, inputDevices, mayShareSound } from "./inputs.ts";
import { InputHint, Meter } from "./meter.tsx";
import type { CallerSource, Choices } from "./remembered.ts";

export interface SetupInputProps {
  readonly view: CaptureView;
  readonly controller: CaptureController;
  readonly devices: readonly InputDevice[];
  readonly choices: Choices;
  readonly change: (changed: Partial<Choices>) => void;
}

export function Microphone({ view, controller, devices, choices, change }: SetupInputProps) {
  const texts = useTexts();
  const open = (name: string, loudspeakers: boolean) => {
    change({ microphone: name, loudspeakers });
    void controller.choose("agent", deviceWish(devices, name, loudspeakers));
  };
  useEffect(() => {
    void inputDevices().then((known) =>
      controller.choose("agent", deviceWish(known, choices.microphone, choices.loudspeakers)),
    );
  }, []);
  // Names come only with the first permission: the usual microphone was opened then, and now the remembered one is.
  const remembered = findDevice(devices, choices.microphone);
  const { state, deviceId } = view.inputs.agent;
  useOnce(remembered !== undefined && state === "open" && deviceId !== remembered.id, () =>
    open(choices.microphone, choices.loudspeakers),
  );
  return (
    <fieldset data-side="agent">
      <legend>{texts.say("capture.microphone")}</legend>
      <DeviceSelect
        label={texts.say("capture.microphone")}
        first={texts.say("capture.device_usual")}
        devices={devices}
        chosen={choices.microphone}
        choose={(name) => open(name, choices.loudspeakers)}
      />
      <Meter side="agent" input={view.inputs.agent} />
      <InputHint side="agent" input={view.inputs.agent} />
      <Choice
        type="checkbox"
        name="loudspeakers"
        checked={choices.loudspeakers}
        choose={() => open(choices.microphone, !choices.loudspeakers)}
      >
        {texts.say("capture.loudspeakers")}
      </Choice>
      <p class="hint">{texts.say("capture.loudspeakers_how")}</p>
    </fieldset>
  );
}

export function Caller({ view, controller, devices, choices, change }: SetupInputProps) {
  const texts = useTexts();
  const source: CallerSource = mayShareSound() ? choices.callerSource : "device";
  const pick = (callerSource: CallerSource) => {
    change({ callerSource });
    controller.release("caller");
  };
  const open = (name: string) => {
    change({ callerDevice: name });
    if (name === "") {
      controller.release("caller");
    } else {
      void controller.choose("caller", deviceWish(devices, name, false));
    }
  };
  const device = source === "device" ? findDevice(devices, choices.callerDevice) : undefined;
  useOnce(device !== undefined && view.inputs.caller.state === "none", () => open(choices.callerDevice));
  return (
    <fieldset data-side="caller">
      <legend>{texts.say("capture.caller")}</legend>
      {mayShareSound() &&
        (["shared", "device"] as const).map((kind) => (
          <Choice key={kind} type="radio" name="source" checked={source === kind} choose={() => pick(kind)}>
            {texts.say(`capture.source_${kind}`)}
          </Choice>
        ))}
      {source === "shared" ? (
        <>
          <p class="hint">{texts.say("capture.share_how")}</p>
          <button type="button" onClick={() => void controller.choose("caller", { kind: "shared" })}>
            {texts.say(view.inputs.caller.state === "open" ? "capture.share_other" : "capture.share")}
          </button>
        </>
      ) : (
        <DeviceSelect
          label={texts.say("capture.caller_device")}
          first={texts.say("capture.device_choose")}
          devices={devices}
          chosen={view.inputs.caller.state === "none" ? "" : choices.callerDevice}
          choose={open}
        />
      )}
      <Meter side="caller" input={view.inputs.caller} />
      <InputHint side="caller" input={view.inputs.caller} />
    </fieldset>
  );
}

function deviceWish(devices: readonly InputDevice[], name: string, echoCancellation: boolean): InputWish {
  return { kind: "device", id: findDevice(devices, name)?.id ?? null, echoCancellation };
}

/** Do something the first time that a condition holds. */
function useOnce(holds: boolean, act: () => void): void {
  const done = useRef(false);
  useEffect(() => {
    if (holds && !done.current) {
      done.current = true;
      act();
    }
  }, [holds]);
}
