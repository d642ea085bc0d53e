// The agent's page: one prompt, the caller's heat, the steps, both parties' words, and the state of everything.

import { type AgentAction, type AgentView, type CallView, NO_CALL, reduceAgent } from "./agent-state.ts";
import { AgentStatus, Alarms } from "./agent-status.tsx";
import { CapturePanel } from "./capture/capture-panel.tsx";
import { ConductFigures } from "./conduct.tsx";
import { BAND_MARKS, HeatFigure, HeatLine, Reasons } from "./heat.tsx";
import { PromptCard } from "./prompt.tsx";
import { ConnectionBanner, ErrorBanner, Header, isStale, mount, useLive, useTitle } from "./shell.tsx";
import { Steps } from "./steps.tsx";
import { useTexts } from "./texts.ts";
import { Transcript } from "./transcript.tsx";
import "./style/base.css";
import "./style/agent.css";

const HISTORY_HEIGHT_PX = 64;

function AgentPage() {
  const texts = useTexts();
  const { view, act, say, connection, retryNow } = useLive<AgentView, AgentAction>("/ws/agent", reduceAgent, NO_CALL);
  const { call } = view;
  const spoken = view.calls.find((live) => live.call_id === view.following)?.language ?? "";
  const heat = call && !call.ended ? call.heat : null;
  const state = heat ? `${BAND_MARKS[heat.band]} ${texts.number(heat.level)} ${texts.say(`band.${heat.band}`)}` : "";
  useTitle(state, connection);
  return (
    <div class={`agent ${isStale(connection) ? "stale" : ""}`}>
      <Header title={texts.say("agent.title")} connection={connection}>
        <CallPicker view={view} onFollow={(call_id) => say({ type: "follow", call_id })} />
        <AgentStatus call={call} />
      </Header>
      <ConnectionBanner connection={connection} onRetry={retryNow} />
      <ErrorBanner error={view.error} />
      {call && <Alarms notices={call.notices} />}
      <CapturePanel connection={connection} onCall={(call_id) => say({ type: "follow", call_id })} />
      <main>
        <PromptCard call={call} spoken={spoken} onDismiss={() => act({ type: "dismiss" })} />
        <HeatCard call={call} spoken={spoken} />
        <Steps checklist={call?.checklist ?? []} done={call?.steps ?? new Set()} />
        <Transcript utterances={call?.utterances ?? []} spoken={spoken} />
        <ConductFigures conduct={call?.conduct ?? null} />
      </main>
    </div>
  );
}

function CallPicker({ view, onFollow }: { view: AgentView; onFollow: (call_id: string) => void }) {
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

function HeatCard({ call, spoken }: { call: CallView | null; spoken: string }) {
  const texts = useTexts();
  const heat = call?.heat;
  return (
    <section class={`card heat-card band-edge band-${heat?.band ?? "none"}`} aria-labelledby="heat-title">
      <h2 id="heat-title">{texts.say("heat.title")}</h2>
      {heat ? (
        <>
          <HeatFigure heat={heat} />
          <HeatLine history={call.history} band={heat.band} height_px={HISTORY_HEIGHT_PX} />
          <Reasons reasons={heat.reasons} spoken={spoken} />
        </>
      ) : (
        <p class="muted">{texts.say("heat.none")}</p>
      )}
    </section>
  );
}

mount(<AgentPage />);
