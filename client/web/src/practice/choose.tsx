// Which recorded call is to be practised with.

import type { ComponentChildren } from "preact";
import type { PracticeCalls } from "../api.ts";
import { Header } from "../shell.tsx";
import { type TextId, useTexts } from "../texts.ts";
import { languageOfName, type Recording, sayFacts, sayName } from "./recordings.ts";

/** What can be chosen, and what cannot, of each kind; none of it is known before it has come. */
export interface Choice {
  /** The one call that the page's address names. */
  readonly asked: readonly Recording[];
  readonly kept: readonly Recording[];
  readonly files: readonly Recording[] | null;
  readonly unusable: PracticeCalls["unusable"];
}

interface Props {
  readonly choice: Choice;
  readonly onChoose: (recording: Recording) => void;
  readonly children: ComponentChildren;
}

export function Choose({ choice: { asked, kept, files, unusable }, onChoose, children }: Props) {
  const texts = useTexts();
  const about = `${texts.say("practice.choose_about")} ${texts.say("practice.tones")}`;
  return (
    <div class="practice">
      <Header title={texts.say("practice.title")} />
      <main>
        {children}
        <Group name="asked" title="practice.asked" about={about} recordings={asked} onChoose={onChoose} />
        <Group name="files" title="practice.choose" about={about} recordings={files ?? []} onChoose={onChoose} />
        <Group name="kept" title="practice.kept" about={texts.say("practice.kept_about")} recordings={kept} onChoose={onChoose} />
        {files?.length === 0 && kept.length === 0 && asked.length === 0 && <NoCalls />}
        {unusable.length > 0 && <Unusable unusable={unusable} />}
      </main>
    </div>
  );
}

interface GroupProps {
  readonly name: string;
  readonly title: TextId;
  readonly about: string;
  readonly recordings: readonly Recording[];
  readonly onChoose: Props["onChoose"];
}

function Group({ name, title, about, recordings, onChoose }: GroupProps) {
  const texts = useTexts();
  if (recordings.length === 0) {
    return null;
  }
  return (
    <section class="card" data-group={name} aria-labelledby={`${name}-title`}>
      <h2 id={`${name}-title`}>{texts.say(title)}</h2>
      <p>{about}</p>
      <ul class="recordings">
        {recordings.map((recording) => (
          <Item key={recording.id} recording={recording} onChoose={onChoose} />
        ))}
      </ul>
    </section>
  );
}

function Item({ recording, onChoose }: { recording: Recording; onChoose: Props["onChoose"] }) {
  const texts = useTexts();
  const name = sayName(texts, recording);
  return (
    <li>
      <span class="what">
        <strong lang={languageOfName(recording)}>{name}</strong>
        <span class="muted">{sayFacts(texts, recording)}</span>
      </span>
      {recording.call?.too_long ? (
        <span class="muted">{texts.say("practice.too_long")}</span>
      ) : (
        <button type="button" aria-label={texts.say("practice.begin_named", { name })} onClick={() => onChoose(recording)}>
          {texts.say("practice.begin")}
        </button>
      )}
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

function Unusable({ unusable }: { unusable: PracticeCalls["unusable"] }) {
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
