// What one writes when the call is over (W11, E5): saved when one says so, never lost without a word.

import { useEffect, useReducer, useRef } from "preact/hooks";
import { Chip } from "../chip.tsx";
import { type Texts, useTexts } from "../texts.ts";
import type { KeptNote, ReviewedCall } from "../api.ts";
import { type Draft, type DraftAction, draftOf, type Fields, isDirty, reduceDraft } from "./draft.ts";
import { asRefused, sayRefused } from "./loading.tsx";
import type { Requests } from "./requests.ts";
import { sayMoment } from "./when.ts";

/** As the service has it: `tyyni.history.notes.MOST_CHARS`; a longer text is told of there, too. */
const MOST_CHARS = 4_000;

const QUESTIONS = ["what_happened", "resolution", "next_step"] as const;
const ANSWERS = [
  ["yes", true],
  ["no", false],
  ["unclear", null],
] as const;

export function Notes({ call, requests, onSaved }: { call: ReviewedCall; requests: Requests; onSaved: (note: KeptNote) => void }) {
  const texts = useTexts();
  const own = call.seen.notes.find(({ author }) => author === call.author) ?? null;
  const others = call.seen.notes.filter(({ author }) => author !== call.author);
  return (
    <section class="card notes" aria-labelledby="notes-title">
      <h2 id="notes-title">{texts.say("review.notes")}</h2>
      {others.map((note) => (
        <NoteText key={note.author} note={note} />
      ))}
      <NoteForm first={own} path={`/api/calls/${encodeURIComponent(call.seen.call.call_id)}/notes`} requests={requests} onSaved={onSaved} />
      {own && (
        <div class="print-only">
          <NoteText note={own} />
        </div>
      )}
    </section>
  );
}

function NoteForm(props: { first: KeptNote | null; path: string; requests: Requests; onSaved: (note: KeptNote) => void }) {
  const texts = useTexts();
  const [draft, act] = useReducer<Draft, DraftAction>(reduceDraft, draftOf(props.first));
  const dirty = isDirty(draft);
  useWarning(dirty);
  const save = async (event?: Event) => {
    event?.preventDefault();
    if (draft.saving || draft.conflict) {
      return;
    }
    act({ type: "save" });
    try {
      const written = { ...draft.fields, based_on: draft.saved?.saved_at ?? null };
      const note = await props.requests.send<KeptNote>("PUT", props.path, written);
      act({ type: "saved", note });
      props.onSaved(note);
    } catch (reason) {
      act({ type: "refused", refused: asRefused(reason) });
    }
  };
  const byKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      void save(event);
    }
  };
  const write = (fields: Partial<Fields>) => act({ type: "write", fields });
  return (
    <form class="note-form" onSubmit={save} onKeyDown={byKey}>
      {QUESTIONS.map((name) => (
        <Question key={name} name={name} value={draft.fields[name]} onWrite={(value) => write({ [name]: value })} />
      ))}
      <fieldset>
        <legend>{texts.say("review.preventable")}</legend>
        {ANSWERS.map(([word, value]) => (
          <label key={word}>
            <input type="radio" name="preventable" checked={draft.fields.preventable === value} onChange={() => write({ preventable: value })} />
            {texts.say(`review.preventable_${word}`)}
          </label>
        ))}
      </fieldset>
      <Question name="prevention" value={draft.fields.prevention} onWrite={(prevention) => write({ prevention })} />
      <Conflict draft={draft} act={act} />
      <div class="saving">
        <button type="submit" class="main" aria-disabled={draft.saving || draft.conflict !== null}>
          {texts.say("review.save")} <kbd>Ctrl+Enter</kbd>
        </button>
        <span role="status">
          <SavingState draft={draft} dirty={dirty} texts={texts} />
        </span>
      </div>
      <p class="muted note">{texts.say("review.notes_who")}</p>
    </form>
  );
}

function Question({ name, value, onWrite }: { name: (typeof QUESTIONS)[number] | "prevention"; value: string; onWrite: (value: string) => void }) {
  const texts = useTexts();
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // As high as what is written: nothing to scroll within a page that scrolls.
    const area = box.current as HTMLTextAreaElement;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }, [value]);
  return (
    <label class="question">
      {texts.say(`review.note_${name}`)}
      <textarea ref={box} name={name} rows={2} maxLength={MOST_CHARS} value={value} onInput={(event) => onWrite(event.currentTarget.value)} />
    </label>
  );
}

function SavingState({ draft, dirty, texts }: { draft: Draft; dirty: boolean; texts: Texts }) {
  if (draft.saving) {
    return <Chip tone="muted">{texts.say("review.saving")}</Chip>;
  }
  if (draft.refused) {
    return <Chip tone="alarm">{`${texts.say("review.not_saved")} ${sayRefused(texts, draft.refused)}`}</Chip>;
  }
  if (dirty) {
    return <Chip tone="warning">{texts.say("review.unsaved")}</Chip>;
  }
  return draft.saved && <Chip tone="good">{texts.say("review.saved", { when: sayMoment(texts.language, draft.saved.saved_at) })}</Chip>;
}

function Conflict({ draft, act }: { draft: Draft; act: (action: DraftAction) => void }) {
  const texts = useTexts();
  return (
    draft.conflict && (
      <div class="conflict">
        <p role="alert">{texts.say("review.conflict")}</p>
        <NoteText note={draft.conflict} />
        <p>
          <button type="button" onClick={() => act({ type: "keep_mine" })}>
            {texts.say("review.keep_mine")}
          </button>{" "}
          <button type="button" onClick={() => act({ type: "take_theirs" })}>
            {texts.say("review.take_theirs")}
          </button>
        </p>
      </div>
    )
  );
}

export function sayAuthor(texts: Texts, author: string): string {
  const [role, name] = author.split(/:(.*)/s);
  return name || texts.say(role === "supervisor" ? "review.author_supervisor" : "review.author_agent");
}

function NoteText({ note }: { note: KeptNote }) {
  const texts = useTexts();
  const prevented = ANSWERS.find(([, value]) => value === note.preventable)?.[0] ?? "unclear";
  return (
    <article class="written">
      <h3>
        {sayAuthor(texts, note.author)} <span class="muted">{sayMoment(texts.language, note.saved_at)}</span>
      </h3>
      <dl>
        {QUESTIONS.filter((name) => note[name]).map((name) => (
          <div key={name}>
            <dt>{texts.say(`review.note_${name}`)}</dt>
            <dd>{note[name]}</dd>
          </div>
        ))}
        <div>
          <dt>{texts.say("review.preventable")}</dt>
          <dd>{[texts.say(`review.preventable_${prevented}`), note.prevention].filter(Boolean).join(": ")}</dd>
        </div>
      </dl>
    </article>
  );
}

/** The browser asks before a page with unsaved words is left. */
function useWarning(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) {
      return undefined;
    }
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [dirty]);
}
