// How far the text is behind the sound: the same chip on both pages.

import { Chip } from "./chip.tsx";
import { useTexts } from "./texts.ts";

/** Text later than this is of little help in a conversation; the product's own aim is 1.5 s. */
export const LATE_TEXT_MS = 3_000;

/** In this mode no text is to come, so none is late. */
const NO_TEXT = "degraded_voice_only";

export function LagChip({ lag_ms, notices }: { lag_ms: number; notices: readonly string[] }) {
  const texts = useTexts();
  if (notices.includes(NO_TEXT)) {
    return null;
  }
  return (
    <Chip tone={lag_ms > LATE_TEXT_MS ? "warning" : "good"} name="lag">
      {texts.say("lag.text", { time: texts.seconds(lag_ms, 1) })}
    </Chip>
  );
}
