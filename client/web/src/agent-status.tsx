// Always in sight: is the sound there, how far is the text behind, what is switched off, what went wrong.

import type { CallView } from "./agent-state.ts";
import { Chip } from "./chip.tsx";
import { useTexts } from "./texts.ts";
import type { Notice } from "./wire.ts";

/** Text later than this is of little help in a conversation; the product's own aim is 1.5 s. */
export const LATE_TEXT_MS = 3_000;

const SOUND_NOTICES = ["party_absent", "no_speech_heard"];

export function AgentStatus({ call }: { call: CallView | null }) {
  const texts = useTexts();
  if (call === null) {
    return null;
  }
  const silent = call.notices.filter((notice) => SOUND_NOTICES.includes(notice.code));
  return (
    <div class="status">
      <span class="clock" aria-label={texts.say("call.duration")} role="timer">
        {texts.duration(call.heard_ms)}
      </span>
      {call.ended ? (
        <Chip tone="muted" name="sound">
          {texts.say("call.ended")}
        </Chip>
      ) : (
        <Chip tone={silent.length ? "alarm" : "good"} name="sound">
          {texts.say(silent.length ? "sound.missing" : "sound.ok")}
        </Chip>
      )}
      <LagChip call={call} />
      {!call.voiceAnalysis && (
        <Chip tone="muted" name="voice">
          {texts.say("voice.off")}
        </Chip>
      )}
    </div>
  );
}

function LagChip({ call }: { call: CallView }) {
  const texts = useTexts();
  const { lag } = call;
  if (lag === null) {
    return null;
  }
  const dropped = lag.dropped_finals + lag.dropped_partials;
  return (
    <>
      <Chip tone={lag.lag_ms > LATE_TEXT_MS ? "warning" : "good"} name="lag">
        {texts.say("lag.text", { time: texts.seconds(lag.lag_ms, 1) })}
      </Chip>
      {dropped > 0 && (
        <Chip tone={lag.dropped_finals > 0 ? "warning" : "muted"} name="dropped">
          {texts.say("lag.dropped", { count: dropped })}
        </Chip>
      )}
    </>
  );
}

export function Notices({ notices }: { notices: readonly Notice[] }) {
  const texts = useTexts();
  return (
    <>
      {notices.map((notice) => (
        <p
          key={`${notice.code} ${notice.party}`}
          class={`banner ${notice.level}`}
          role={notice.level === "alarm" ? "alert" : "status"}
          data-notice={notice.code}
        >
          {notice.party && <strong>{texts.say(`party.${notice.party}`)}</strong>}
          <span>
            {texts.sayCode("notice", notice.code)}
            {notice.value_ms != null && ` (${texts.seconds(notice.value_ms)})`}
          </span>
        </p>
      ))}
    </>
  );
}
