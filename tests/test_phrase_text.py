"""How a phrase is written: words, beginnings, sets, any order."""

from __future__ import annotations

import pytest

from tyyni.coach.phrase_text import is_plain, read_phrase, sets_asked_for

SETS = {"late": ("late", "delay*", "overdue")}


def parts(text: str, language: str = "en") -> list[list[str]]:
    read = read_phrase(text, language, SETS)
    return [
        [*(word.form for word in part.words), *(f"{begin}*" for begin in part.beginnings)]
        for part in read.parts
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it's late", [["it"], ["is"], ["late"]]),
        ("is {late}", [["is"], ["late", "overdue", "delay*"]]),
        ("deliver* + {late}", [["deliver*"], ["late", "overdue", "delay*"]]),
        ("{not} here", [["neither", "never", "nor", "not"], ["here"]]),
    ],
)
def test_a_phrase_is_read_word_by_word(text: str, expected: list[list[str]]) -> None:
    assert parts(text) == expected


def test_letters_that_recognition_drops_are_dropped_from_beginnings_too() -> None:
    assert parts("opóźni*", "pl") == [["opozni*"]]


def test_a_plus_means_any_order() -> None:
    assert read_phrase("late + parcel", "en", {}).any_order
    assert not read_phrase("late parcel", "en", {}).any_order
    assert read_phrase("+ neighbour", "en", {}).any_order


def test_a_set_that_the_cue_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        read_phrase("{early}", "en", SETS)


def test_what_a_phrase_asks_for_is_told() -> None:
    assert sets_asked_for("{not} {late} here") == ["late"]
    assert is_plain("it is late")
    assert not any(map(is_plain, ("{late}", "delay*", "late + here")))
