"""The figures of `tyyni bench glossary`: what the text of each clip says, against what was said in it. Pure.

A cue or a term is said when the clip's own text holds it, heard when the text that was understood holds it too, and a
phantom when only that does. A clip without a text says nothing: all that is heard in it are phantoms.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import msgspec

from tyyni.coach.cue_phrases import CuePhrases
from tyyni.coach.words import CueSpotter
from tyyni.units import Party
from tyyni_bench.manifest import Clip
from tyyni_bench.transcribing import Heard
from tyyni_bench.word_errors import ErrorCounts, count_errors, spelled_out, summed
from tyyni_models.contracts import Word


class Found(msgspec.Struct, frozen=True):
    """How many were said, how many of these heard, and how many heard that nobody said."""

    said: int
    heard: int
    phantoms: int


class GlossaryFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What the model made of the clips of a set when it was told to expect something."""

    clips: int
    words: int
    """Of the references."""
    wer: float | None
    """Errors by words; None: nobody speaks in these clips."""
    phantom_words: int
    """Words heard in clips without a text."""
    cues: Found
    """Cues of the playbook, each once a clip."""
    terms: Found
    """Terms of the glossary, rightly spelt, each once a clip."""
    cpu_s: float
    """Processor seconds for all clips."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One reading of one clip."""

    errors: ErrorCounts
    cues: Found
    terms: Found
    cpu_s: float


def judge(clip: Clip, heard: Heard, phrases: Sequence[CuePhrases], terms: Collection[str]) -> Judged:
    """Return a reading against what was said.

    Args:
        clip: its text is what was said.
        heard: the reading.
        phrases: cues of the playbook.
        terms: of the glossary, in the clip's language.
    """
    text, language = heard.reading.text, clip.language
    return Judged(
        errors=count_errors(clip.text, text, language),
        cues=_found(cues_in(clip.text, language, phrases), cues_in(text, language, phrases)),
        terms=_found(terms_in(clip.text, language, terms), terms_in(text, language, terms)),
        cpu_s=heard.cpu_s,
    )


def _found(said: frozenset[str], heard: frozenset[str]) -> Found:
    return Found(len(said), len(said & heard), len(heard - said))


def cues_in(text: str, language: str, phrases: Sequence[CuePhrases]) -> frozenset[str]:
    """Return the cues, of callers and agents, that a text holds."""
    words = [Word(word, at * 500, at * 500 + 400, 1.0) for at, word in enumerate(text.split())]
    found = CueSpotter(phrases, language).hear(Party.MIXED, 0, words, final=True)
    return frozenset(cue.id for cue in found)


def terms_in(text: str, language: str, terms: Collection[str]) -> frozenset[str]:
    """Return the terms that a text holds, letter for letter but for case and marks.

    >>> sorted(terms_in("My new lumetar, please.", "en", ["Lumetar", "Lume"]))
    ['Lumetar']
    """
    words = f" {spelled_out(text, language)} "
    return frozenset(term for term in terms if f" {spelled_out(term, language)} " in words)


def figures_of(judged: Sequence[Judged]) -> GlossaryFigures:
    """Return the figures of at least one clip."""
    spoken = summed(one.errors for one in judged if one.errors.words)
    return GlossaryFigures(
        clips=len(judged),
        words=spoken.words,
        wer=spoken.wer,
        phantom_words=sum(one.errors.word_errors for one in judged if not one.errors.words),
        cues=_sum([one.cues for one in judged]),
        terms=_sum([one.terms for one in judged]),
        cpu_s=sum(one.cpu_s for one in judged),
    )


def _sum(found: Sequence[Found]) -> Found:
    return Found(
        sum(one.said for one in found), sum(one.heard for one in found), sum(one.phantoms for one in found)
    )
