// Before a call: both inputs with their meters, what the call is, and the decision about the caller's tone.

import { useEffect, useRef, useState } from "preact/hooks";
import { LANGUAGES, useTexts } from "../texts.ts";
import type { CaptureView } from "./capture-state.ts";
import type { CaptureController, InputWish } from "./controller.ts";
import { Choice, DeviceSelect, Field } from "./fields.tsx";
import { findDevice, type InputDevice, inputDevices, mayShareSound } from "./inputs.ts";
import { InputHint, Meter } from "./meter.tsx";
import { type Form, missing } from "./readiness.ts";
import { type CallerSource, type Choices, recallChoices, rememberChoices } from "./remembered.ts";
import { useFocusedHeading } from "./focused.ts";

/** As many characters as the service takes of a label or a name. */
const MOST_CHARS = 60;

interface SetupProps {
  readonly view: CaptureView;
  readonly controller: CaptureController;
  readonly connected: boolean;
}

export function Setup({ view, controller, connected }: SetupProps) {
  const texts = useTexts();
  const heading = useFocusedHeading();
  const [choices, setChoices] = useState(() => recallChoices(localStorage));
  const [voiceAnalysis, setVoiceAnalysis] = useState<boolean | null>(null);
  const devices = useDevices(view);
  const change = (changed: Partial<Choices>) => setChoices({ ...choices, ...changed });
  const form: Form = { voiceAnalysis, connected };
  const todo = missing(view, devices, form);
  const begin = (event: Event) => {
    event.preventDefault();
    if (todo.length === 0 && voiceAnalysis !== null) {
      rememberChoices(localStorage, choices);
      controller.begin({ language: choices.language, voiceAnalysis, label: choices.label, agent: choices.agent });
    }
  };
  return (
    <form class="capture-setup" onSubmit={begin} onKeyDown={(event) => event.key === "Escape" && controller.close()}>
      <h2 ref={heading} tabIndex={-1} id="capture-title">
        {texts.say("capture.title")}
      </h2>
      <Microphone {...{ view, controller, devices, choices, change }} />
      <Caller {...{ view, controller, devices, choices, change }} />
      <AboutCall choices={choices} change={change} />
      <VoiceDecision decided={voiceAnalysis} decide={setVoiceAnalysis} />
      <div class="capture-actions">
        <button type="submit" class="primary" disabled={todo.length > 0} aria-describedby="capture-todo">
          {texts.say("capture.begin")}
        </button>
        <button type="button" onClick={() => controller.close()}>
          {texts.say("capture.cancel")}
        </button>
      </div>
      <div id="capture-todo" class="todo" role="status">
        {todo.length > 0 && (
          <>
            <p>{texts.say("capture.todo")}</p>
            <ul>
              {todo.map((what) => (
                <li key={what} data-todo={what}>
                  {texts.say(`capture.todo_${what}`)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </form>
  );
}

interface InputProps {
  readonly view: CaptureView;
  readonly controller: CaptureController;
  readonly devices: readonly InputDevice[];
  readonly choices: Choices;
  readonly change: (changed: Partial<Choices>) => void;
}

function Microphone({ view, controller, devices, choices, change }: InputProps) {
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

function Caller({ view, controller, devices, choices, change }: InputProps) {
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

function AboutCall({ choices, change }: Pick<InputProps, "choices" | "change">) {
  const texts = useTexts();
  return (
    <fieldset>
      <legend>{texts.say("capture.about")}</legend>
      <Field label={texts.say("capture.language")}>
        <select value={choices.language} onChange={(event) => change({ language: event.currentTarget.value })}>
          <option value="auto">{texts.say("capture.language_auto")}</option>
          {LANGUAGES.map((language) => (
            <option key={language} value={language}>
              {texts.languageName(language)}
            </option>
          ))}
        </select>
      </Field>
      {(["label", "agent"] as const).map((what) => (
        <Field key={what} label={texts.say(`capture.${what}`)}>
          <input
            value={choices[what]}
            maxLength={MOST_CHARS}
            autocomplete="off"
            onInput={(event) => change({ [what]: event.currentTarget.value })}
          />
        </Field>
      ))}
    </fieldset>
  );
}

function VoiceDecision(props: { decided: boolean | null; decide: (on: boolean) => void }) {
  const texts = useTexts();
  return (
    <fieldset>
      <legend>{texts.say("capture.voice_question")}</legend>
      <p class="hint">{texts.say("capture.voice_why")}</p>
      {[true, false].map((on) => (
        <Choice
          key={String(on)}
          type="radio"
          name="voice"
          checked={props.decided === on}
          choose={() => props.decide(on)}
        >
          {texts.say(on ? "capture.voice_yes" : "capture.voice_no")}
        </Choice>
      ))}
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

/** The devices of now; their names come with the first permission, so an input that opens is a reason to look. */
function useDevices(view: CaptureView): readonly InputDevice[] {
  const [devices, setDevices] = useState<readonly InputDevice[]>([]);
  const isOpen = view.inputs.agent.state === "open";
  useEffect(() => {
    const look = () => void inputDevices().then(setDevices);
    look();
    navigator.mediaDevices.addEventListener("devicechange", look);
    return () => navigator.mediaDevices.removeEventListener("devicechange", look);
  }, [isOpen]);
  return devices;
}
