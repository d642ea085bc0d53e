// Which recorded call is to be practised with.

import type { ComponentChildren } from "preact";
import type { PracticeCall, PracticeCalls } from "../api.ts";
import { Header } from "../shell.tsx";
import { type Texts, useTexts } from "../texts.ts";

interface Props {
  /** Null: it is not known yet. */
  readonly calls: PracticeCalls | null;
  readonly onChoose: (recording: PracticeCall) => void;
  readonly children: ComponentChildren;
}

export function Choose({ calls, onChoose, children }: Props) {
  const texts = useTexts();
  return (
    <div class="practice">
      <Header title={texts.say("practice.title")} />
      <main>
        {children}
        {calls && calls.calls.length > 0 && (
          <section class="card" aria-labelledby="choose-title">
            <h2 id="choose-title">{texts.say("practice.choose")}</h2>
            <p>
              {texts.say("practice.choose_about")} {texts.say("practice.tones")}
            </p>
            <ul class="recordings">
              {calls.calls.map((recording) => (
                <Recording key={recording.name} recording={recording} onChoose={onChoose} />
              ))}
            </ul>
          </section>
        )}
        {calls && calls.calls.length === 0 && <NoCalls />}
        {calls && calls.unusable.length > 0 && <Unusable calls={calls} />}
      </main>
    </div>
  );
}

/** "en-wrong-order" as "wrong order": the language stands beside it. */
export function sayName({ name, language }: PracticeCall): string {
  const rest = name.startsWith(`${language}-`) ? name.slice(language.length + 1) : name;
  return rest.replaceAll(/[-_]+/g, " ");
}

export function sayLanguage(texts: Texts, { language }: PracticeCall): string {
  return texts.spokenLanguage(language === "auto" ? null : language);
}

function Recording({ recording, onChoose }: { recording: PracticeCall; onChoose: (recording: PracticeCall) => void }) {
  const texts = useTexts();
  const name = sayName(recording);
  return (
    <li>
      <span class="what">
        <strong lang={recording.language === "auto" ? undefined : "en"}>{name}</strong>
        <span class="muted">
          {sayLanguage(texts, recording)} · {texts.duration(recording.duration_ms)}
        </span>
      </span>
      <button type="button" aria-label={texts.say("practice.begin_named", { name })} onClick={() => onChoose(recording)}>
        {texts.say("practice.begin")}
      </button>
    </li>
  );
}

function NoCalls() {
  const texts = useTexts();
  return (
    <section class="card empty" aria-labelledby="none-title">
      <h2 id="none-title">{texts.say("practice.none")}</h2>
      <p>{texts.say("practice.none_how")}</p>
      <p>
        <code>TYYNI_PRACTICE_CALLS</code>
      </p>
    </section>
  );
}

function Unusable({ calls: { unusable } }: { calls: PracticeCalls }) {
  const texts = useTexts();
  return (
    <section class="card" aria-labelledby="unusable-title">
      <h2 id="unusable-title">{texts.say("practice.unusable", { count: unusable.length })}</h2>
      <ul>
        {unusable.map(({ name, why }) => (
          <li key={name}>
            <strong>{name}</strong> <span lang="en">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
