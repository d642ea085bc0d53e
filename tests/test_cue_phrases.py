"""What a cue sounds like, as data."""

from __future__ import annotations

from tyyni.coach.cue_phrases import CuePhrases
from tyyni.units import Party


def test_two_cues_of_the_same_words_are_two() -> None:
    one, other = (CuePhrases("late", Party.CALLER, ("P2",), 8.0, {"en": ("late",)}) for _ in range(2))
    assert one == one
    assert one != other
    assert len({one, other}) == 2, "an index is kept for each playbook"
