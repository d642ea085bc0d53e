"""What a cue sounds like: its phrases, do-not-trigger phrases and sets of words, per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tyyni.units import Party


@dataclass(frozen=True, slots=True, eq=False)
class CuePhrases:
    """What one cue sounds like; phrases per language (fi, pl, en). Compared by identity."""

    id: str
    party: Party
    sources: tuple[str, ...]
    heat_points: float
    """Points of heat when the caller says it; negative for thanks and relief, 0 for an agent's step."""
    says: Mapping[str, tuple[str, ...]]
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Do-not-trigger phrases: overlapping a match, or directly before it, they take it back; those in any order
    also from further before it in the sentence."""
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Sets of words per language, by the name that the phrases call them by."""
    even_if: bool = False
    """It counts also after an "if": an insult does, a delay does not."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to say a cue, as entries of the vocabulary."""

    cue: CuePhrases
    text: str
    entries: tuple[int, ...]
    negated: bool
    """It has a negation of its own."""
    conditional: bool
    """It has an "if" of its own."""
    any_order: bool = False
