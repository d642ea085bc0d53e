"""Which prompt, when: rules as data, at most one prompt on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from msgspec import Meta

from tyyni.coach.checklist import ChecklistStep, Phase, Problem
from tyyni.coach.cue_phrases import CuePhrases
from tyyni.units import CallMs
from tyyni.wire import Band, Texts

Urgency = Literal["low", "normal", "high"]
URGENCY_RANK: dict[Urgency, int] = {"low": 0, "normal": 1, "high": 2}

Level = Annotated[float, Meta(ge=0, le=100)]
Ratio = Annotated[float, Meta(gt=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
Milliseconds = Annotated[int, Meta(ge=0)]
Count = Annotated[int, Meta(ge=1)]

HEAT_MARGIN = 5.0
"""A prompt about heat leaves only this far below its threshold, as the bands do: no flicker."""


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
    agent_syllables_per_s: float | None
    """How fast the agent's words came of late, pauses left out; None: too few words, or a language without rules."""
    problem: Problem | None
    """The problem of the table that the caller named last."""
    phase: Phase


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
    alert: Texts | None = None
    """What supervisors are told with it; None: nothing."""


@dataclass(frozen=True, slots=True)
class PromptGone:
    """A prompt leaves the screen."""

    id: int
    reason: Literal["cause_gone", "step_done", "timed_out", "replaced", "call_ended", "dismissed", "muted"]
    """The last two are the agent's own doing."""
    heard_ms: CallMs


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """What must hold for a rule; a field left out asks nothing, all that is asked must hold."""

    heat_at_least: Level | None = None
    heat_below: Level | None = None
    bands: tuple[Band, ...] = ()
    """The call is in one of these bands."""
    trend: Literal["rising", "steady", "falling"] | None = None
    trend_not: Literal["rising", "steady", "falling"] | None = None
    hottest_at_least: Level | None = None
    """The call has been this hot before."""
    arousal_at_least: Share | None = None
    tempo_ratio_at_least: Ratio | None = None
    tempo_ratio_below: Ratio | None = None
    cues_any: tuple[str, ...] = ()
    """The caller said one of these within ``cues_within_ms``."""
    cues_none: tuple[str, ...] = ()
    """The caller said none of these within ``cues_within_ms``."""
    cues_within_ms: Milliseconds = 12_000
    steps_missing: tuple[str, ...] = ()
    """The agent has said none of these: since the cue that called for the rule, or, without one, ever."""
    steps_done: tuple[str, ...] = ()
    """The agent has said all of these."""
    problems: tuple[Problem, ...] = ()
    """The problem the caller named last is one of these."""
    phases: tuple[Phase, ...] = ()
    """The call is in one of these phases."""
    talk_share_at_least: Share | None = None
    talking_over_at_least_ms: Milliseconds | None = None
    monologue_at_least_ms: Milliseconds | None = None
    dead_air_at_least_ms: Milliseconds | None = None
    agent_syllables_per_s_at_least: Ratio | None = None
    """The agent speaks this fast, by the agent's words."""
    interruptions_at_least: Count | None = None
    after_ms: Milliseconds = 0
    """Time in the call."""
    before_ms: Milliseconds | None = None


MOMENTARY = frozenset((
    "trend", "trend_not", "cues_any", "cues_none", "steps_missing", "steps_done", "problems", "interruptions_at_least",
    "before_ms",
))  # fmt: skip
"""Conditions that call for a prompt; that they are over later does not mean that its cause is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When to prompt what."""

    id: str
    sources: tuple[str, ...]
    """One to four rows of the source articles that it serves."""
    about: Literal["caller", "conduct"]
    situation: str
    """In a few words, for whoever edits the playbook."""
    when: When
    urgency: Urgency
    text: Texts
    why: Texts
    hold_ms: Milliseconds = 4_000
    """Stays at least this long, unless its step is done or something more urgent comes: a glance needs time."""
    show_at_most_ms: Milliseconds = 12_000
    rest_ms: Milliseconds = 45_000
    """Not again before this has passed."""
    most_per_call: Count = 3
    while_agent_speaks: bool = False
    """Comes also while the agent speaks: for what concerns that very speech."""
    clears_on_steps: tuple[str, ...] = ()
    """The prompt is done when the agent says one of these."""
    clears_on_cues: tuple[str, ...] = ()
    """Its cause is gone when the caller says one of these."""
    alert: Texts | None = None
    """Supervisors are told this, until the call ends, when the prompt comes; only of what the caller does."""
    draft: bool = False
    """Kept and checked, never shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Restraint that holds for all rules together. Our choice: prompts an agent cannot use are noise."""

    prompts_per_minute: Count = 4
    low_prompts_per_minute: Count = 3
    """Of those, such of low urgency: reminders leave room for what the caller says next."""
    prompts_per_call: Count = 40
    pause_ms: Milliseconds = 2_000
    """The screen stays empty this long between prompts."""
    quiet_after_agent_turn_ms: Milliseconds = 2_000
    """Nothing new once the agent is this far into speaking."""
    unlimited: tuple[Urgency, ...] = ("high",)
    """Urgencies that none of these limits holds back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """A checked playbook."""

    cues: tuple[CuePhrases, ...]
    rules: tuple[Rule, ...]
    limits: Limits = field(default_factory=Limits)
    checklist: tuple[ChecklistStep, ...] = ()
    """The steps of meeting a complaint, in the order they are best said."""
    version: str = ""
    """First characters of the SHA-256 of its files."""


def unmet(when: When, moment: Moment) -> tuple[str, ...]:
    """Return the names of the conditions that do not hold; what could not be measured does not hold."""
    newest = newest_cue(when, moment)
    since_ms = moment.caller_cues[newest] if newest else 0
    at_least: tuple[tuple[str, float | None, float | None], ...] = (
        ("heat_at_least", when.heat_at_least, moment.heat_level),
        ("hottest_at_least", when.hottest_at_least, moment.hottest_level),
        ("arousal_at_least", when.arousal_at_least, moment.voice_arousal),
        ("tempo_ratio_at_least", when.tempo_ratio_at_least, moment.tempo_ratio),
        ("talk_share_at_least", when.talk_share_at_least, moment.agent_talk_share),
        ("talking_over_at_least_ms", when.talking_over_at_least_ms, moment.agent_talking_over_ms),
        ("monologue_at_least_ms", when.monologue_at_least_ms, moment.agent_monologue_ms),
        ("dead_air_at_least_ms", when.dead_air_at_least_ms, moment.dead_air_ms),
        (
            "agent_syllables_per_s_at_least",
            when.agent_syllables_per_s_at_least,
            moment.agent_syllables_per_s,
        ),
        ("interruptions_at_least", when.interruptions_at_least, moment.caller_interruptions),
        ("after_ms", when.after_ms, moment.at_ms),
    )
    below: tuple[tuple[str, float | None, float | None], ...] = (
        ("heat_below", when.heat_below, moment.heat_level),
        ("tempo_ratio_below", when.tempo_ratio_below, moment.tempo_ratio),
        ("before_ms", when.before_ms, moment.at_ms),
    )
    others = (
        ("bands", not when.bands or moment.heat_band in when.bands),
        ("trend", when.trend in (None, moment.heat_trend)),
        ("trend_not", when.trend_not != moment.heat_trend),
        ("cues_any", not when.cues_any or newest is not None),
        ("cues_none", not _said_lately(when.cues_none, when, moment)),
        ("steps_missing", not any(moment.agent_steps.get(s, -1) >= since_ms for s in when.steps_missing)),
        ("steps_done", all(step in moment.agent_steps for step in when.steps_done)),
        ("problems", not when.problems or moment.problem in when.problems),
        ("phases", not when.phases or moment.phase in when.phases),
    )
    return (
        *(name for name, least, value in at_least if least is not None and (value is None or value < least)),
        *(name for name, limit, value in below if limit is not None and (value is None or value >= limit)),
        *(name for name, met in others if not met),
    )


def is_met(when: When, moment: Moment) -> bool:
    """Return whether all conditions hold, as `unmet` says; of many rules few are asked all of it.

    It is asked of many rules on every word, and most wait for something that did not happen.
    """
    seldom_reached = (
        (when.heat_at_least, moment.heat_level),
        (when.hottest_at_least, moment.hottest_level),
        (when.after_ms, moment.at_ms),
        (when.monologue_at_least_ms, moment.agent_monologue_ms),
        (when.dead_air_at_least_ms, moment.dead_air_ms),
        (when.talking_over_at_least_ms, moment.agent_talking_over_ms),
    )
    if any(least is not None and value < least for least, value in seldom_reached):
        return False
    return not unmet(when, moment)


def newest_cue(when: When, moment: Moment) -> str | None:
    """Return the rule's cue that was said last, and recently enough."""
    said = _said_lately(when.cues_any, when, moment)
    return max(said, key=lambda cue: moment.caller_cues[cue], default=None)


def cause_gone(rule: Rule, moment: Moment, since_ms: CallMs) -> bool:
    """Return whether what a prompt shown at ``since_ms`` was about is over."""
    when = rule.when
    if any(moment.caller_cues.get(cue, -1) >= since_ms for cue in rule.clears_on_cues):
        return True
    if when.heat_at_least is not None:
        when = replace(when, heat_at_least=max(when.heat_at_least - HEAT_MARGIN, 0.0))
    return not MOMENTARY.issuperset(unmet(when, moment))


def _said_lately(cues: tuple[str, ...], when: When, moment: Moment) -> list[str]:
    since_ms = moment.at_ms - when.cues_within_ms
    return [cue for cue in cues if moment.caller_cues.get(cue, since_ms - 1) >= since_ms]
