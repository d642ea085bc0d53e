// Which of the live calls the page follows.

import type { AgentView } from "./agent-state.ts";
import { useTexts } from "./texts.ts";

export function CallPicker({ view, onFollow }: { view: AgentView; onFollow: (call_id: string) => void }) {
  const texts = useTexts();
  if (view.calls.length === 0) {
    return <span class="picker muted">{texts.say("calls.none")}</span>;
  }
  return (
    <select
      class="picker"
      aria-label={texts.say("calls.pick")}
      value={view.following ?? ""}
      onChange={(event) => onFollow(event.currentTarget.value)}
    >
      {view.following === null && <option value="">{texts.say("calls.pick")}</option>}
      {view.calls.map((call) => (
        <option key={call.call_id} value={call.call_id}>
          {[call.label || texts.say("calls.unnamed"), texts.spokenLanguage(call.language)].join(" · ")}
        </option>
      ))}
    </select>
  );
}
