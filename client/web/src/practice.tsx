// Practice: a recorded call is played, prompts come as in a live one, and afterwards it can be looked back at.

import { useEffect, useMemo, useState } from "preact/hooks";
import type { KeptCall, KeptCalls, PracticeCalls } from "./api.ts";
import { Choose } from "./practice/choose.tsx";
import { ofCall, ofFile, type Recording } from "./practice/recordings.ts";
import { Trainer } from "./practice/trainer.tsx";
import { Failure, type Loaded, useLoaded, Waiting } from "./review/loading.tsx";
import { Requests } from "./review/requests.ts";
import { mount } from "./shell.tsx";
import { useTexts } from "./texts.ts";
import "./style/base.css";
import "./style/agent.css";
import "./style/practice.css";

const address = new URLSearchParams(location.search);
const requests = new Requests(address.get("as"));
/** The call that is to be practised with, where the page was opened from its review. */
const asked = address.get("call");

interface Loads {
  readonly files: PracticeCalls;
  readonly kept: KeptCalls;
  readonly asked: KeptCall | null;
}

async function load(): Promise<Loads> {
  const [files, kept, call] = await Promise.all([
    requests.get<PracticeCalls>("/api/practice"),
    requests.get<KeptCalls>("/api/practice/kept"),
    asked && requests.get<KeptCall>(`/api/calls/${encodeURIComponent(asked)}/recording`),
  ]);
  return { files, kept, asked: call || null };
}

function PracticePage() {
  const title = useTexts().say("practice.title");
  useEffect(() => {
    document.title = `${title} · Tyyni`;
  }, [title]);
  const [loaded, , again] = useLoaded(load, "");
  const choice = useMemo(() => choiceOf(loaded), [loaded]);
  const [chosen, choose] = useState<Recording | null>(null);
  const [round, setRound] = useState(0);
  if (chosen !== null) {
    return (
      <Trainer
        key={round}
        recording={chosen}
        onAgain={() => setRound(round + 1)}
        onLeave={() => choose(null)}
      />
    );
  }
  return (
    <Choose
      choice={choice}
      onChoose={(recording) => {
        setRound(round + 1);
        choose(recording);
      }}
    >
      {loaded.state === "loading" && <Waiting />}
      {loaded.state === "failed" && <Failure refused={loaded.refused} onRetry={again} />}
    </Choose>
  );
}

function choiceOf(loaded: Loaded<Loads>) {
  if (loaded.state !== "ready") {
    return { asked: [], kept: [], files: null, unusable: [] };
  }
  const { files, kept, asked: call } = loaded.value;
  return {
    asked: call === null ? [] : [ofCall(call, requests)],
    kept: kept.calls.filter(({ call_id }) => call_id !== asked).map((one) => ofCall(one, requests)),
    files: files.calls.map(ofFile),
    unusable: [...files.unusable, ...kept.unusable],
  };
}

mount(<PracticePage />);
