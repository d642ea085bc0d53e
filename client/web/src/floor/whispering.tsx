// A few words from the supervisor to the agent's screen, and those sent before.

import { useEffect, useId, useState } from "preact/hooks";
import { useTexts } from "../texts.ts";
import type { FloorWhisper } from "../wire.ts";

/** The service refuses more (`MAX_WHISPER_CHARS`): a glance is all that an agent has during a call. */
export const MOST_CHARS = 200;

/** Return a text as it may be sent: in one line, without blanks around it. */
export function tidy(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

/** Return how many characters are left, counted as the service counts them. */
export function charsLeft(text: string): number {
  return MOST_CHARS - [...tidy(text)].length;
}

interface WhisperingProps {
  readonly whispers: readonly FloorWhisper[];
  readonly disabled: boolean;
  readonly onSend: (text: string) => void;
}

export function Whispering({ whispers, disabled, onSend }: WhisperingProps) {
  const texts = useTexts();
  const [draft, setDraft] = useState("");
  // Sent, but not yet told back by the service: what it did not take before it was gone is in the box again.
  const [sent, setSent] = useState("");
  useEffect(() => {
    if (whispers.some(({ text }) => text === sent)) {
      setSent("");
    } else if (disabled && sent) {
      setDraft(tidy(`${sent} ${draft}`));
      setSent("");
    }
  }, [whispers, disabled]);
  const id = useId();
  const left = charsLeft(draft);
  const sendable = !disabled && tidy(draft) !== "" && left >= 0;
  const send = () => {
    if (sendable) {
      onSend(tidy(draft));
      setSent(tidy(draft));
      setDraft("");
    }
  };
  return (
    <section class="whispering">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <label for={`${id}-text`}>{texts.say("floor.whisper")}</label>
        <textarea
          id={`${id}-text`}
          rows={2}
          aria-describedby={`${id}-left`}
          aria-invalid={left < 0}
          value={draft}
          disabled={disabled}
          onInput={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              send();
            }
          }}
        />
        <p class="send">
          <span id={`${id}-left`} class={left < 0 ? "too-long" : "muted"}>
            {left < 0 ? texts.say("floor.whisper_too_long", { count: -left }) : texts.say("floor.whisper_left", { count: left })}
          </span>
          <button type="submit" disabled={!sendable}>
            {texts.say("floor.whisper_send")}
          </button>
        </p>
      </form>
      {whispers.length > 0 && (
        <ul class="whispers" aria-label={texts.say("floor.whispers")}>
          {whispers.map((whisper, index) => (
            <li key={index}>
              <time class="clock muted">{texts.duration(whisper.heard_ms)}</time> {whisper.text}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
