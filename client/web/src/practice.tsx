// Practice: a recorded call is played, prompts come as in a live one, and afterwards it can be looked back at.

import { useEffect, useState } from "preact/hooks";
import type { PracticeCall, PracticeCalls } from "./api.ts";
import { Choose } from "./practice/choose.tsx";
import { Trainer } from "./practice/trainer.tsx";
import { Failure, useLoaded, Waiting } from "./review/loading.tsx";
import { Requests } from "./review/requests.ts";
import { mount } from "./shell.tsx";
import { useTexts } from "./texts.ts";
import "./style/base.css";
import "./style/agent.css";
import "./style/practice.css";

const requests = new Requests(null);

function PracticePage() {
  const title = useTexts().say("practice.title");
  useEffect(() => {
    document.title = `${title} · Tyyni`;
  }, [title]);
  const [loaded, , again] = useLoaded(() => requests.get<PracticeCalls>("/api/practice"), "");
  const [chosen, choose] = useState<PracticeCall | null>(null);
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
      calls={loaded.state === "ready" ? loaded.value : null}
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

mount(<PracticePage />);
