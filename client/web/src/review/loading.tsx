// What is asked of the service once: waiting for it, having it, or saying why not.

import { useEffect, useState } from "preact/hooks";
import { type Texts, useTexts } from "../texts.ts";
import { Refused } from "./requests.ts";

export type Loaded<T> =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly value: T }
  | { readonly state: "failed"; readonly refused: Refused };

/** Ask when the page opens and whenever `key` changes; an answer that is overtaken by a newer question is dropped. */
export function useLoaded<T>(ask: () => Promise<T>, key: string): readonly [Loaded<T>, (value: T) => void, () => void] {
  const [loaded, set] = useState<Loaded<T>>({ state: "loading" });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let current = true;
    ask().then(
      (value) => current && set({ state: "ready", value }),
      (reason: unknown) => current && set({ state: "failed", refused: asRefused(reason) }),
    );
    return () => {
      current = false;
    };
  }, [key, tries]);
  return [loaded, (value) => set({ state: "ready", value }), () => setTries(tries + 1)];
}

/** What is no refusal is a bug, and must not pass for one. */
export function asRefused(reason: unknown): Refused {
  if (reason instanceof Refused) {
    return reason;
  }
  throw reason;
}

export function sayRefused(texts: Texts, refused: Refused): string {
  switch (refused.code) {
    case "unreachable":
      return texts.say("review.unreachable");
    case "not_admitted":
    case "wrong_role":
      return texts.say("review.not_admitted");
    case "call_not_found":
      return texts.say("review.call_not_found");
    case "history_off":
      return texts.say("review.history_off");
    case "history_failing":
      return texts.say("review.history_failing");
    default:
      return texts.say("page.error", { message: refused.message, code: refused.code });
  }
}

export function Failure({ refused, onRetry }: { refused: Refused; onRetry?: () => void }) {
  const texts = useTexts();
  return (
    <div class="banner alarm">
      <p role="alert">{sayRefused(texts, refused)}</p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {texts.say("connection.retry_now")}
        </button>
      )}
    </div>
  );
}

export function Waiting() {
  const texts = useTexts();
  return (
    <p class="muted waiting" role="status">
      {texts.say("review.loading")}
    </p>
  );
}
