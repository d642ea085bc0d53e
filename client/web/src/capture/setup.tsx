// Before a call: both inputs with their meters, what the call is, and the decision about the caller's tone.

import { useEffect, useState } from "preact/hooks";
import { LANGUAGES, useTexts } from "../texts.ts";
import type { CaptureView } from "./capture-state.ts";
import type { CaptureController } from "./controller.ts";
import { Choice, Field } from "./fields.tsx";
import { useFocusedHeading } from "./focused.ts";
import { type InputDevice, inputDevices } from "./inputs.ts";
import { type Form, missing } from "./readiness.ts";
import { type Choices, recallChoices, rememberChoices } from "./remembered.ts";
import { Caller, Microphone, type SetupInputProps } from "./setup-inputs.tsx";

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
  const change = (changed: Partial<Choices>) => setChoices((now) => ({ ...now, ...changed }));
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

function AboutCall({ choices, change }: Pick<SetupInputProps, "choices" | "change">) {
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
