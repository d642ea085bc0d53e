"""How much of a stretch of speech is read, and in which pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tyyni_models.contracts import Word
from tyyni_models.decoding import SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Cutting:
    """How audio longer than Whisper's window is cut."""

    longest_s: float = 14.0
    """The encoder's cost grows faster than its window: 215 ms for 15 s, 886 ms for 30 s, and the tokens of two pieces
    are found together (our measurement, one thread)."""
    search_s: float = 6.0
    """The cut is at the quietest 20 ms of the last 6 s: long enough to hold a pause between two phrases."""
    gap_samples: int = SAMPLE_RATE_HZ // 50
    least_step_ms: int = 1_000
    """A model that wants to go on in a new window must have read this much, or it would never arrive."""


@dataclass(frozen=True, slots=True)
class Trimming:
    """How much of an utterance whose beginning has stable words is read again.

    What is stable will not change, so only what comes after it is worth a decode, and a decode costs by its tokens.
    Some stable words are read again, to find where the new ones begin.
    """

    overlap_words: int = 5
    overlap_ms: int = 2_500
    """At least so much of the stable speech, and so many words of it, is read again."""
    lead_ms: int = 100
    """Before the first word that is read again: word times are off by 30 ms, a tenth of them by 80 and more (our
    measurement, Finnish by two synthetic voices)."""


def untouched(stable: Sequence[Word], trimming: Trimming) -> tuple[tuple[Word, ...], int]:
    """Return the stable words that need not be read again, and from where in ms the audio is to be read.

    >>> words = [Word("one", 300, 600, 1.0), Word("two", 700, 1000, 1.0), Word("three", 1100, 1500, 1.0)]
    >>> untouched(words, Trimming())
    ((), 0)
    >>> untouched(words, Trimming(overlap_words=1, overlap_ms=500))
    ((Word(text='one', start_ms=300, end_ms=600, probability=1.0),), 600)
    """
    reread = 0
    for reread, word in enumerate(reversed(stable), start=1):
        if reread >= trimming.overlap_words and stable[-1].end_ms - word.start_ms >= trimming.overlap_ms:
            break
    kept = tuple(stable[: len(stable) - reread])
    if not kept:
        return (), 0
    first_ms = stable[len(kept)].start_ms
    return kept, max(first_ms - trimming.lead_ms, kept[-1].end_ms)


def piece_samples(audio: NDArray[np.float32], cutting: Cutting) -> int:
    """Return how many samples to read at once: all, or up to the quietest place before the window is full."""
    longest = int(cutting.longest_s * SAMPLE_RATE_HZ)
    if len(audio) <= longest:
        return len(audio)
    begin = longest - int(cutting.search_s * SAMPLE_RATE_HZ)
    energies = (audio[begin:longest].reshape(-1, cutting.gap_samples) ** 2).sum(axis=1)
    return begin + int(np.argmin(energies)) * cutting.gap_samples + cutting.gap_samples // 2
