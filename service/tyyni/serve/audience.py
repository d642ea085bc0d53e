"""Who hears what: the one place that decides which of a call's events reach which screen, and as what.

An allow-list: an event without an entry in both tables fails a test, and at run time raises. The agent's
screen gets everything about the call but no figure of the agent's voice (none exists: tone is read from the
caller alone). The supervisors' floor gets the caller and the call: no conduct, step or conduct prompt, no
notice about the agent, and no transcript.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from tyyni import wire
from tyyni.coach.checklist import ChecklistStep
from tyyni.coach.events import (
    AgentConduct,
    CallEvent,
    LanguageKnown,
    LanguageWanted,
    Noticed,
    StepSaid,
    TextHeard,
    TranscriptWanted,
)
from tyyni.coach.heat import Heat, Reason
from tyyni.coach.playbook import Prompt, PromptGone
from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue
from tyyni.units import Party


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
    )


def for_floor(
    shown: wire.FloorCall, event: CallEvent | wire.Notice | wire.Lag, prompt_id: int | None
) -> tuple[wire.FloorCall, int | None]:
    """Return what supervisors see of a call after an event.

    Args:
        shown: what they see now.
        event: what happened.
        prompt_id: which prompt is in ``shown.prompt``; None when there is none.

    Returns:
        The call as they see it now (``shown`` itself when nothing changes), and the id of its prompt.
    """
    if isinstance(event, Prompt):
        # A prompt replaces any other; one about the agent's conduct leaves the floor with none.
        about_caller = event.about == "caller"
        text = event.text if about_caller else None
        if about_caller and event.alert is not None:
            shown = replace(shown, alert=wire.FloorAlert(text=event.alert, heard_ms=event.heard_ms))
        return replace(shown, prompt=text), event.id if about_caller else None
    if isinstance(event, PromptGone):
        return (shown, prompt_id) if event.id != prompt_id else (replace(shown, prompt=None), None)
    return FLOOR[type(event)](shown, event), prompt_id


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


def _floor_notice(shown: wire.FloorCall, event: Noticed | wire.Notice) -> wire.FloorCall:
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
    StepSaid: _unchanged,
    AgentConduct: _unchanged,
    Noticed: _floor_notice,
    wire.Notice: _floor_notice,
    wire.Lag: _floor_lag,
}
"""What changes on the floor with each kind of event; prompts are handled in `for_floor`."""
