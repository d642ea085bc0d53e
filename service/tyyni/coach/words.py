"""Cues in the words: phrases of the playbook, found despite inflected endings and mishearing.

Words are stemmed (Snowball: Finnish, Polish, English), and whole phrases are compared, so that an ending, a
wrong letter or a word split in two does not hide a cue, and a match begins and ends at word boundaries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import snowballstemmer
from rapidfuzz import fuzz, process

from tyyni.coach.hypothesis import spoken_form
from tyyni.units import CallMs, Party
from tyyni_models.contracts import Word

STEMMERS = {"fi": "finnish", "pl": "polish", "en": "english"}

EXACT_BELOW_CHARS = 9
"""Shorter phrases must match to the letter of their stems: one wrong letter in eight makes another word."""

LIKENESS = 86.0
"""Longer ones may differ: normalised Indel similarity in percent; one letter in nine is 89 (our choice, held
by the playbook's cases)."""

GUARD_WORDS = 3
"""How many words around a match are searched for a do-not-trigger phrase."""


@dataclass(frozen=True, slots=True)
class CuePhrases:
    """What one cue sounds like; phrases per language (fi, pl, en)."""

    id: str
    party: Party
    sources: tuple[str, ...]
    heat_points: float
    """Points of heat when the caller says it; negative for thanks and relief, 0 for an agent's step."""
    says: Mapping[str, tuple[str, ...]]
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Do-not-trigger phrases: near a match they take it back, such as "en ole vihainen"."""


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


@dataclass(slots=True)
class _Progress:
    seen: int = 0
    fired: set[str] = field(default_factory=set)


class CueSpotter:
    """Finds cues in the growing text of one call; a language without phrases gives none."""

    def __init__(self, cues: Sequence[CuePhrases], language: str) -> None:
        # Words recur and windows overlap: each is stemmed once in a call.
        self._stem = cache(snowballstemmer.stemmer(STEMMERS.get(language, "english")).stemWord)
        self._by_length: dict[int, dict[str, list[tuple[CuePhrases, str]]]] = defaultdict(dict)
        self._unless: dict[str, tuple[str, ...]] = {}
        self._open: dict[int, _Progress] = {}
        for cue in cues:
            self._unless[cue.id] = tuple(self._stems(text.split()) for text in cue.unless.get(language, ()))
            for phrase in cue.says.get(language, ()):
                stems = self._stems(phrase.split())
                same = self._by_length[len(stems.split())].setdefault(stems, [])
                same.append((cue, phrase))

    def hear(self, party: Party, utterance: int, words: Sequence[Word], *, final: bool) -> list[Cue]:
        """Take the stable words of an utterance so far, or all of them when final; return its new cues."""
        progress = self._open.setdefault(utterance, _Progress())
        found: list[Cue] = []
        # A cue with do-not-trigger phrases waits until the words that could take it back were said.
        for end in range(0 if final else max(progress.seen - GUARD_WORDS, 0), len(words)):
            for cue in self._ending_at(party, words, end, final=final):
                if cue.id not in progress.fired:
                    progress.fired.add(cue.id)
                    found.append(cue)
        progress.seen = len(words)
        if final:
            del self._open[utterance]
        return found

    def _ending_at(self, party: Party, words: Sequence[Word], end: int, *, final: bool) -> list[Cue]:
        """Return the cues whose phrase ends with word ``end``."""
        cues: list[Cue] = []
        longest = max(self._by_length, default=0) + 1
        for length in range(1, min(longest, end + 1) + 1):
            start = end + 1 - length
            said = self._stems([word.text for word in words[start : end + 1]])
            for phrase, likeness in self._like(said, length):
                for cue, text in phrase:
                    if not self._fits(cue, party) or self._taken_back(cue, words, start, end, final=final):
                        continue
                    quote = " ".join(word.text for word in words[start : end + 1])
                    said_ms = CallMs(words[end].end_ms)
                    cues.append(Cue(cue.id, cue.party, text, quote, said_ms, likeness / 100, cue.heat_points))
        return cues

    def _like(self, said: str, length: int) -> list[tuple[list[tuple[CuePhrases, str]], float]]:
        """Return the phrases that ``said`` is near enough to; a word may have been split or joined."""
        matches: list[tuple[list[tuple[CuePhrases, str]], float]] = []
        for count in (length - 1, length, length + 1):
            phrases = self._by_length.get(count, {})
            if len(said) < EXACT_BELOW_CHARS or (count != length and min(count, length) < 2):
                if said in phrases:
                    matches.append((phrases[said], 100.0))
                continue
            near = process.extract(said, phrases.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=None)
            matches += [(phrases[text], likeness) for text, likeness, _ in near]
        return matches

    def _taken_back(
        self, cue: CuePhrases, words: Sequence[Word], start: int, end: int, *, final: bool
    ) -> bool:
        unless = self._unless[cue.id]
        if not unless:
            return False
        if not final and end + GUARD_WORDS >= len(words):
            return True  # not yet certain: looked at again with the next words
        around = words[max(start - GUARD_WORDS, 0) : end + 1 + GUARD_WORDS]
        nearby = f" {self._stems([word.text for word in around])} "
        return any(f" {stems} " in nearby for stems in unless)

    def _fits(self, cue: CuePhrases, party: Party) -> bool:
        return party in (cue.party, Party.MIXED)

    def _stems(self, texts: Sequence[str]) -> str:
        return " ".join(self._stem(form) for text in texts if (form := spoken_form(text)))
