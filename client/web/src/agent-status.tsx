// Always in sight: is the sound there, how far is the text behind, what is switched off, what went wrong.

import type { CallView } from "./agent-call.ts";
import { Chip } from "./chip.tsx";
import { LagChip } from "./lag.tsx";
import { type Texts, useTexts } from "./texts.ts";
import type { Notice, Party } from "./wire.ts";

const SOUND_NOTICES = ["party_absent", "no_speech_heard", "client_disconnected"];

/** What every recorder has shown for recording. */
const RECORDED = "●";

/** A chip for each party's sound; one for all until it is known whose there is, and when both share a channel. */
const SOUNDS = { agent: "microphone", caller: "line", mixed: "sound" } as const;

export function AgentStatus({ call }: { call: CallView | null }) {
  const texts = useTexts();
  if (call === null) {
    return null;
  }
  return (
    <div class="status">
      <span class="clock" aria-label={texts.say("call.duration")} role="timer">
        {texts.duration(call.heard_ms)}
      </span>
      {call.ended ? (
        <Chip tone="muted" name="ended">
          {texts.say("call.ended")}
        </Chip>
      ) : (
        <SoundState call={call} />
      )}
      <TextState call={call} />
      {!call.voiceAnalysis && (
        <Chip tone="muted" name="voice">
          {texts.say("voice.off")}
        </Chip>
      )}
      {call.notices
        .filter((notice) => notice.level !== "alarm")
        .map((notice) => (
          <Chip
            key={keyOf(notice)}
            tone={notice.level === "warning" ? "warning" : "muted"}
            name={notice.code}
            {...(notice.code === "audio_kept" && { mark: RECORDED })}
          >
            {sayNotice(texts, notice)}
          </Chip>
        ))}
    </div>
  );
}

function SoundState({ call }: { call: CallView }) {
  const texts = useTexts();
  const silent = call.notices.filter((notice) => SOUND_NOTICES.includes(notice.code));
  const parties: readonly Party[] = call.parties.length ? call.parties : ["mixed"];
  return (
    <>
      {parties.map((party) => {
        const missing = silent.some((notice) => party === "mixed" || notice.party == null || notice.party === party);
        const name = SOUNDS[party];
        return (
          <Chip key={party} tone={missing ? "alarm" : "good"} name={name}>
            {texts.say(missing ? `${name}.missing` : `${name}.ok`)}
          </Chip>
        );
      })}
    </>
  );
}

function TextState({ call }: { call: CallView }) {
  const texts = useTexts();
  const { lag, ended } = call;
  if (lag === null) {
    return null;
  }
  // Previews that were skipped are not counted here: an agent can do nothing about them, a notice tells when it matters.
  return (
    <>
      {!ended && <LagChip lag_ms={lag.lag_ms} notices={call.notices.map((notice) => notice.code)} />}
      {lag.dropped_finals > 0 && (
        <Chip tone="warning" name="lost">
          {texts.say("lag.lost", { count: lag.dropped_finals })}
        </Chip>
      )}
    </>
  );
}

/** Alarms, with what to do about them, stand across the page; what is less than that is a chip, so that the prompt stays where it is. */
export function Alarms({ notices }: { notices: readonly Notice[] }) {
  const texts = useTexts();
  return (
    <>
      {notices
        .filter((notice) => notice.level === "alarm")
        .map((notice) => (
          <p key={keyOf(notice)} class="banner alarm" role="alert" data-notice={notice.code}>
            {sayNotice(texts, notice)} {texts.sayRemedy(notice.code)}
          </p>
        ))}
    </>
  );
}

function keyOf(notice: Notice): string {
  return `${notice.code} ${notice.party}`;
}

/** Return a notice with the party and the length of time it is about. */
function sayNotice(texts: Texts, notice: Notice): string {
  const party = notice.party ? `${texts.say(`party.${notice.party}`)} · ` : "";
  const time = notice.value_ms ? ` (${texts.seconds(notice.value_ms, notice.value_ms < 10_000 ? 1 : 0)})` : "";
  return party + texts.sayCode("notice", notice.code) + time;
}
