"""What is read of the history: records for pages, exports and commands. Times in a call are ms of audio."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from tyyni.units import Party
from tyyni.wire import Band, Texts


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all."""


class CallSummary(_Record, frozen=True):
    """One line of the list of calls."""

    call_id: str
    label: str
    agent: str
    team: str
    language: str | None
    started_at: datetime
    ended_at: datetime | None
    """None: it is live, or the service died in it."""
    heard_ms: int
    """How long it was listened to."""
    playbook: str
    """Version of the playbook that coached it; empty: none."""
    voice_analysis: bool
    """As it began; the notices with code ``voice_analysis`` say how that changed."""
    max_heat: float
    mean_heat: float
    """Over its time."""
    hot_from_ms: int | None
    """When it first was hot; None: never."""
    hot_phase: str | None
    """The phase it was in then; None: never hot, or its playbook has no checklist."""


class CallPage(_Record, frozen=True):
    """Some calls, the newest first."""

    calls: list[CallSummary]
    next: str | None
    """What to give as ``after`` for those that follow; None: no more."""


class KeptReason(_Record, frozen=True):
    """One signal that pushed the heat."""

    kind: str
    points: float
    since_ms: int
    value: float | None
    unit: str | None
    quote: str | None


class KeptHeat(_Record, frozen=True):
    """A point of the heat line; the level holds until the next."""

    at_ms: int
    level: float
    band: Band
    trend: str
    reasons: list[KeptReason]


class KeptCue(_Record, frozen=True):
    """A phrase of the playbook that was said."""

    cue: str
    party: Party
    sources: list[str]
    said_ms: int
    confidence: float
    heat_points: float
    phrase: str | None
    quote: str | None
    """None where no words are kept."""


class KeptPrompt(_Record, frozen=True):
    """A prompt about the caller as supervisors are told it, whatever the agent has dismissed or muted."""

    rule: str
    sources: list[str]
    urgency: str
    text: Texts
    why: Texts
    quote: str | None
    shown_ms: int


class OwnPrompt(KeptPrompt, frozen=True):
    """A prompt that was on the agent's screen, and what became of it, for the agent alone."""

    prompt: int
    about: str
    """caller or conduct."""
    gone_ms: int | None
    gone_reason: str | None


class KeptStep(_Record, frozen=True):
    """A step of the complaint model that the agent said."""

    step: str
    heard_ms: int


class KeptNotice(_Record, frozen=True):
    """Something the people at the screens were told."""

    code: str
    level: str
    party: Party | None
    value_ms: int | None
    active: bool
    heard_ms: int


class KeptText(_Record, frozen=True):
    """What was said; without its end, from which one could tell how fast an agent speaks."""

    party: Party
    utterance: int
    text: str
    start_ms: int


class KeptDoing(_Record, frozen=True):
    """What the agent did: dismiss (``prompt``), mute (``rule``; None: all), rate (``prompt``) or ask_help; ``value``
    says on, useful, or their opposite."""

    kind: str
    prompt: int | None
    rule: str | None
    value: bool | None
    heard_ms: int


class KeptHelp(_Record, frozen=True):
    """The agent asked for a supervisor, or took that back."""

    on: bool
    heard_ms: int


class KeptWhisper(_Record, frozen=True):
    """What a supervisor wrote to the agent."""

    text: str
    heard_ms: int


class Note(_Record, frozen=True):
    """What somebody wrote about a call when it was over; each author has one."""

    author: str
    what_happened: str = ""
    resolution: str = ""
    next_step: str = ""
    """What the caller was promised."""
    preventable: bool | None = None
    """None: not said."""
    prevention: str = ""
    """How it could have been prevented."""


class KeptNote(_Record, frozen=True):
    """A note as it lies in the history."""

    author: str
    what_happened: str
    resolution: str
    next_step: str
    preventable: bool | None
    prevention: str
    saved_at: datetime


class FollowUp(_Record, frozen=True):
    """Something promised for a day; it is listed until it is done."""

    id: int
    call_id: str
    due: date
    text: str
    author: str
    created_at: datetime
    done_at: datetime | None


class CallSeen(_Record, frozen=True):
    """A call as supervisors see it, and the agent too: the caller and the call, nothing of the agent's conduct."""

    call: CallSummary
    heat: list[KeptHeat]
    cues: list[KeptCue]
    """The caller's."""
    prompts: list[KeptPrompt]
    """Those about the caller, as supervisors are told them."""
    texts: list[KeptText]
    """Empty where no words are kept."""
    notices: list[KeptNotice]
    """But for those about the agent."""
    help: list[KeptHelp]
    whispers: list[KeptWhisper]
    notes: list[KeptNote]
    follow_ups: list[FollowUp]


class OwnPart(_Record, frozen=True):
    """What of a call concerns its agent alone."""

    prompts: list[OwnPrompt]
    """All that were on the agent's screen, about the caller and about conduct."""
    steps: list[KeptStep]
    cues: list[KeptCue]
    """The agent's own: the steps, with the words that said them."""
    doings: list[KeptDoing]
    notices: list[KeptNotice]
    """Those about the agent's own sound."""


def built(kind: Any, row: Any) -> Any:
    """Return a record of a row of the database; further columns are left out.

    >>> built(KeptStep, {"call_id": "c", "step": "thank", "heard_ms": 5})
    KeptStep(step='thank', heard_ms=5)
    """
    return msgspec.convert({name: row[name] for name in kind.__struct_fields__}, kind)
