"""Cues in the words: phrases of the playbook, found despite inflected endings, mishearing and fillers.

A phrase matches when its words follow one another; each may have another ending, and of a longer word one or
two letters may be wrong; two words may have been recognised as one, or one as two. Fillers may stand between,
and one or two other words, but no negation. A phrase of a single word is held to its form: only an ending may
be added. A phrase in any order matches when its words stand near one another in a sentence. A negation just before
a match takes it back, unless the phrase has one itself; so does an "if", and the cue's own do-not-trigger phrases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tyyni.coach.hypothesis import spoken_form
from tyyni.coach.phrases import CuePhrases, Phrase, PhraseIndex, may_be_one, one_edit_off, phrase_index
from tyyni.coach.spoken import LANGUAGES, compared, split_spoken
from tyyni.units import CallMs, Party
from tyyni_models.contracts import Word

OTHER_WORDS_INSIDE = 2
"""Words besides fillers that may stand between those of a phrase, all gaps together ("is always late"); one in
a phrase of two words, since more would join what does not belong together."""

NEGATION_REACH_WORDS = 2
"""A negation this many words before a match, fillers not counted, takes it back ("not at all late")."""

OTHER_WORDS_A_GAP = 3
"""Words besides fillers that may stand in the gaps between those of a phrase in any order, for each gap."""

NEAR_WORDS = 14
"""How far back the words of a phrase in any order are looked for, fillers counted: a spoken sentence."""

CONDITIONAL_REACH_WORDS = 5
"""An "if" this many words before a match, fillers not counted, makes it a supposition ("if the parcel is late")."""

CLAIM_REACH_WORDS = 5
"""A denied claim this many words before a match, fillers counted, takes it back ("I am not saying it is broken")."""

SENTENCE_ENDS = (".", "?", "!")
"""Punctuation that a phrase in any order does not reach across."""

CLAUSE_ENDS = (".", ",", ";", ":", "!", "?", "…")
"""Punctuation that a negation does not reach across ("No, it is late")."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase of the playbook was said."""

    id: str
    party: Party
    phrase: str
    """The playbook's phrase that matched."""
    quote: str
    """The words as they were recognised."""
    said_ms: CallMs
    """End of the last word of the match."""
    confidence: float
    """0..1: likeness of the words to the phrase."""
    heat_points: float
    """How many points of heat this cue is worth when said by the caller; 0 for an agent's step."""


@dataclass(frozen=True, slots=True)
class _Said:
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
class _Match:
    phrase: Phrase
    start: int
    end: int
    """First and last word, as indexes into what was said."""
    likeness: float


@dataclass(slots=True)
class _Utterance:
    forms: list[str] = field(default_factory=list)
    said: list[_Said] = field(default_factory=list)
    open: list[_Match] = field(default_factory=list)
    """Matches that the next words may still take back."""
    fired: set[str] = field(default_factory=set)

    def forget_from(self, word: int) -> None:
        """Drop what was made of this recognised word and those after it."""
        del self.forms[word:]
        self.said = [said for said in self.said if said.word < word]
        self.open = [match for match in self.open if match.end < len(self.said)]


class CueSpotter:
    """Finds cues in the growing text of one call; a language without phrases gives none."""

    def __init__(self, phrases: Sequence[CuePhrases], language: str) -> None:
        self._language = language
        self._index = phrase_index(tuple(phrases), language) if language in LANGUAGES else None
        self._utterances: dict[int, _Utterance] = {}

    def hear(self, party: Party, utterance: int, words: Sequence[Word], *, final: bool) -> list[Cue]:
        """Take the stable words of an utterance so far, or all of them when final; return its new cues.

        A cue fires once in an utterance. Words that differ from those heard before are heard anew from the
        first difference on. A match waits while the words after it may be the beginning of one of its cue's
        do-not-trigger phrases. On a mixed channel the cues of both parties are found.
        """
        if self._index is None:
            return []
        heard = self._utterances.setdefault(utterance, _Utterance())
        heard.forget_from(_first_difference(heard.forms, words))
        ready: list[_Match] = []
        for at in range(len(heard.forms), len(words)):
            heard.forms.append(spoken_form(words[at].text))
            for said in self._compared(self._index, heard.said, words[at], at):
                heard.said.append(said)
                heard.open += self._matches(self._index, heard, party)
                ready += _let_go(self._index, heard)
        if final:
            ready += heard.open
            del self._utterances[utterance]
        cues = []
        for match in ready:
            if match.phrase.cue.id not in heard.fired:
                heard.fired.add(match.phrase.cue.id)
                cues.append(_cue(match, heard.said, words))
        return cues

    def _compared(self, index: PhraseIndex, before: Sequence[_Said], word: Word, at: int) -> list[_Said]:
        """Return a recognised word as it is compared: two for a contraction, none for a mere mark."""
        last = before[-1].form if before else ""
        text = word.text.rstrip()
        ends = text.endswith(CLAUSE_ENDS), text.endswith(SENTENCE_ENDS)
        said = []
        for spoken in split_spoken(word.text, self._language, last):
            joined = last + spoken.form if may_be_one(last, spoken.form) else ""
            like_joined = index.look_up_joined(compared(joined, self._language)) if joined else {}
            said.append(_Said(spoken.form, at, index.look_up(spoken), joined, like_joined, *ends))
            last = ""  # the halves of a contraction were one word: they are not joined again
        return said

    def _matches(self, index: PhraseIndex, heard: _Utterance, party: Party) -> list[_Match]:
        """Return the likeliest match of each cue that ends with the word said last."""
        best: dict[str, _Match] = {}
        for match in self._candidates(index, heard.said):
            phrase = match.phrase
            if party not in (phrase.cue.party, Party.MIXED) or phrase.cue.id in heard.fired:
                continue
            if self._taken_back_by_what_was_before(index, heard.said, match):
                continue
            known = best.get(phrase.cue.id)
            if known is None or match.likeness > known.likeness:
                best[phrase.cue.id] = match
        return list(best.values())

    def _candidates(self, index: PhraseIndex, said: Sequence[_Said]) -> Iterator[_Match]:
        last, end = said[-1], len(said) - 1
        for start, form in ((end, last.form), (end - 1, last.joined)):
            for phrase, likeness in index.alone(form):
                yield _Match(phrase, start, end, likeness)
        heard = {entry for word in said[-1 - NEAR_WORDS : -1] for entry in (*word.like, *word.like_joined)}
        for entry in {**last.like, **last.like_joined}:
            for phrase in index.ending_with(entry, heard):
                match = self._trace(said, phrase)
                if match is not None:
                    yield match
        for entry in last.like:
            for phrase in index.near(entry, heard):
                match = self._gather(said, phrase, entry)
                if match is not None:
                    yield match

    def _trace(self, said: Sequence[_Said], phrase: Phrase) -> _Match | None:
        """Follow a phrase back from the word said last; return the match, None when it does not fit."""
        entries = phrase.entries
        known = LANGUAGES[self._language]

        def back(left: int, at: int, others: int, inexact: int) -> tuple[int, float] | None:
            if left < 0:
                return at + 1, 0.0
            if at < 0:
                return None
            word = said[at]
            for likeness, used in (
                (word.like.get(entries[left]), 1),
                (word.like_joined.get(entries[left]), 2),
            ):
                if likeness is None or (likeness < 1.0 and not inexact):
                    continue
                rest = back(left - 1, at - used, others, inexact - (likeness < 1.0))
                if rest is not None:
                    return rest[0], rest[1] + likeness
            is_last = left == len(entries) - 1
            others -= word.form not in known.fillers
            if is_last or others < 0 or word.form in known.negations:
                return None
            return back(left, at - 1, others, inexact)

        end = len(said) - 1
        others = min(OTHER_WORDS_INSIDE, len(entries) - 1)
        found = back(len(entries) - 1, end, others, inexact=len(entries) // 2)
        return _Match(phrase, found[0], end, found[1] / len(entries)) if found else None

    def _gather(self, said: Sequence[_Said], phrase: Phrase, last: int) -> _Match | None:
        """Look for the other words of a phrase in any order; ``last`` is the entry of the word said last.

        Near one another, words confirm each other less than side by side: of each only one letter may be wrong.
        """
        known = LANGUAGES[self._language]
        missing = list(phrase.entries)
        missing.remove(last)
        likeness, inexact = said[-1].like[last], len(phrase.entries) // 2
        if not one_edit_off(likeness, said[-1].form):
            return None
        inexact -= likeness < 1.0
        others = OTHER_WORDS_A_GAP * (len(phrase.entries) - 1)
        for at in range(len(said) - 2, max(len(said) - 2 - NEAR_WORDS, -1), -1):
            word = said[at]
            if word.ends_sentence or others < 0 or inexact < 0:
                return None
            entry = max(missing, key=lambda entry: word.like.get(entry, 0.0))
            if entry in word.like and one_edit_off(word.like[entry], word.form):
                missing.remove(entry)
                likeness += word.like[entry]
                inexact -= word.like[entry] < 1.0
                if not missing:
                    return (
                        _Match(phrase, at, len(said) - 1, likeness / len(phrase.entries))
                        if inexact >= 0
                        else None
                    )
            elif word.form in known.negations and not phrase.negated:
                return None
            else:
                others -= word.form not in known.fillers
        return None

    def _taken_back_by_what_was_before(
        self, index: PhraseIndex, said: Sequence[_Said], match: _Match
    ) -> bool:
        known, phrase = LANGUAGES[self._language], match.phrase
        if not phrase.negated and self._stands_before(
            said, match.start, known.negations, NEGATION_REACH_WORDS
        ):
            return True
        if not (phrase.conditional or phrase.cue.even_if):
            if any(word.form in known.conditionals for word in said[match.start : match.end]):
                return True
            if self._stands_before(said, match.start, known.conditionals, CONDITIONAL_REACH_WORDS):
                return True
        if self._denied(said, match.start):
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

    def _denied(self, said: Sequence[_Said], start: int) -> bool:
        """Return whether it is only what the speaker does not claim ("I am not saying it is broken")."""
        known = LANGUAGES[self._language]
        for at in range(start - 1, max(start - 1 - CLAIM_REACH_WORDS, -1), -1):
            if said[at].ends_sentence:
                return False
            if said[at].form in known.claims and self._stands_before(said, at, known.negations, reach=1):
                return True
        return False

    def _stands_before(self, said: Sequence[_Said], start: int, forms: frozenset[str], reach: int) -> bool:
        """Return whether one of the forms stands up to ``reach`` words before, in the same clause."""
        known = LANGUAGES[self._language]
        for word in reversed(said[:start]):
            if word.ends_clause or not reach:
                return False
            if word.form in forms:
                return True
            reach -= word.form not in known.fillers
        return False


def _first_difference(forms: Sequence[str], words: Sequence[Word]) -> int:
    for at, (form, word) in enumerate(zip(forms, words, strict=False)):
        if form != spoken_form(word.text):
            return at
    return min(len(forms), len(words))


def _let_go(index: PhraseIndex, heard: _Utterance) -> list[_Match]:
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
    unless: Sequence[Sequence[int]], said: Sequence[_Said], match: _Match
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


def _cue(match: _Match, said: Sequence[_Said], words: Sequence[Word]) -> Cue:
    first, last = said[match.start].word, said[match.end].word
    cue = match.phrase.cue
    return Cue(
        id=cue.id,
        party=cue.party,
        phrase=match.phrase.text,
        quote=" ".join(word.text.strip() for word in words[first : last + 1]).strip("".join(CLAUSE_ENDS)),
        said_ms=CallMs(words[last].end_ms),
        confidence=match.likeness,
        heat_points=cue.heat_points,
    )
