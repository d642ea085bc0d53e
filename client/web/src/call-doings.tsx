// What the agent does about the call as a whole: ask for help, want no prompts, and take back what was muted.

import type { CallView } from "./agent-call.ts";
import { DoingButton, type Doings } from "./doings.tsx";
import { useTexts } from "./texts.ts";
import type { MutedRule } from "./wire.ts";

const HELP_BUTTON = { none: "help.ask", asked: "help.take_back", taken: "help.over" } as const;

export function CallDoings({ call, doings, keys }: { call: CallView; doings: Doings; keys: boolean }) {
  const texts = useTexts();
  const { help, muted } = call;
  return (
    <>
      <div class="doings for-call" role="group" aria-label={texts.say("agent.call_doings")}>
        <DoingButton doing="help" doings={doings} keys={keys} class="ask">
          {texts.say(HELP_BUTTON[help])}
        </DoingButton>
        <DoingButton doing="mute_all" doings={doings} keys={keys}>
          {texts.say(muted.all ? "mute.show_again" : "mute.all")}
        </DoingButton>
        {muted.rules.length > 0 && <MutedList rules={muted.rules} onUnmute={doings.unmute} />}
      </div>
      <p class={`help-state ${help}`} role="status">
        {help !== "none" && (
          <>
            <span class="mark" aria-hidden="true">
              {help === "taken" ? "✓" : "↑"}
            </span>
            {texts.say(`help.${help}`)}
          </>
        )}
      </p>
    </>
  );
}

function MutedList({ rules, onUnmute }: { rules: readonly MutedRule[]; onUnmute: (rule: string) => void }) {
  const texts = useTexts();
  return (
    <details class="muted-list">
      <summary>{texts.say("mute.rules", { count: rules.length })}</summary>
      <ul>
        {rules.map(({ rule, text }) => (
          <li key={rule} data-rule={rule}>
            <span>{text[texts.language]}</span>
            <button
              type="button"
              aria-label={texts.say("mute.unmute_this", { text: text[texts.language] ?? rule })}
              onClick={() => onUnmute(rule)}
            >
              {texts.say("mute.unmute")}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
