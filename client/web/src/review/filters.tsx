// Which past calls are listed; the address keeps it, so that the way back from a call leads to the same list.

import { useEffect, useState } from "preact/hooks";
import { useTexts } from "../texts.ts";

export interface Filter {
  readonly hot: boolean;
  readonly team: string;
  readonly text: string;
}

/** A question after each letter would be many; after this pause somebody waits for the answer. */
const PAUSE_MS = 300;

/** As the service has it: the longest text that it looks for. */
const MOST_CHARS = 100;

export function filterOf(): Filter {
  const asked = new URLSearchParams(location.search);
  return { hot: asked.get("hot") === "true", team: asked.get("team") ?? "", text: asked.get("text") ?? "" };
}

export function rememberFilter({ hot, team, text }: Filter): void {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries({ hot: hot ? "true" : "", team, text })) {
    if (value) {
      address.searchParams.set(name, value);
    } else {
      address.searchParams.delete(name);
    }
  }
  history.replaceState(null, "", address);
}

export function Filters(props: { filter: Filter; onFilter: (filter: Filter) => void; teams: boolean }) {
  const texts = useTexts();
  const [written, write] = useState(props.filter);
  useEffect(() => {
    const changed = JSON.stringify(written) !== JSON.stringify(props.filter);
    const timer = changed ? setTimeout(() => props.onFilter({ ...written, team: written.team.trim() }), PAUSE_MS) : undefined;
    return () => clearTimeout(timer);
  }, [written]);
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label>
        {texts.say("review.filter_text")}
        <input type="search" maxLength={MOST_CHARS} value={written.text} onInput={(event) => write({ ...written, text: event.currentTarget.value })} />
      </label>
      {props.teams && (
        <label>
          {texts.say("review.filter_team")}
          <input type="text" maxLength={MOST_CHARS} value={written.team} onInput={(event) => write({ ...written, team: event.currentTarget.value })} />
        </label>
      )}
      <label class="check">
        <input type="checkbox" checked={written.hot} onChange={(event) => write({ ...written, hot: event.currentTarget.checked })} />
        {texts.say("review.filter_hot")}
      </label>
    </form>
  );
}
