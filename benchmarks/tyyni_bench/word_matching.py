"""How far a system's word times are off, for clips of which it is known where each word is spoken. Pure.

Both texts are spelled out as for the error rates, word by word, and aligned with the least errors (Levenshtein, by
jiwer); words that are equal there are compared. A word that is spelled out as several ("28" in English) is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from tyyni_bench.figures import nearest_rank
from tyyni_bench.word_errors import spelled_out
from tyyni_bench.word_times import SpokenWord


@dataclass(frozen=True, slots=True)
class Offset:
    """Of one word, in ms: heard less spoken, so above 0 when it is placed too late."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Matched:
    """The words of one clip, or of none: where they are known, and by how much those that were heard are off."""

    words: int = 0
    """Of the reference, with known times."""
    offsets: tuple[Offset, ...] = ()


class WordTimes(msgspec.Struct, frozen=True, kw_only=True):
    """How far word times are off, in ms; None: no word was matched. Percentiles by nearest rank."""

    words: int
    """Of the references, with known times."""
    matched: int
    """Heard as the same word: only these have an error."""
    start_ms_p50: float | None
    """Absolute errors, here and in the next three."""
    start_ms_p90: float | None
    end_ms_p50: float | None
    end_ms_p90: float | None
    start_late_ms_p50: float | None
    """With its sign: above 0 when words are placed too late."""
    end_late_ms_p50: float | None


def match_words(spoken: Sequence[SpokenWord], heard: Sequence[SpokenWord], language: str) -> Matched:
    """Return how far the heard words are off, where they are the same as the spoken ones.

    >>> match_words([SpokenWord("Hei", 0, 200), SpokenWord("vaan", 200, 400)], [SpokenWord("hei,", 30, 190)], "fi")
    Matched(words=2, offsets=(Offset(start_ms=30, end_ms=-10),))
    """
    import jiwer  # a benchmark's need, not the command's

    said, got = _tokens(spoken, language), _tokens(heard, language)
    if not said:
        return Matched()
    chunks = jiwer.process_words(_text(said), _text(got)).alignments[0]
    equal = [
        (said[chunk.ref_start_idx + at][1], got[chunk.hyp_start_idx + at][1])
        for chunk in chunks
        if chunk.type == "equal"
        for at in range(chunk.ref_end_idx - chunk.ref_start_idx)
    ]
    offsets = tuple(
        Offset(it.start_ms - word.start_ms, it.end_ms - word.end_ms) for word, it in equal if word and it
    )
    return Matched(sum(word is not None for _, word in said), offsets)


Token = tuple[str, SpokenWord | None]


def _text(tokens: Sequence[Token]) -> str:
    return " ".join(text for text, _ in tokens)


def _tokens(words: Sequence[SpokenWord], language: str) -> list[Token]:
    """Return words as they are compared, each with its times unless it has become several."""
    tokens: list[Token] = []
    for word in words:
        texts = spelled_out(word.text, language).split()
        tokens += [(text, word if len(texts) == 1 else None) for text in texts]
    return tokens


def word_times(matches: Sequence[Matched]) -> WordTimes | None:
    """Return the figures of clips together; None when no clip's words are known."""
    words = sum(match.words for match in matches)
    if not words:
        return None
    offsets = [offset for match in matches for offset in match.offsets]
    starts, ends = [one.start_ms for one in offsets], [one.end_ms for one in offsets]
    off_starts, off_ends = [abs(ms) for ms in starts], [abs(ms) for ms in ends]
    return WordTimes(
        words=words,
        matched=len(offsets),
        start_ms_p50=nearest_rank(off_starts, 0.5, 1),
        start_ms_p90=nearest_rank(off_starts, 0.9, 1),
        end_ms_p50=nearest_rank(off_ends, 0.5, 1),
        end_ms_p90=nearest_rank(off_ends, 0.9, 1),
        start_late_ms_p50=nearest_rank(starts, 0.5, 1),
        end_late_ms_p50=nearest_rank(ends, 0.5, 1),
    )
