// What of a call there is time for between two sentences.

import type { CallView } from "./agent-call.ts";
import { ConductFigures } from "./conduct.tsx";
import { NextStep, Steps } from "./steps.tsx";
import { Transcript } from "./transcript.tsx";

/** A compact page has only the next step of it. */
export function Rest({ call, spoken, compact }: { call: CallView; spoken: string; compact: boolean }) {
  if (compact) {
    return <NextStep checklist={call.checklist} done={call.steps} />;
  }
  return (
    <>
      <div class="side">
        <Steps checklist={call.checklist} done={call.steps} />
        <ConductFigures conduct={call.conduct} />
      </div>
      <Transcript utterances={call.utterances} spoken={spoken} />
    </>
  );
}
