"""Cues in the words: phrases of the playbook, found despite inflected endings and mishearing."""

from __future__ import annotations

from dataclasses import dataclass

from tyyni.units import CallMs, Party


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase of the playbook was said."""

    id: str
    party: Party
    phrase: str
    """The playbook's phrase that matched."""
    quote: str
    """The words as they were recognised."""
    said_ms: CallMs
    """End of the last word of the match."""
    confidence: float
    """0..1: likeness of the words to the phrase."""
    heat_points: float
    """How many points of heat this cue is worth when said by the caller; 0 for an agent's step."""
