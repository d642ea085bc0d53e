"""Which of a call's events are kept, and as what rows; the one place that decides it.

An allow-list: a kind of event without an entry fails a test, and at run time raises. Never kept: sound, figures of
voices, figures of the agent's conduct. What was said is kept only when ``keep_words`` is on: not the text, and not the
quotes in heat, cues and prompts either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from tyyni import wire
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
from tyyni.coach.heat import Heat
from tyyni.coach.playbook import Prompt, PromptGone
from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue
from tyyni.history import tables
from tyyni.units import Party

Event = CallEvent | wire.Notice | wire.VoiceAnalysis
"""What a call says, and what the service says about it."""

HEAT_STEP = 1.0
"""A level that moved by less is not kept: on a line of a call 200 pixels high it is not seen. Our choice."""


@dataclass(frozen=True, slots=True)
class Row:
    """A new row of a call; the recorder numbers it."""

    table: Table
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """New values of the rows that have these."""

    table: Table
    key: tuple[tuple[str, Any], ...]
    """Columns and their values; the first is the call's id."""
    values: Mapping[str, Any]


@dataclass(slots=True)
class Keeping:
    """What decides how one call's events are kept."""

    call_id: str
    keep_words: bool
    cue_sources: Mapping[str, tuple[str, ...]]
    """Rows of the source articles that each cue of the call's playbook serves."""
    last_heat: Heat | None = None
    """The one that was kept last."""

    def words(self, text: str | None) -> str | None:
        """Return what was said if it may be kept."""
        return text if self.keep_words else None

    def of_call(self) -> tuple[tuple[str, Any], ...]:
        """Return the key of the call's own row."""
        return (("id", self.call_id),)


def kept(event: Event, keeping: Keeping) -> Row | Change | None:
    """Return what is kept of an event; None: nothing.

    Raises:
        KeyError: the kind of event has no entry in `KEPT`.
    """
    return KEPT[type(event)](event, keeping)


def _nothing(event: Any, keeping: Keeping) -> None:
    """Work for the speech model, figures of the voice or of conduct, or what other rows tell: the agent's doings tell
    of mutes, the call's own row of the phase in which it became hot."""


def _language(event: LanguageKnown, keeping: Keeping) -> Change:
    return Change(tables.calls, keeping.of_call(), {"language": event.language})


def _text(event: TextHeard, keeping: Keeping) -> Row | None:
    said = keeping.words(event.stable)
    if not event.final or not said:
        return None
    return Row(
        tables.texts,
        {
            "party": event.party.value,
            "utterance": event.utterance,
            "text": said,
            "start_ms": event.start_ms,
            "end_ms": event.end_ms,
            "heard_ms": event.heard_ms,
        },
    )


def _cue(event: Cue, keeping: Keeping) -> Row:
    return Row(
        tables.cues,
        {
            "cue": event.id,
            "party": event.party.value,
            "sources": list(keeping.cue_sources.get(event.id, ())),
            "said_ms": event.said_ms,
            "confidence": event.confidence,
            "heat_points": event.heat_points,
            # The playbook's words, but nearly those of the caller.
            "phrase": keeping.words(event.phrase),
            "quote": keeping.words(event.quote),
        },
    )


def _heat(event: Heat, keeping: Keeping) -> Row | None:
    last = keeping.last_heat
    if last is not None and abs(event.level - last.level) < HEAT_STEP and _looks(event) == _looks(last):
        return None
    keeping.last_heat = event
    return Row(tables.heat, heat_values(event, keeping))


def heat_values(event: Heat, keeping: Keeping) -> dict[str, Any]:
    """Return what is kept of a heat."""
    reasons = [
        {
            "kind": reason.kind,
            "points": reason.points,
            "since_ms": reason.since_ms,
            "value": reason.value,
            "unit": reason.unit,
            "quote": keeping.words(reason.quote),
        }
        for reason in event.reasons
    ]
    return {
        "at_ms": event.at_ms,
        "level": event.level,
        "band": event.band,
        "trend": event.trend,
        "reasons": reasons,
    }


def _looks(heat: Heat) -> tuple[object, ...]:
    """Return what a reader would see change though the level stays; points of reasons move with the level."""
    return heat.band, heat.trend, [(reason.kind, reason.quote) for reason in heat.reasons]


def _prompt(event: Prompt, keeping: Keeping) -> Row:
    values = {"prompt": event.id, "about": event.about, **_prompt_values(event, keeping)}
    return Row(tables.prompts, values)


def _caller_prompt(event: CallerPrompt, keeping: Keeping) -> Row:
    """Keep what supervisors are told: nothing of it shows what the agent dismissed or muted, not even its number."""
    return Row(tables.caller_prompts, _prompt_values(event.prompt, keeping))


def _prompt_values(prompt: Prompt, keeping: Keeping) -> dict[str, Any]:
    return {
        "rule": prompt.rule,
        "sources": list(prompt.sources),
        "urgency": prompt.urgency,
        "text": prompt.text,
        "why": prompt.why,
        "quote": keeping.words(prompt.quote),
        "shown_ms": prompt.heard_ms,
    }


def _prompt_gone(event: PromptGone, keeping: Keeping) -> Change:
    key = (("call_id", keeping.call_id), ("prompt", event.id))
    return Change(tables.prompts, key, {"gone_ms": event.heard_ms, "gone_reason": event.reason})


def _step(event: StepSaid, keeping: Keeping) -> Row:
    return Row(tables.steps, {"step": event.step, "heard_ms": event.heard_ms})


def _notice(event: Noticed | wire.Notice, keeping: Keeping) -> Row:
    return Row(
        tables.notices,
        {
            "code": event.code,
            "level": event.level,
            "party": event.party.value if event.party is not None else None,
            "value_ms": event.value_ms,
            "active": event.active,
            "heard_ms": event.heard_ms,
        },
    )


def _consent(event: wire.VoiceAnalysis, keeping: Keeping) -> Row:
    """Keep that consent was given or taken back, and when."""
    given = wire.Notice(
        code="voice_analysis", level="info", party=Party.CALLER, active=event.on, heard_ms=event.heard_ms
    )
    return _notice(given, keeping)


KEPT: dict[type, Callable[[Any, Keeping], Row | Change | None]] = {
    TranscriptWanted: _nothing,
    LanguageWanted: _nothing,
    LanguageKnown: _language,
    TextHeard: _text,
    Cue: _cue,
    VoiceReading: _nothing,
    Heat: _heat,
    Prompt: _prompt,
    PromptGone: _prompt_gone,
    CallerPrompt: _caller_prompt,
    PhaseReached: _nothing,
    MutesChanged: _nothing,
    StepSaid: _step,
    AgentConduct: _nothing,
    Noticed: _notice,
    wire.Notice: _notice,
    wire.VoiceAnalysis: _consent,
}
"""What is kept of each kind of event."""


def done(doing: wire.AgentDoing, heard_ms: int) -> Row:
    """Return what is kept of something the agent did, for the agent alone (but for a request for help)."""
    prompt = rule = value = None
    if isinstance(doing, wire.Dismiss | wire.Rate):
        prompt = doing.prompt
    if isinstance(doing, wire.Mute):
        rule = doing.rule
    if isinstance(doing, wire.Rate):
        value = doing.useful
    elif isinstance(doing, wire.Mute | wire.AskHelp):
        value = doing.on
    kind = {wire.Dismiss: "dismiss", wire.Mute: "mute", wire.Rate: "rate", wire.AskHelp: "ask_help"}[
        type(doing)
    ]
    return Row(
        tables.doings, {"kind": kind, "prompt": prompt, "rule": rule, "value": value, "heard_ms": heard_ms}
    )
