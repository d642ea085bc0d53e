"""A logged call coached again: what would have been shown when, with this playbook or with an edited one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tyyni.coach.call import LOOK_EVERY_MS
from tyyni.coach.playbook import Playbook, Prompt
from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue
from tyyni.playbooks.call_log import CallLog, TextKnown, VoiceHeard
from tyyni.playbooks.stage import Stage, frames_to
from tyyni.units import FRAME_MS, CallMs, Party
from tyyni_models.contracts import Word


@dataclass(frozen=True, slots=True)
class Shown:
    """A prompt, and how long it stood on the screen."""

    prompt: Prompt
    until_ms: int
    gone_because: str
    """One of `PromptGone.reason`."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a call."""

    name: str
    language: str
    duration_ms: int
    shown: tuple[Shown, ...]
    cues: tuple[Cue, ...]
    heat: tuple[tuple[int, float], ...]
    """Time in ms and level, at each look."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A call with the playbook that is in use, and with the edited one."""

    before: Replayed
    after: Replayed | None
    """None: there is no edited one."""


def replay(playbook: Playbook, log: CallLog) -> Replayed:
    """Coach a logged call with a playbook and return what came of it; the same gives the same."""
    until_ms = -(-log.duration_ms // FRAME_MS) * FRAME_MS
    heat = [(one.at_ms, one.level) for one in log.heat]
    stage = Stage(playbook, log.told.language, heat=heat, explain=False)
    speech_ms = 0
    voice, texts, speech = list(log.voice), list(log.texts), list(log.speech)
    for frame_end_ms in frames_to(until_ms):
        now = CallMs(frame_end_ms)
        speech = [one for one in speech if one.end_ms >= now]
        speaking = {one.party: True for one in speech if one.start_ms < now <= one.end_ms}
        speech_ms += FRAME_MS if Party.CALLER in speaking else 0
        while voice and voice[0].at_ms <= now:
            stage.hear_voice(_reading(voice.pop(0)), speech_ms)
            speech_ms = 0
        stage.hear_turns(now, speaking)
        if now % LOOK_EVERY_MS == 0:
            stage.look(now)
        while texts and (texts[0].at_ms <= now or now == until_ms):
            if _hear(stage, texts.pop(0)):
                stage.look(now)
    stage.end(CallMs(until_ms))
    return _replayed(log, stage, until_ms)


def firings(calls: Sequence[Compared]) -> list[tuple[str, int, int | None]]:
    """Return each rule that spoke, how often before and after; those that change most first."""
    before = Counter(shown.prompt.rule for call in calls for shown in call.before.shown)
    after = Counter(shown.prompt.rule for call in calls if call.after for shown in call.after.shown)
    if not any(call.after for call in calls):
        return sorted(
            ((rule, times, None) for rule, times in before.items()), key=lambda row: (-row[1], row[0])
        )
    rows = [(rule, before[rule], after[rule]) for rule in {**before, **after}]
    return [*sorted(rows, key=lambda row: (-abs(row[2] - row[1]), row[0]))]


def moments(call: Compared) -> list[tuple[int, Shown | None, Shown | None]]:
    """Return what was shown when, in order; the same rule at the same time with both playbooks is one moment."""
    before = {(one.prompt.heard_ms, one.prompt.rule): one for one in call.before.shown}
    after = {(one.prompt.heard_ms, one.prompt.rule): one for one in (call.after.shown if call.after else ())}
    return [(key[0], before.get(key), after.get(key)) for key in sorted({**before, **after})]


def _hear(stage: Stage, text: TextKnown) -> list[Cue]:
    words = [Word(word.text, word.start_ms, word.end_ms, 1.0) for word in text.words]
    if text.final and text.party is Party.AGENT:
        stage.hear_agent_pace(words)
    return stage.hear_text(text.party, text.utterance, words, final=text.final)


def _reading(heard: VoiceHeard) -> VoiceReading:
    return VoiceReading(
        at_ms=CallMs(heard.at_ms),
        pitch_hz=None,
        loudness_dbfs=0.0,
        tension_db=None,
        syllables_per_s=None,
        tempo_ratio=heard.tempo_ratio,
        arousal=heard.arousal,
        confidence=heard.confidence,
        sustained_arousal=heard.sustained_arousal,
    )


def _replayed(log: CallLog, stage: Stage, until_ms: int) -> Replayed:
    replaced = {gone.id: gone for gone in stage.gone}
    shown = tuple(
        Shown(prompt, replaced[prompt.id].heard_ms, replaced[prompt.id].reason) for prompt in stage.prompts
    )
    return Replayed(log.told.name, log.told.language, until_ms, shown, tuple(stage.cues), tuple(stage.heat))
