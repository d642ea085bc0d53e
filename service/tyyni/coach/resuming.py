"""What a call must know to go on where another process left it, and what it tells so that another can.

All times are audio time of the call, which goes on: nothing here begins at 0 again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tyyni.coach.heat import Heat
from tyyni.coach.playbook import Prompt
from tyyni.coach.words import Cue
from tyyni.units import CallMs, Party

MOST_REHEARD_MS = 15_000
"""Sound before what was worked through is asked for again only so far back: the longest utterance. Further back lies
text of an overloaded machine, and the client keeps 30 s, of which the time without a service is to be had, too."""

BEGIN_MS = CallMs(0)

SAME_CUE_MS = 1_000
"""A cue is the one that was told before when it was said so near: the words of a second reading lie a few hundred
milliseconds elsewhere, and nobody says the same again within a second (our choice)."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a call has come."""

    heard_ms: CallMs
    next_samples: Mapping[Party, int]
    """Of each party the first sample to hear again: that of its first utterance without its final text, or the first
    that is in no utterance. Whole frames; what lies before is told and must not be told twice."""
    last_utterance: int
    """The highest number that an utterance has; 0: none was begun."""
    open_texts: tuple[tuple[Party, int], ...]
    """Utterances that may be, or soon be, on screens with text that is not final."""


@dataclass(frozen=True, slots=True)
class PastPrompt:
    """A prompt that was on the screen, and whether it still is."""

    prompt: Prompt
    gone: bool


@dataclass(frozen=True, slots=True)
class Resumed:
    """Where a call goes on; without anything it is one that begins."""

    heard_ms: CallMs = BEGIN_MS
    next_samples: Mapping[Party, int] = field(default_factory=dict)
    """Of each party the first sample that will come; whole frames."""
    next_utterance: int = 1
    heat: Heat | None = None
    """As it was at ``heard_ms``."""
    hottest_level: float = 0.0
    cues: tuple[Cue, ...] = ()
    """Of both parties, in their order; those without kept words have an empty quote."""
    prompts: tuple[PastPrompt, ...] = ()
    """In their order."""

    def has_told(self, cue: Cue) -> bool:
        """Return whether a cue, found in sound that is heard again, was told before."""
        return cue.said_ms <= self.heard_ms and any(
            told.id == cue.id and abs(told.said_ms - cue.said_ms) <= SAME_CUE_MS for told in self.cues
        )


BEGINNING = Resumed()
