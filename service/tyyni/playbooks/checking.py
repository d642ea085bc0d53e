"""`tyyni playbook check`: what the schema cannot see: doubles, conflicts, and rules without enough cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from tyyni.coach.cue_phrases import CuePhrases
from tyyni.coach.playbook import Playbook, Rule
from tyyni.coach.spoken import split_spoken
from tyyni.playbooks.cases import Case, failure
from tyyni.playbooks.schema import LANGUAGES, PlaybookFile

ELSEWHERE = "the playbook below"
"""House rules lie over another playbook, which has files of its own."""

LEAST_CASES = 2
"""Cases in which a rule speaks, and in which it does not, in each language: one may pass by chance."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend."""

    code: str
    message: str
    """Names file, entry and key, and what was expected."""
    grave: bool = True
    """False: the playbook may be used as it is."""

    def __str__(self) -> str:
        return f"{'' if self.grave else 'note: '}{self.message} [{self.code}]"


@dataclass(frozen=True, slots=True)
class Places:
    """Which of the playbook's own files each entry stands in; what it has from elsewhere is in none of them."""

    rules: Mapping[str, str]
    cues: Mapping[str, str]

    def of_rule(self, id_: str) -> str:
        """Return the file, as a message names it."""
        return self.rules.get(id_, ELSEWHERE)

    def of_cue(self, id_: str) -> str:
        """Return the file, as a message names it."""
        return self.cues.get(id_, ELSEWHERE)


def places_of(files: Sequence[PlaybookFile]) -> Places:
    """Return where the rules and cues stand that a checked playbook's own files hold."""
    rules, cues = (
        {entry["id"]: file.name for file in files for entry in file.data.get(kind, ())}
        for kind in ("rule", "cue")
    )
    return Places(rules, cues)


def doubles_and_conflicts(playbook: Playbook, places: Places) -> list[Finding]:
    """Return texts and phrases that stand twice, and rules that would always be called for together."""
    return [
        *_same_texts(playbook.rules, places),
        *_same_phrases(playbook.cues, places),
        *_conflicts(playbook.rules, places),
    ]


def missing_cases(playbook: Playbook, cases: Sequence[Case], places: Places) -> list[Finding]:
    """Return for each of the playbook's own rules and each language which cases are missing; a draft may lack them."""
    there = Counter((case.rule, case.script.language, case.fires) for case in cases)
    return [
        Finding(
            "playbook_too_few_cases",
            f"{places.of_rule(rule.id)}: rule {rule.id!r}: has {there[rule.id, language, fires]} cases in {language} "
            f"in which it {'speaks' if fires else 'stays silent'}; expected {LEAST_CASES} in {rule.id}.toml",
            grave=not rule.draft,
        )
        for rule in playbook.rules
        if rule.id in places.rules
        for language in LANGUAGES
        for fires in (True, False)
        if there[rule.id, language, fires] < LEAST_CASES
    ]


def failures(playbook: Playbook, cases: Iterable[Case]) -> list[str]:
    """Play all cases; return what came of those that fail. A draft is played as if it were published."""
    return [told for case in cases if (told := failure(published(playbook, case.rule), case))]


def published(playbook: Playbook, id_: str) -> Playbook:
    """Return the playbook as it would be if this rule were no draft."""
    if not any(rule.draft and rule.id == id_ for rule in playbook.rules):
        return playbook
    rules = tuple(replace(rule, draft=False) if rule.id == id_ else rule for rule in playbook.rules)
    return replace(playbook, rules=rules)


def _same_texts(rules: Sequence[Rule], places: Places) -> Iterator[Finding]:
    for key in ("text", "why"):
        seen: dict[tuple[str, str], str] = {}
        for rule in rules:
            for language, text in getattr(rule, key).items():
                other = seen.setdefault((language, text.casefold().strip()), rule.id)
                if other != rule.id:
                    yield Finding(
                        "playbook_duplicate",
                        f"{places.of_rule(rule.id)}: rule {rule.id!r}: {key}.{language}: the same as that of "
                        f"rule {other!r}; expected one of its own: an agent could not tell them apart",
                    )


def _same_phrases(cues: Sequence[CuePhrases], places: Places) -> Iterator[Finding]:
    seen: dict[tuple[str, str, str], str] = {}
    for cue in cues:
        for language, phrases in cue.says.items():
            for phrase in phrases:
                other = seen.setdefault((cue.party.value, language, _spoken(phrase, language)), cue.id)
                if other != cue.id:
                    yield Finding(
                        "playbook_duplicate",
                        f"{places.of_cue(cue.id)}: cue {cue.id!r}: says.{language}: {phrase!r} stands in cue {other!r} "
                        "too; expected it in one of them: it would count twice",
                    )


def _spoken(phrase: str, language: str) -> str:
    """Return a phrase as it is compared with what is said: "it's late" and "it is late" are the same."""
    return " ".join(word.form for part in phrase.split() for word in split_spoken(part, language))


def _conflicts(rules: Sequence[Rule], places: Places) -> Iterator[Finding]:
    live = [rule for rule in rules if not rule.draft]
    for first, second in combinations(live, 2):
        if (first.when, first.urgency) == (second.when, second.urgency):
            yield Finding(
                "playbook_conflict",
                f"{places.of_rule(second.id)}: rule {second.id!r}: when and urgency are those of rule {first.id!r}, "
                "which stands first and takes its place; expected another condition or urgency",
            )
