"""Who hears what: the one place that decides which of a call's events reach which screen, and as what.

An allow-list: an event without an entry in each table fails a test, and at run time raises. The agent's
screen gets everything about the call but no figure of the agent's voice (none exists: tone is read from the
caller alone). The supervisors' floor gets the caller and the call: no conduct, step or conduct prompt, no
notice about the agent, and nothing of what the agent dismisses, mutes or rates. The texts of a call reach only
those who have opened it, without the times of its words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from tyyni import wire
from tyyni.coach.checklist import ChecklistStep
from tyyni.coach.events import (
    AgentConduct,
    CallerPrompt,
    CallEvent,
    LanguageKnown,
    LanguageWanted,
    MutesChanged,
    Noticed,
    PhaseReached,
    StepSaid,
    TextHeard,
    TranscriptWanted,
)
from tyyni.coach.heat import Heat, Reason
from tyyni.coach.playbook import Prompt, PromptGone
from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue
from tyyni.units import Party

CallPart = wire.HeatPoint | wire.FloorPrompt | wire.FloorText | wire.FloorWhisper
"""What a call is made of for a supervisor who has opened it."""


KEPT_OF_ALL = "audio_kept"
"""A notice for who speaks in the call. Supervisors are not told: where it holds of one call it holds of all."""


def for_agent(event: CallEvent) -> wire.Message | None:
    """Return what the agent's own screen hears of an event; None: nothing."""
    return AGENT[type(event)](event)


def checklist(steps: Sequence[ChecklistStep]) -> wire.Checklist:
    """Return what the agent's own screen hears of the playbook's checklist."""
    return wire.Checklist(steps=[wire.ChecklistStep(step=item.step, name=item.name) for item in steps])


def first_sight(listed: wire.LiveCall, voice_analysis: bool) -> wire.FloorCall:
    """Return what supervisors see of a call that has just begun."""
    return wire.FloorCall(
        call_id=listed.call_id,
        label=listed.label,
        language=listed.language,
        started_at=listed.started_at,
        heard_ms=0,
        level=0.0,
        band="calm",
        trend="steady",
        reasons=[],
        prompt=None,
        voice_analysis=voice_analysis,
        lag_ms=0,
        notices=[],
        agent=listed.agent,
        team=listed.team,
    )


def for_floor(shown: wire.FloorCall, event: CallEvent | wire.Notice | wire.Lag) -> wire.FloorCall:
    """Return what supervisors see of a call after an event: ``shown`` itself when nothing changes."""
    return FLOOR[type(event)](shown, event)


def for_watchers(event: CallEvent | wire.Notice | wire.Lag) -> CallPart | None:
    """Return what an event adds to the call that a supervisor has opened; None: nothing."""
    return WATCHED[type(event)](event)


def _nothing(event: Any) -> None:
    """Not for a screen: work for the speech model, or told by other events (a cue by heat and steps)."""


def _language(event: LanguageKnown) -> wire.SpokenLanguage:
    return wire.SpokenLanguage(
        language=event.language, probability=event.probability, heard_ms=event.heard_ms
    )


def _transcript(event: TextHeard) -> wire.TranscriptText:
    words = [
        wire.SpokenWord(
            text=word.text, start_ms=word.start_ms, end_ms=word.end_ms, probability=word.probability
        )
        for word in event.words
    ]
    return wire.TranscriptText(
        party=event.party,
        utterance=event.utterance,
        stable=event.stable,
        tentative=event.tentative,
        final=event.final,
        start_ms=event.start_ms,
        end_ms=event.end_ms,
        words=words,
        heard_ms=event.heard_ms,
    )


def _voice(event: VoiceReading) -> wire.Voice:
    return wire.Voice(
        pitch_hz=event.pitch_hz,
        loudness_dbfs=event.loudness_dbfs,
        tension=event.tension_db,
        syllables_per_s=event.syllables_per_s,
        tempo_ratio=event.tempo_ratio,
        arousal=event.arousal,
        confidence=event.confidence,
        heard_ms=event.at_ms,
    )


def _reasons(reasons: tuple[Reason, ...]) -> list[wire.HeatReason]:
    return [
        wire.HeatReason(
            kind=reason.kind,
            points=reason.points,
            since_ms=reason.since_ms,
            value=reason.value,
            unit=reason.unit,
            quote=reason.quote,
        )
        for reason in reasons
    ]


def _heat(event: Heat) -> wire.Heat:
    return wire.Heat(
        level=event.level,
        band=event.band,
        trend=event.trend,
        reasons=_reasons(event.reasons),
        heard_ms=event.at_ms,
    )


def _prompt(event: Prompt) -> wire.PromptShown:
    return wire.PromptShown(
        id=event.id,
        rule=event.rule,
        sources=list(event.sources),
        about=event.about,
        urgency=event.urgency,
        text=event.text,
        why=event.why,
        quote=event.quote,
        heard_ms=event.heard_ms,
    )


def _prompt_gone(event: PromptGone) -> wire.PromptCleared:
    return wire.PromptCleared(id=event.id, reason=event.reason, heard_ms=event.heard_ms)


def _step(event: StepSaid) -> wire.StepDone:
    return wire.StepDone(step=event.step, heard_ms=event.heard_ms)


def _conduct(event: AgentConduct) -> wire.Conduct:
    return wire.Conduct(
        talk_share=event.talk_share,
        words_per_minute=event.words_per_minute,
        talking_over_ms=event.talking_over_ms,
        monologue_ms=event.monologue_ms,
        dead_air_ms=event.dead_air_ms,
        heard_ms=event.heard_ms,
    )


def _notice(event: Noticed) -> wire.Notice:
    return wire.Notice(
        code=event.code,
        level=event.level,
        party=event.party,
        value_ms=event.value_ms,
        active=event.active,
        heard_ms=event.heard_ms,
    )


def _mutes(event: MutesChanged) -> wire.Muted:
    rules = [wire.MutedRule(rule=rule.id, text=rule.text) for rule in event.rules]
    return wire.Muted(rules=rules, all=event.all)


AGENT: dict[type, Callable[[Any], wire.Message | None]] = {
    TranscriptWanted: _nothing,
    LanguageWanted: _nothing,
    LanguageKnown: _language,
    TextHeard: _transcript,
    Cue: _nothing,
    VoiceReading: _voice,
    Heat: _heat,
    Prompt: _prompt,
    PromptGone: _prompt_gone,
    CallerPrompt: _nothing,
    PhaseReached: _nothing,
    MutesChanged: _mutes,
    StepSaid: _step,
    AgentConduct: _conduct,
    Noticed: _notice,
}
"""What the agent's own connections hear of each kind of event."""


def _unchanged(shown: wire.FloorCall, event: Any) -> wire.FloorCall:
    """Not for supervisors."""
    return shown


def _floor_language(shown: wire.FloorCall, event: LanguageKnown) -> wire.FloorCall:
    return replace(shown, language=event.language)


def _floor_heat(shown: wire.FloorCall, event: Heat) -> wire.FloorCall:
    return replace(
        shown,
        level=event.level,
        band=event.band,
        trend=event.trend,
        reasons=_reasons(event.reasons),
        heard_ms=event.at_ms,
    )


def _floor_prompt(shown: wire.FloorCall, event: CallerPrompt) -> wire.FloorCall:
    prompt = event.prompt
    alert = wire.FloorAlert(text=prompt.alert, heard_ms=prompt.heard_ms) if prompt.alert else shown.alert
    return replace(shown, prompt=prompt.text, alert=alert)


def _floor_phase(shown: wire.FloorCall, event: PhaseReached) -> wire.FloorCall:
    return replace(shown, phase=event.phase)


def _floor_notice(shown: wire.FloorCall, event: Noticed | wire.Notice) -> wire.FloorCall:
    if event.code == KEPT_OF_ALL:
        return shown
    if event.party is Party.AGENT:
        return shown  # such as "no speech heard": it would tell how much an agent says
    codes = set(shown.notices)
    changed = codes | {event.code} if event.active else codes - {event.code}
    return shown if codes == changed else replace(shown, notices=sorted(changed))


def _floor_lag(shown: wire.FloorCall, event: wire.Lag) -> wire.FloorCall:
    return replace(shown, lag_ms=event.lag_ms, heard_ms=event.heard_ms)


FLOOR: dict[type, Callable[[wire.FloorCall, Any], wire.FloorCall]] = {
    TranscriptWanted: _unchanged,
    LanguageWanted: _unchanged,
    LanguageKnown: _floor_language,
    TextHeard: _unchanged,
    Cue: _unchanged,
    VoiceReading: _unchanged,
    Heat: _floor_heat,
    Prompt: _unchanged,
    PromptGone: _unchanged,
    CallerPrompt: _floor_prompt,
    PhaseReached: _floor_phase,
    MutesChanged: _unchanged,
    StepSaid: _unchanged,
    AgentConduct: _unchanged,
    Noticed: _floor_notice,
    wire.Notice: _floor_notice,
    wire.Lag: _floor_lag,
}
"""What changes on the floor with each kind of event."""


def _watched_text(event: TextHeard) -> wire.FloorText:
    return wire.FloorText(
        party=event.party,
        utterance=event.utterance,
        text=f"{event.stable} {event.tentative}".strip(),
        final=event.final,
        start_ms=event.start_ms,
    )


def _watched_prompt(event: CallerPrompt) -> wire.FloorPrompt:
    prompt = event.prompt
    return wire.FloorPrompt(
        heard_ms=prompt.heard_ms, urgency=prompt.urgency, text=prompt.text, why=prompt.why
    )


def _watched_heat(event: Heat) -> wire.HeatPoint:
    return wire.HeatPoint(heard_ms=event.at_ms, level=event.level)


WATCHED: dict[type, Callable[[Any], CallPart | None]] = {
    TranscriptWanted: _nothing,
    LanguageWanted: _nothing,
    LanguageKnown: _nothing,
    TextHeard: _watched_text,
    Cue: _nothing,
    VoiceReading: _nothing,
    Heat: _watched_heat,
    Prompt: _nothing,
    PromptGone: _nothing,
    CallerPrompt: _watched_prompt,
    PhaseReached: _nothing,
    MutesChanged: _nothing,
    StepSaid: _nothing,
    AgentConduct: _nothing,
    Noticed: _nothing,
    wire.Notice: _nothing,
    wire.Lag: _nothing,
}
"""What each kind of event adds to a call that a supervisor has opened."""
