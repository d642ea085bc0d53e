"""Which prompt, when: rules as data, at most one prompt on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

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
