"""Counts of cues found, missed and wrong; what a word costs."""

from __future__ import annotations

from tyyni.playbooks.loader import load_playbook
from tyyni.units import Party
from tyyni_bench.cue_cases import CueCase, Spoken
from tyyni_bench.cue_figures import figures_of, heard_in, with_rules, word_cost

PLAYBOOK = load_playbook()


def spoken(text: str) -> Spoken:
    case = CueCase(say=text, cues=frozenset({"late_delivery"}), about="late_delivery")
    return Spoken(case=case, party=Party.CALLER, language="en")


def test_found_missed_and_wrong_are_counted() -> None:
    one, two = frozenset({"one"}), frozenset({"two"})
    figures = figures_of([(one, one), (one, two), (frozenset(), one), (one | two, one | two)])
    assert (figures.found, figures.missed, figures.wrong) == (3, 1, 2)
    assert (figures.recall, figures.precision) == (3 / 4, 3 / 5)


def test_nothing_there_and_nothing_found_have_no_share() -> None:
    figures = figures_of([(frozenset(), frozenset())])
    assert figures.recall is None
    assert figures.precision is None


def test_a_sentence_is_heard_as_the_service_hears_it() -> None:
    assert heard_in(PLAYBOOK, spoken("My package is late.")) == {"late_delivery"}


def test_a_playbook_is_made_large_and_every_word_is_measured() -> None:
    large = with_rules(PLAYBOOK, 50)
    assert len({rule.id for rule in large.rules}) == 50
    cost = word_cost(large, [spoken("My package is late."), spoken("It is here.")])
    assert (cost.rules, cost.words) == (50, 7)
    assert 0 < cost.search_p50_ms <= cost.p50_ms <= cost.p99_ms <= cost.max_ms
