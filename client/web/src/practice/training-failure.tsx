// Why a training cannot go on, and what to do.

import { useTexts } from "../texts.ts";
import type { ErrorMessage } from "../wire.ts";

export function TrainingFailure({ error }: { error: ErrorMessage }) {
  const texts = useTexts();
  const message = error.code === "recording_undecodable" ? texts.say("practice.undecodable") : error.message;
  return (
    <div class="banner alarm">
      <p role="alert">
        {error.code === "connection_lost"
          ? texts.say("practice.lost")
          : texts.say("practice.failed", { message, code: error.code })}
      </p>
    </div>
  );
}
