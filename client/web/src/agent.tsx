// The agent's page: one prompt, the caller's heat, the steps, both parties' words, and the state of everything.

import { BreakOffer, ReviewLink } from "./after-call.tsx";
import { type AgentAction, type AgentView, NO_CALL, reduceAgent } from "./agent-state.ts";
import { AgentStatus, Alarms } from "./agent-status.tsx";
import { CallDoings } from "./call-doings.tsx";
import { CapturePanel } from "./capture/capture-panel.tsx";
import { doingsOf } from "./doings.tsx";
import { BAND_MARKS } from "./heat.tsx";
import { HeatCard } from "./heat-card.tsx";
import { useCompact } from "./layout.ts";
import { CallPicker } from "./picker.tsx";
import { PromptCard } from "./prompt.tsx";
import { useRemembered } from "./remembered.ts";
import { Rest } from "./rest.tsx";
import { ConnectionBanner, ErrorBanner, Header, isStale, mount, useLive, useTitle } from "./shell.tsx";
import { useShortcuts } from "./shortcuts.ts";
import { useTexts } from "./texts.ts";
import { Whispers } from "./whispers.tsx";
import type { AgentPageMessage } from "./wire.ts";
import "./style/base.css";
import "./style/agent.css";

function AgentPage() {
  const texts = useTexts();
  const { view, act, connection, retryNow, ...live } = useLive<AgentView, AgentAction>("/ws/agent", reduceAgent, NO_CALL);
  const say: (message: AgentPageMessage) => void = live.say;
  const { call } = view;
  const [compact, turn] = useCompact();
  const [letters, setLetters] = useRemembered("shortcuts", ["on", "off"]);
  const keys = letters === "on";
  const doings = doingsOf(view, { heard: connection.kind === "open", say, act });
  const whispers = call?.whispers ?? [];
  useShortcuts(keys, doings.run, () => {
    const newest = whispers.at(-1);
    if (newest) {
      act({ type: "close_whisper", id: newest.id });
    } else {
      doings.run("dismiss");
    }
  });
  const spoken = view.calls.find(({ call_id }) => call_id === view.following)?.language ?? "";
  const heat = call && !call.ended ? call.heat : null;
  const state = heat ? `${BAND_MARKS[heat.band]} ${texts.number(heat.level)} ${texts.say(`band.${heat.band}`)}` : "";
  useTitle(state, connection);
  return (
    <div class={`agent ${compact ? "compact" : "full"} ${isStale(connection) ? "stale" : ""}`}>
      <Header
        title={texts.say("agent.title")}
        connection={connection}
        settings={
          <label>
            <input type="checkbox" checked={keys} onChange={() => setLetters(keys ? "off" : "on")} />
            {texts.say("settings.shortcuts")}
          </label>
        }
      >
        <CallPicker view={view} onFollow={(call_id) => say({ type: "follow", call_id })} />
        <AgentStatus call={call} />
      </Header>
      <ConnectionBanner connection={connection} onRetry={retryNow} />
      <ErrorBanner error={view.error} onClose={() => act({ type: "close_error" })} />
      {call && <Alarms notices={call.notices} />}
      <CapturePanel connection={connection} onCall={(call_id) => say({ type: "follow", call_id })} />
      <main>
        <div class="news">
          <Whispers whispers={whispers} onClose={(id) => act({ type: "close_whisper", id })} />
          {call?.break_minutes != null && (
            <BreakOffer minutes={call.break_minutes} onClose={() => act({ type: "close_break" })} />
          )}
        </div>
        <div class="board">
          <PromptCard call={call} spoken={spoken} doings={doings} keys={keys}>
            {call && <CallDoings call={call} doings={doings} keys={keys} />}
          </PromptCard>
          <HeatCard call={call} spoken={spoken} compact={compact} />
          {call && <Rest call={call} spoken={spoken} compact={compact} />}
        </div>
        <div class="ends">
          <ReviewLink view={view} />
          <button type="button" onClick={turn}>
            {texts.say(compact ? "agent.show_all" : "agent.compact")}
          </button>
        </div>
      </main>
    </div>
  );
}

mount(<AgentPage />);
