"""Heat 0..100 from tone, tempo, words and turn-taking, with its reasons in points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tyyni.units import CallMs
from tyyni.wire import Band


@dataclass(frozen=True, slots=True)
class Reason:
    """One signal that pushed the heat; the points of all reasons sum to the level."""

    kind: Literal["raised_voice", "tempo_change", "words", "interrupts", "repeats"]
    points: float
    since_ms: CallMs
    value: float | None = None
    unit: str | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Heat:
    """How hot the call is at ``at_ms``: ``level`` 0 calm .. 100 boiling."""

    at_ms: CallMs
    level: float
    band: Band
    trend: Literal["rising", "steady", "falling"]
    reasons: tuple[Reason, ...]
