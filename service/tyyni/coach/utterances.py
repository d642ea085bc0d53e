"""What was said in an utterance, word by word as it is compared, and the matches of phrases in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tyyni.coach.cue_phrases import Phrase
from tyyni.coach.hypothesis import spoken_form
from tyyni_models.contracts import Word

NEAR_WORDS = 14
"""How far back the words of a phrase in any order are looked for, fillers counted: a spoken sentence."""

SENTENCE_ENDS = (".", "?", "!")
"""Punctuation that a phrase in any order does not reach across."""

CLAUSE_ENDS = (".", ",", ";", ":", "!", "?", "…")
"""Punctuation that a negation does not reach across ("No, it is late")."""


@dataclass(frozen=True, slots=True)
class Said:
    """One word of an utterance as it is compared."""

    form: str
    word: int
    """Index of the recognised word that it comes from."""
    like: Mapping[int, float]
    """Entries of the vocabulary it may be said for, with their likeness."""
    joined: str
    """It and the word before it, taken as one; empty when that is not to be tried."""
    like_joined: Mapping[int, float]
    """Entries that this may be said for, with their likeness."""
    ends_clause: bool
    ends_sentence: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase and where it stands in what was said."""

    phrase: Phrase
    start: int
    end: int
    """First and last word, as indexes into what was said."""
    likeness: float


@dataclass(slots=True)
class Utterance:
    """What was said in one utterance so far, and the cues in it."""

    forms: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    open: list[Match] = field(default_factory=list)
    """Matches that the next words may still take back."""
    fired: set[str] = field(default_factory=set)

    def forget_from(self, word: int) -> None:
        """Drop what was made of this recognised word and those after it."""
        del self.forms[word:]
        self.said = [said for said in self.said if said.word < word]
        self.open = [match for match in self.open if match.end < len(self.said)]


def first_difference(forms: Sequence[str], words: Sequence[Word]) -> int:
    """Return the index of the first word that is not as it was heard before, or how many are."""
    for at, (form, word) in enumerate(zip(forms, words, strict=False)):
        if form != spoken_form(word.text):
            return at
    return min(len(forms), len(words))
