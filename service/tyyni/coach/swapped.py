"""Swapped channels: the agent's steps are heard from the caller again and again, and none from the agent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from tyyni.coach.phrases import CuePhrases
from tyyni.coach.words import CueSpotter
from tyyni.units import Party
from tyyni_models.contracts import Word

STEPS = 4
"""Different ones: a caller may well say sorry, or goodbye. In the demo calls callers say up to 2, agents 7 to 10."""


class SwapWatch:
    """Follows the final texts of one call; tells at most once, since a call's channels do not change by themselves."""

    def __init__(self, cues: tuple[CuePhrases, ...], language: str) -> None:
        self._spotter = CueSpotter(_as_if_said_by_caller(cues), language)
        self._steps: set[str] = set()
        self._over = False

    def hear_step(self) -> None:
        """The agent said a step in the agent's own channel: the channels are as they should be."""
        self._over = True

    def hear(self, party: Party, utterance: int, words: Sequence[Word]) -> bool:
        """Take a final text; return whether the channels look swapped by it."""
        if self._over or party is not Party.CALLER:
            return False
        self._steps |= {cue.id for cue in self._spotter.hear(party, utterance, words, final=True)}
        self._over = len(self._steps) >= STEPS
        return self._over


@lru_cache(maxsize=4)
def _as_if_said_by_caller(cues: tuple[CuePhrases, ...]) -> tuple[CuePhrases, ...]:
    return tuple(replace(cue, party=Party.CALLER) for cue in cues if cue.party is Party.AGENT)
