"""What takes a match of a phrase back: a negation, an "if", a denied claim, the cue's do-not-trigger phrases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from tyyni.coach.phrases import PhraseIndex
from tyyni.coach.spoken import SpokenLanguage
from tyyni.coach.utterances import NEAR_WORDS, Match, Said, Utterance

NEGATION_REACH_WORDS = 2
"""A negation this many words before a match, fillers not counted, takes it back ("not at all late")."""

CONDITIONAL_REACH_WORDS = 5
"""An "if" this many words before a match, fillers not counted, makes it a supposition ("if the parcel is late")."""

CLAIM_REACH_WORDS = 5
"""A denied claim this many words before a match, fillers counted, takes it back ("I am not saying it is broken")."""


def taken_back_before(index: PhraseIndex, known: SpokenLanguage, said: Sequence[Said], match: Match) -> bool:
    """Return whether what was said before a match takes it back: a negation, an "if", a denied claim, a
    do-not-trigger phrase."""
    phrase = match.phrase
    if not phrase.negated and _stands_before(known, said, match.start, known.negations, NEGATION_REACH_WORDS):
        return True
    if not (phrase.conditional or phrase.cue.even_if):
        if any(word.form in known.conditionals for word in said[match.start : match.end]):
            return True
        if _stands_before(known, said, match.start, known.conditionals, CONDITIONAL_REACH_WORDS):
            return True
    if _denied(known, said, match.start):
        return True
    unless = index.unless_near(phrase.cue)
    if not unless:
        return False
    entries: set[int] = set()
    for at in range(match.end, max(match.start - NEAR_WORDS, 0) - 1, -1):
        if at < match.start and said[at].ends_sentence:
            break
        entries.update(said[at].like)
    return any(parts <= entries for parts in unless)


def _denied(known: SpokenLanguage, said: Sequence[Said], start: int) -> bool:
    """Return whether it is only what the speaker does not claim ("I am not saying it is broken")."""
    for at in range(start - 1, max(start - 1 - CLAIM_REACH_WORDS, -1), -1):
        if said[at].ends_sentence:
            return False
        if said[at].form in known.claims and _stands_before(known, said, at, known.negations, reach=1):
            return True
    return False


def _stands_before(
    known: SpokenLanguage, said: Sequence[Said], start: int, forms: frozenset[str], reach: int
) -> bool:
    """Return whether one of the forms stands up to ``reach`` words before, in the same clause."""
    for word in reversed(said[:start]):
        if word.ends_clause or not reach:
            return False
        if word.form in forms:
            return True
        reach -= word.form not in known.fillers
    return False


def let_go(index: PhraseIndex, heard: Utterance) -> list[Match]:
    """Take from the open matches those that no do-not-trigger phrase can take back any more; return them."""
    ready, waiting = [], []
    for match in heard.open:
        fate = _fate(index.unless(match.phrase.cue), heard.said, match)
        if fate == "fires":
            ready.append(match)
        elif fate == "waits":
            waiting.append(match)
    heard.open = waiting
    return ready


def _fate(
    unless: Sequence[Sequence[int]], said: Sequence[Said], match: Match
) -> Literal["fires", "waits", "taken_back"]:
    waits = False
    for entries in unless:
        # A phrase counts when it overlaps the match or ends right before it.
        for start in range(max(match.start - len(entries), 0), match.end + 1):
            heard = said[start : start + len(entries)]
            if all(entry in word.like for entry, word in zip(entries, heard, strict=False)):
                if len(heard) == len(entries):
                    return "taken_back"
                waits = True
    return "waits" if waits else "fires"
