"""How a phrase of the playbook is written: words, beginnings of words, sets of words, and words in any order.

``odot*`` is any word that begins so; ``{late}`` any word of the cue's own set of that name, ``{not}`` any negation
of the language. ``paket* + {not} + tul*`` is those words in any order, near one another in one sentence: Finnish and
Polish order their words freely. A do-not-trigger phrase ``+ naapur*`` takes back what follows or surrounds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tyyni.coach.spoken import LANGUAGES, SpokenWord, compared, split_spoken

ANY_ORDER = "+"
ANY_ENDING = "*"
NEGATION_SET = "not"
"""The set that every language has without its being written."""


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a phrase: any of these."""

    words: tuple[SpokenWord, ...] = ()
    beginnings: tuple[str, ...] = ()
    """What the word may begin with, as it is compared."""

    @property
    def is_one_word(self) -> bool:
        """Return whether nothing but one word will do."""
        return len(self.words) == 1 and not self.beginnings


@dataclass(frozen=True, slots=True)
class PhraseText:
    """A phrase as it was read."""

    parts: tuple[Part, ...]
    any_order: bool


Sets = Mapping[str, Sequence[str]]
"""Sets of words by name, in one language."""


def read_phrase(text: str, language: str, sets: Sets) -> PhraseText:
    """Return the parts of a phrase; a contraction makes two.

    Raises:
        KeyError: a set that the cue does not have.
    """
    parts: list[Part] = []
    for word in text.split():
        if word == ANY_ORDER:
            continue
        if word.startswith("{") and word.endswith("}"):
            parts.append(_any_of(_members(word[1:-1], language, sets), language))
        elif word.endswith(ANY_ENDING):
            parts.append(_any_of((word,), language))
        else:
            parts += [Part((spoken,)) for spoken in split_spoken(word, language)]
    return PhraseText(tuple(parts), ANY_ORDER in text.split())


def is_plain(text: str) -> bool:
    """Return whether a phrase is words as they are said, without sets, beginnings or free order."""
    return not any(sign in text for sign in ("{", ANY_ENDING, ANY_ORDER))


def sets_asked_for(text: str) -> list[str]:
    """Return the names of the sets that a phrase refers to, without the one that every language has."""
    names = [word[1:-1] for word in text.split() if word.startswith("{") and word.endswith("}")]
    return [name for name in names if name != NEGATION_SET]


def _members(name: str, language: str, sets: Sets) -> Sequence[str]:
    return sorted(LANGUAGES[language].negations) if name == NEGATION_SET else sets[name]


def _any_of(members: Sequence[str], language: str) -> Part:
    words: list[SpokenWord] = []
    beginnings: list[str] = []
    for member in members:
        if member.endswith(ANY_ENDING):
            beginnings.append(compared(member[:-1].casefold(), language).form)
        else:
            words += split_spoken(member, language)
    return Part(tuple(words), tuple(beginnings))
