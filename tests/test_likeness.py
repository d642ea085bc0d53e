"""How like a spoken word is to one of a phrase."""

from __future__ import annotations

import pytest

from tyyni.coach.likeness import edits_allowed, likeness_of, may_be_one, one_edit_off


@pytest.mark.parametrize(("chars", "edits"), [(5, 0), (6, 1), (8, 1), (9, 2)])
def test_the_longer_a_word_the_more_letters_may_be_wrong(chars: int, edits: int) -> None:
    assert edits_allowed(chars) == edits


def test_likeness_is_measured_against_the_longer_form() -> None:
    assert likeness_of(0, "late", "late") == 1.0
    assert likeness_of(1, "late", "later") == 1.0 - 1 / 5


def test_two_wrong_letters_are_more_than_one() -> None:
    assert one_edit_off(likeness_of(1, "delivery", "delivory"), "delivory")
    assert not one_edit_off(likeness_of(2, "delivery", "delivoru"), "delivoru")


def test_only_words_of_some_length_are_taken_as_one() -> None:
    assert may_be_one("asiakas", "palvelu")
    assert not may_be_one("on", "palvelu")
    assert not may_be_one("yks", "kak")
