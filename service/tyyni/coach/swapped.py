"""Swapped channels: the agent's steps are heard from the caller again and again, and none from the agent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from tyyni.coach.cue_phrases import CuePhrases
from tyyni.coach.words import CueSpotter
from tyyni.units import Party
from tyyni_models.contracts import Word

CALLERS_TOO = frozenset({"solve", "fetch_supervisor", "ask_wish", "repeat_concern", "close"})
"""Steps whose words callers use as well: "money back", "your manager", "what will you do", "goodbye"."""
STEPS = 3
"""Different ones, of the others: a caller may well say sorry. In the demo calls callers say none, agents 4 or 5."""


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
    return tuple(
        replace(cue, party=Party.CALLER)
        for cue in cues
        if cue.party is Party.AGENT and cue.id not in CALLERS_TOO
    )
