"""Which prompt, when: rules as data, at most one prompt on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tyyni.coach.phrases import CuePhrases
from tyyni.units import CallMs
from tyyni.wire import Band, Texts


@dataclass(frozen=True, slots=True)
class Moment:
    """The flat facts a rule may ask about, all at one moment of the call."""

    at_ms: CallMs
    heat_level: float
    """0..100."""
    heat_band: Band
    heat_trend: Literal["rising", "steady", "falling"]
    hottest_level: float
    """Highest heat of the call so far."""
    voice_arousal: float | None
    """0..1; None when tone is not read or nothing was said yet."""
    tempo_ratio: float | None
    caller_speaking: bool
    agent_speaking: bool
    agent_turn_ms: int
    """How long the agent has been speaking without a pause; 0 when not."""
    caller_cues: Mapping[str, CallMs]
    """When each cue was last said by the caller."""
    agent_steps: Mapping[str, CallMs]
    """When each step was last said by the agent."""
    quotes: Mapping[str, str]
    """The words of the last occurrence of each cue."""
    agent_talk_share: float
    """0..1 of all speech so far."""
    agent_monologue_ms: int
    """How long the agent has been speaking without the caller getting a word in; 0 when not."""
    agent_talking_over_ms: int
    """How long the agent has talked over the caller within the last 10 s."""
    caller_interruptions: int
    """How often the caller cut in within the last 30 s."""
    dead_air_ms: int
    """How long nobody has spoken."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt for the agent's screen."""

    id: int
    rule: str
    sources: tuple[str, ...]
    about: Literal["caller", "conduct"]
    urgency: Literal["low", "normal", "high"]
    text: Texts
    why: Texts
    quote: str | None
    heard_ms: CallMs


@dataclass(frozen=True, slots=True)
class PromptGone:
    """A prompt leaves the screen."""

    id: int
    reason: Literal["cause_gone", "step_done", "timed_out", "replaced", "call_ended"]
    heard_ms: CallMs


Urgency = Literal["low", "normal", "high"]
URGENCY_RANK: dict[Urgency, int] = {"low": 0, "normal": 1, "high": 2}


@dataclass(frozen=True, slots=True)
class When:
    """What must hold for a rule; an empty field asks nothing, all that is asked must hold."""

    heat_at_least: float | None = None
    trend: Literal["rising", "steady", "falling"] | None = None
    heat_below: float | None = None
    hottest_at_least: float | None = None
    tempo_ratio_at_least: float | None = None
    cues_any: tuple[str, ...] = ()
    """One of these was said by the caller within ``cues_within_ms``."""
    cues_within_ms: int = 12_000
    steps_missing: tuple[str, ...] = ()
    """None of these was said by the agent yet."""
    talking_over_at_least_ms: int | None = None
    monologue_at_least_ms: int | None = None
    dead_air_at_least_ms: int | None = None
    after_ms: int = 0
    before_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """When to prompt what."""

    id: str
    sources: tuple[str, ...]
    about: Literal["caller", "conduct"]
    when: When
    urgency: Urgency
    text: Texts
    why: Texts
    hold_ms: int = 4_000
    """Stays at least this long: a glance needs time."""
    show_at_most_ms: int = 20_000
    rest_ms: int = 45_000
    """Not again before this has passed."""
    most_per_call: int = 3
    clears_on_steps: tuple[str, ...] = ()
    """The prompt is done when the agent says one of these."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Restraint that holds for all rules together."""

    prompts_per_minute: int = 4
    quiet_after_agent_turn_ms: int = 2_000
    """Nothing new but what is urgent once the agent is this far into speaking."""


@dataclass(frozen=True, slots=True)
class Playbook:
    """A checked playbook."""

    cues: tuple[CuePhrases, ...]
    rules: tuple[Rule, ...]
    limits: Limits = field(default_factory=Limits)


def holds(when: When, moment: Moment) -> bool:
    """Return whether all that a rule asks for is so."""
    newest = newest_cue(when, moment)
    asked = (
        (when.heat_at_least, moment.heat_level),
        (when.hottest_at_least, moment.hottest_level),
        (when.tempo_ratio_at_least, moment.tempo_ratio or 0.0),
        (when.talking_over_at_least_ms, moment.agent_talking_over_ms),
        (when.monologue_at_least_ms, moment.agent_monologue_ms),
        (when.dead_air_at_least_ms, moment.dead_air_ms),
        (when.after_ms, moment.at_ms),
    )
    return (
        all(least is None or value >= least for least, value in asked)
        and (when.heat_below is None or moment.heat_level < when.heat_below)
        and (when.before_ms is None or moment.at_ms < when.before_ms)
        and (when.trend is None or moment.heat_trend == when.trend)
        and (not when.cues_any or newest is not None)
        and not any(step in moment.agent_steps for step in when.steps_missing)
    )


def newest_cue(when: When, moment: Moment) -> str | None:
    """Return the rule's cue that was said last, and recently enough."""
    since = moment.at_ms - when.cues_within_ms
    said = [cue for cue in when.cues_any if moment.caller_cues.get(cue, since - 1) >= since]
    return max(said, key=lambda cue: moment.caller_cues[cue], default=None)
