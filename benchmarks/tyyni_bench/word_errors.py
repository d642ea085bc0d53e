"""Word and character error rates, of texts in the spelling that `spelled_out` gives both sides.

The normaliser, the same for Finnish, Polish and English: Unicode NFKC, case folded; what stands in brackets is not
said; digits become words of the language ("28" and "twenty-eight" are the same answer); apostrophes vanish ("don't" is
"dont"), every other mark is a space. Letters such as ä, ö and ł are never simplified: in Finnish and Polish they tell
words apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

SPELT = ("fi", "pl", "en", "de")
"""Languages whose digits become words; in others they stay digits."""
LONGEST_NUMBER = 9
"""Longer strings of digits are codes, and are said digit by digit."""

_NUMBER = re.compile(r"\d+")
_GROUPED = re.compile(r"(?<=\d)[.,\u00a0\u202f ](?=\d{3}(?!\d))")
_UNSAID = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SILENT = re.compile(r"['’`´]")
_MARK = re.compile(r"[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class ErrorCounts:
    """Errors of one text or of many together."""

    word_errors: int = 0
    words: int = 0
    """Of the reference."""
    character_errors: int = 0
    characters: int = 0

    def __add__(self, other: ErrorCounts) -> ErrorCounts:
        return ErrorCounts(
            self.word_errors + other.word_errors,
            self.words + other.words,
            self.character_errors + other.character_errors,
            self.characters + other.characters,
        )

    @property
    def wer(self) -> float | None:
        """Errors by words of the reference; above 1 when more was added than was there; None without words."""
        return self.word_errors / self.words if self.words else None

    @property
    def cer(self) -> float | None:
        """The same by characters, spaces included."""
        return self.character_errors / self.characters if self.characters else None


def count_errors(reference: str, heard: str, language: str) -> ErrorCounts:
    """Return the least insertions, deletions and substitutions between two texts (Levenshtein, by jiwer)."""
    import jiwer  # a benchmark's need, not the command's

    said, got = spelled_out(reference, language), spelled_out(heard, language)
    if not said:
        return ErrorCounts(len(got.split()), 0, len(got), 0)
    words, characters = jiwer.process_words(said, got), jiwer.process_characters(said, got)
    return ErrorCounts(_errors(words), len(said.split()), _errors(characters), len(said))


def summed(counts: Iterable[ErrorCounts]) -> ErrorCounts:
    """Return the errors of all texts together: long texts weigh more, as is usual for error rates."""
    return sum(counts, start=ErrorCounts())


def spelled_out(text: str, language: str) -> str:
    """Return a text as it is compared.

    >>> spelled_out("Press 1 — or don't, at 28!", "en")
    'press one or dont at twenty eight'
    >>> spelled_out("Tilaus 28 myöhässä.", "fi")
    'tilaus kaksikymmentäkahdeksan myöhässä'
    >>> spelled_out("1 000 zł", "pl"), spelled_out("(8 seconds of silence)", "en")
    ('tysiąc zł', '')
    """
    folded = _UNSAID.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    if language in SPELT:
        folded = _NUMBER.sub(lambda found: f" {_said(found.group(), language)} ", _GROUPED.sub("", folded))
    return " ".join(_MARK.sub(" ", _SILENT.sub("", folded)).split())


def _said(digits: str, language: str) -> str:
    from num2words import num2words  # a benchmark's need, not the command's

    whole = len(digits) <= LONGEST_NUMBER and (digits == "0" or not digits.startswith("0"))
    parts = [digits] if whole else list(digits)
    return " ".join(str(num2words(int(part), lang=language)) for part in parts)


def _errors(compared: object) -> int:
    kinds = ("substitutions", "deletions", "insertions")
    return sum(int(getattr(compared, kind)) for kind in kinds)
