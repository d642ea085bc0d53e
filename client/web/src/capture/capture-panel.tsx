// A call started from the agent's page itself: a button, then a form with meters, then a bar while the call lasts.

import { useEffect, useRef, useState } from "preact/hooks";
import type { ConnectionState } from "../connection.ts";
import { type TextId, useTexts } from "../texts.ts";
import { CLOSED, type CaptureView, isInCall } from "./capture-state.ts";
import { CaptureController } from "./controller.ts";
import { mayCapture } from "./inputs.ts";
import type { Failure } from "./link.ts";
import { Live } from "./live.tsx";
import { Setup } from "./setup.tsx";
import "../style/capture.css";

interface PanelProps {
  /** How the page's own connection to the service is. */
  readonly connection: ConnectionState;
  /** The page shows the call that was begun here. */
  readonly onCall: (callId: string) => void;
}

export function CapturePanel({ connection, onCall }: PanelProps) {
  const [view, setView] = useState<CaptureView>(CLOSED);
  const controller = useRef<CaptureController>(undefined);
  controller.current ??= new CaptureController(setView);
  const inCall = isInCall(view.stage);
  const connected = connection.kind === "open";
  const lost = connection.kind === "lost";
  useEffect(() => {
    if (connected || lost) {
      controller.current?.networkIs(connected);
    }
  }, [connected, lost]);
  useEffect(() => {
    if (view.callId !== null && connected && inCall) {
      onCall(view.callId);
    }
  }, [view.callId, connected, inCall]);
  useLeaveWarning(inCall);
  const wasOpen = useRef(false);
  wasOpen.current ||= view.stage !== "closed";
  return (
    <section class={`capture ${view.stage}`} aria-labelledby="capture-title">
      {inCall ? (
        <Live view={view} controller={controller.current} />
      ) : view.stage === "setup" ? (
        <Setup view={view} controller={controller.current} connected={connected} />
      ) : (
        <Closed view={view} focused={wasOpen.current} onOpen={() => controller.current?.open()} />
      )}
    </section>
  );
}

/** `focused`: the keyboard comes back from the form or the call; not when the page opens. */
function Closed({ view, focused, onOpen }: { view: CaptureView; focused: boolean; onOpen: () => void }) {
  const texts = useTexts();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focused) {
      button.current?.focus();
    }
  }, []);
  return (
    <>
      {view.failure !== null && (
        <p class="banner alarm" role="alert" data-alarm="failed">
          {sayFailure(texts.say.bind(texts), view.failure)}
        </p>
      )}
      <div class="capture-closed">
        <h2 id="capture-title" class="unseen">
          {texts.say("capture.title")}
        </h2>
        {mayCapture() ? (
          <button ref={button} type="button" class="start-call" onClick={onOpen}>
            {texts.say("capture.start")}
          </button>
        ) : (
          <p class="muted">{texts.say("capture.insecure")}</p>
        )}
        {view.stage === "ended" && (
          <span class="muted" role="status">
            {texts.say("capture.stage_ended")}
          </span>
        )}
      </div>
    </>
  );
}

const KNOWN_FAILURES = ["service_unreachable", "connection_lost", "resume_impossible", "ending_timed_out"];

function sayFailure(say: (id: TextId, values?: Record<string, string>) => string, failure: Failure): string {
  return KNOWN_FAILURES.includes(failure.code)
    ? say(`capture.failed_${failure.code}` as TextId)
    : say("capture.failed", { message: failure.message, code: failure.code });
}

/** Leaving the page ends what it brings to the call: ask first. */
function useLeaveWarning(inCall: boolean): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    if (inCall) {
      addEventListener("beforeunload", ask);
    }
    return () => removeEventListener("beforeunload", ask);
  }, [inCall]);
}
