"""The playbook's phrases of one language, indexed so that a new word finds those it may end.

Every word of every phrase is an entry of a vocabulary, and so is every beginning of a word and every set of words.
A spoken word is looked up once: the entries it may be said for, by form, by stem, by its beginning or by a few
wrong letters. A phrase then is a sequence of entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from tyyni.coach.cue_phrases import CuePhrases, Phrase
from tyyni.coach.likeness import (
    MOST_EDITS,
    ONE_EDIT_FROM_CHARS,
    edits_allowed,
    likeness_of,
    may_be_one,
    one_edit_off,
)
from tyyni.coach.phrase_text import Part, PhraseText, read_phrase
from tyyni.coach.spoken import LANGUAGES, SpokenWord, compared

ALONE_ENDING_CHARS = 4
ALONE_EDIT_FROM_CHARS = 10
"""A phrase of a single word has no neighbours to confirm it: it may only have an ending added ("perkele",
"perkeleen"), or from this length on one wrong letter. A shared stem is not enough: the Finnish algorithm makes
"saata" of both "saatana" (a curse) and "saatat" (you may)."""

ONLY_FORM = "="
"""What an entry begins with that is one form of a word and no other."""

LOOKUPS_CACHED = 8_192
"""Different spoken words whose entries are kept."""

PLAYBOOKS_CACHED = 16
"""Indexes kept: each language of a playbook has one, all calls share it."""


Buckets = defaultdict[int, list[Phrase]]
"""Phrases that share a word, by another word of theirs: of the many that end with "it" only few can fit."""


class PhraseIndex:
    """All phrases of one language."""

    def __init__(self, cues: Sequence[CuePhrases], language: str) -> None:
        self._language = language
        self._ids: dict[str, int] = {}
        self._by_stem: defaultdict[str, list[int]] = defaultdict(list)
        self._beginnings: dict[str, int] = {}
        self._sets_of: defaultdict[int, list[int]] = defaultdict(list)
        self._known: set[tuple[CuePhrases, tuple[int, ...]]] = set()
        self._by_last: defaultdict[int, Buckets] = defaultdict(lambda: defaultdict(list))
        self._near: defaultdict[int, Buckets] = defaultdict(lambda: defaultdict(list))
        self._alone: defaultdict[str, list[Phrase]] = defaultdict(list)
        self._alone_beginnings: defaultdict[str, list[Phrase]] = defaultdict(list)
        self._unless: dict[str, tuple[tuple[int, ...], ...]] = {}
        self._unless_near: dict[str, tuple[frozenset[int], ...]] = {}
        for cue in cues:
            for text in cue.says.get(language, ()):
                self._add(cue, text)
            self._add_unless(cue)
        self._by_chars: defaultdict[int, dict[int, str]] = defaultdict(dict)
        for form in (form for form in self._ids if form.isalnum()):
            for chars in range(len(form) - MOST_EDITS, len(form) + MOST_EDITS + 1):
                if abs(chars - len(form)) <= edits_allowed(min(chars, len(form))):
                    self._by_chars[chars][self._ids[form]] = form
        self._alone_long = [form for form in self._alone if len(form) >= ALONE_EDIT_FROM_CHARS]
        self.look_up = lru_cache(maxsize=LOOKUPS_CACHED)(self._look_up)
        self.alone = lru_cache(maxsize=LOOKUPS_CACHED)(self._look_up_alone)

    def look_up_joined(self, word: SpokenWord) -> Mapping[int, float]:
        """Return the entries that two words taken as one may be said for; one letter may be wrong, since two
        are enough to make another word of the shorter half ("better for", "better now")."""
        return {
            entry: likeness
            for entry, likeness in self.look_up(word).items()
            if one_edit_off(likeness, word.form)
        }

    def ending_with(self, entry: int, heard: Set[int]) -> Iterator[Phrase]:
        """Return the phrases of several words whose last is ``entry`` and whose last but one was heard."""
        return _in_buckets(self._by_last.get(entry), heard)

    def near(self, entry: int, heard: Set[int]) -> Iterator[Phrase]:
        """Return the phrases in any order that have ``entry``, of whose other words one at least was heard."""
        return _in_buckets(self._near.get(entry), heard)

    def unless(self, cue: CuePhrases) -> tuple[tuple[int, ...], ...]:
        """Return the do-not-trigger phrases of a cue."""
        return self._unless[cue.id]

    def unless_near(self, cue: CuePhrases) -> tuple[frozenset[int], ...]:
        """Return the do-not-trigger phrases of a cue that are in any order."""
        return self._unless_near[cue.id]

    def _entry(self, word: SpokenWord) -> int:
        if word.form not in self._ids:
            self._ids[word.form] = len(self._ids)
            if word.stem:
                self._by_stem[word.stem].append(self._ids[word.form])
        return self._ids[word.form]

    def _part_entry(self, part: Part) -> int:
        """Return the entry of a word, of a beginning of words, or of a set of these."""
        if part.is_one_word:
            return self._entry(part.words[0])
        members = [self._entry(word) for word in part.words]
        for beginning in part.beginnings:
            entry = self._ids.setdefault(f"{beginning}*", len(self._ids))
            self._beginnings[beginning] = entry
            members.append(entry)
        if len(members) == 1:
            return members[0]
        name = "|".join(str(member) for member in sorted(members))
        if name not in self._ids:
            self._ids[name] = len(self._ids)
            for member in members:
                self._sets_of[member].append(self._ids[name])
        return self._ids[name]

    def _add_unless(self, cue: CuePhrases) -> None:
        sets = cue.words.get(self._language, {})
        read = [read_phrase(text, self._language, sets) for text in cue.unless.get(self._language, ())]
        entries = [(phrase.any_order, self._unless_entries(phrase)) for phrase in read]
        self._unless[cue.id] = tuple(parts for any_order, parts in entries if not any_order)
        self._unless_near[cue.id] = tuple(frozenset(parts) for any_order, parts in entries if any_order)

    def _unless_entries(self, phrase: PhraseText) -> tuple[int, ...]:
        """Return the entries of a do-not-trigger phrase; a word alone has no neighbour to confirm another ending or a
        wrong letter: "spaliłem" (I burnt it) must not take back "spalę" (I shall burn it)."""
        if len(phrase.parts) == 1 and phrase.parts[0].is_one_word:
            return (self._ids.setdefault(ONLY_FORM + phrase.parts[0].words[0].form, len(self._ids)),)
        return tuple(map(self._part_entry, phrase.parts))

    def _add(self, cue: CuePhrases, text: str) -> None:
        known = LANGUAGES[self._language]
        read = read_phrase(text, self._language, cue.words.get(self._language, {}))
        forms = {word.form for part in read.parts for word in part.words}
        negated, conditional = bool(forms & known.negations), bool(forms & known.conditionals)
        spellings = [list(read.parts)]
        if not read.any_order:
            spellings += self._with_neighbours_joined(spellings[0])
        for spelling in spellings:
            entries = tuple(self._part_entry(part) for part in spelling)
            phrase = Phrase(cue, text, entries, negated, conditional, read.any_order)
            if len(spelling) == 1:
                for word in spelling[0].words:
                    self._alone[word.form].append(phrase)
                for beginning in spelling[0].beginnings:
                    self._alone_beginnings[beginning].append(phrase)
            elif read.any_order:
                for at, entry in enumerate(entries):
                    if entry not in entries[:at]:
                        self._near[entry][entries[at - 1]].append(phrase)
            elif (cue, entries) not in self._known:
                self._known.add((cue, entries))
                self._by_last[entries[-1]][entries[-2]].append(phrase)

    def _with_neighbours_joined(self, parts: list[Part]) -> list[list[Part]]:
        joined = []
        for at, (left, right) in enumerate(pairwise(parts)):
            if left.is_one_word and right.is_one_word and may_be_one(left.words[0].form, right.words[0].form):
                together = compared(left.words[0].form + right.words[0].form, self._language)
                if len(together.stem) <= len(left.words[0].form):  # the second word's stem is nothing
                    together = SpokenWord(together.form, "")
                joined.append([*parts[:at], Part((together,)), *parts[at + 2 :]])
        return joined

    def _look_up(self, word: SpokenWord) -> Mapping[int, float]:
        """Return the entries a spoken word may be said for, with their likeness 0..1."""
        found: dict[int, float] = {}
        if len(word.form) >= ONE_EDIT_FROM_CHARS and word.form not in LANGUAGES[self._language].exact:
            forms = self._by_chars.get(len(word.form), {})
            most = edits_allowed(len(word.form))
            near = process.extract(word.form, forms, scorer=OSA.distance, score_cutoff=most, limit=None)
            for form, edits, entry in near:
                if edits <= edits_allowed(min(len(form), len(word.form))):
                    found[entry] = likeness_of(edits, form, word.form)
        found.update(dict.fromkeys(self._by_stem.get(word.stem, ()), 1.0))
        for name in (word.form, ONLY_FORM + word.form):
            if name in self._ids:
                found[self._ids[name]] = 1.0
        for beginning in _beginnings(word.form):
            if beginning in self._beginnings:
                found[self._beginnings[beginning]] = 1.0
        for entry, likeness in list(found.items()):
            for set_ in self._sets_of.get(entry, ()):
                found[set_] = max(likeness, found.get(set_, 0.0))
        return found

    def _look_up_alone(self, form: str) -> Sequence[tuple[Phrase, float]]:
        """Return the phrases of a single word that a spoken form may be, with their likeness 0..1."""
        found = {form: 1.0}
        if len(form) >= ALONE_EDIT_FROM_CHARS:
            near = process.extract(form, self._alone_long, scorer=OSA.distance, score_cutoff=1, limit=None)
            found |= {known: likeness_of(edits, known, form) for known, edits, _ in near}
        for ending in range(1, ALONE_ENDING_CHARS + 1):
            if len(form) - ending >= ONE_EDIT_FROM_CHARS - 1:
                found[form[:-ending]] = 1.0
        begun = [phrase for known in _beginnings(form) for phrase in self._alone_beginnings.get(known, ())]
        return [
            *(
                (phrase, likeness)
                for known, likeness in found.items()
                for phrase in self._alone.get(known, ())
            ),
            *((phrase, 1.0) for phrase in begun),
        ]


def _in_buckets(buckets: Buckets | None, heard: Set[int]) -> Iterator[Phrase]:
    if buckets is not None:
        for entry in buckets.keys() & heard:
            yield from buckets[entry]


def _beginnings(form: str) -> list[str]:
    return [form[:chars] for chars in range(2, len(form) + 1)]


@lru_cache(maxsize=PLAYBOOKS_CACHED)
def phrase_index(cues: tuple[CuePhrases, ...], language: str) -> PhraseIndex:
    """Return the index of these phrases, made once and shared by all calls in the language."""
    return PhraseIndex(cues, language)
