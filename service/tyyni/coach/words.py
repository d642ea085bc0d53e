"""Cues in the words: phrases of the playbook, found despite inflected endings, mishearing and fillers.

A phrase matches when its words follow one another; each may have another ending, and of a longer word one or
two letters may be wrong; two words may have been recognised as one, or one as two. Fillers may stand between,
and one or two other words, but no negation. A phrase of a single word is held to its form: only an ending may
be added. A phrase in any order matches when its words stand near one another in a sentence. A negation just before
a match takes it back, unless the phrase has one itself; so does an "if", and the cue's own do-not-trigger phrases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tyyni.coach.cue_phrases import CuePhrases, Phrase
from tyyni.coach.hypothesis import spoken_form
from tyyni.coach.likeness import may_be_one, one_edit_off
from tyyni.coach.phrases import PhraseIndex, phrase_index
from tyyni.coach.retraction import let_go, taken_back_before
from tyyni.coach.spoken import LANGUAGES, compared, split_spoken
from tyyni.coach.utterances import (
    CLAUSE_ENDS,
    NEAR_WORDS,
    SENTENCE_ENDS,
    Match,
    Said,
    Utterance,
    first_difference,
)
from tyyni.units import CallMs, Party
from tyyni_models.contracts import Word

OTHER_WORDS_INSIDE = 2
"""Words besides fillers that may stand between those of a phrase, all gaps together ("is always late"); one in
a phrase of two words, since more would join what does not belong together."""

OTHER_WORDS_A_GAP = 3
"""Words besides fillers that may stand in the gaps between those of a phrase in any order, for each gap."""


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


class CueSpotter:
    """Finds cues in the growing text of one call; a language without phrases gives none."""

    def __init__(self, phrases: Sequence[CuePhrases], language: str) -> None:
        self._language = language
        self._index = phrase_index(tuple(phrases), language) if language in LANGUAGES else None
        self._utterances: dict[int, Utterance] = {}

    def hear(self, party: Party, utterance: int, words: Sequence[Word], *, final: bool) -> list[Cue]:
        """Take the stable words of an utterance so far, or all of them when final; return its new cues.

        A cue fires once in an utterance. Words that differ from those heard before are heard anew from the
        first difference on. A match waits while the words after it may be the beginning of one of its cue's
        do-not-trigger phrases. On a mixed channel the cues of both parties are found.
        """
        if self._index is None:
            return []
        heard = self._utterances.setdefault(utterance, Utterance())
        heard.forget_from(first_difference(heard.forms, words))
        ready: list[Match] = []
        for at in range(len(heard.forms), len(words)):
            heard.forms.append(spoken_form(words[at].text))
            for said in self._compared(self._index, heard.said, words[at], at):
                heard.said.append(said)
                heard.open += self._matches(self._index, heard, party)
                ready += let_go(self._index, heard)
        if final:
            ready += heard.open
            del self._utterances[utterance]
        cues = []
        for match in ready:
            if match.phrase.cue.id not in heard.fired:
                heard.fired.add(match.phrase.cue.id)
                cues.append(_cue(match, heard.said, words))
        return cues

    def _compared(self, index: PhraseIndex, before: Sequence[Said], word: Word, at: int) -> list[Said]:
        """Return a recognised word as it is compared: two for a contraction, none for a mere mark."""
        last = before[-1].form if before else ""
        text = word.text.rstrip()
        ends = text.endswith(CLAUSE_ENDS), text.endswith(SENTENCE_ENDS)
        said = []
        for spoken in split_spoken(word.text, self._language, last):
            joined = last + spoken.form if may_be_one(last, spoken.form) else ""
            like_joined = index.look_up_joined(compared(joined, self._language)) if joined else {}
            said.append(Said(spoken.form, at, index.look_up(spoken), joined, like_joined, *ends))
            last = ""  # the halves of a contraction were one word: they are not joined again
        return said

    def _matches(self, index: PhraseIndex, heard: Utterance, party: Party) -> list[Match]:
        """Return the likeliest match of each cue that ends with the word said last."""
        best: dict[str, Match] = {}
        for match in self._candidates(index, heard.said):
            phrase = match.phrase
            if party not in (phrase.cue.party, Party.MIXED) or phrase.cue.id in heard.fired:
                continue
            if taken_back_before(index, LANGUAGES[self._language], heard.said, match):
                continue
            known = best.get(phrase.cue.id)
            if known is None or match.likeness > known.likeness:
                best[phrase.cue.id] = match
        return list(best.values())

    def _candidates(self, index: PhraseIndex, said: Sequence[Said]) -> Iterator[Match]:
        last, end = said[-1], len(said) - 1
        for start, form in ((end, last.form), (end - 1, last.joined)):
            for phrase, likeness in index.alone(form):
                yield Match(phrase, start, end, likeness)
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

    def _trace(self, said: Sequence[Said], phrase: Phrase) -> Match | None:
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
        return Match(phrase, found[0], end, found[1] / len(entries)) if found else None

    def _gather(self, said: Sequence[Said], phrase: Phrase, last: int) -> Match | None:
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
                        Match(phrase, at, len(said) - 1, likeness / len(phrase.entries))
                        if inexact >= 0
                        else None
                    )
            elif word.form in known.negations and not phrase.negated:
                return None
            else:
                others -= word.form not in known.fillers
        return None


def _cue(match: Match, said: Sequence[Said], words: Sequence[Word]) -> Cue:
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
