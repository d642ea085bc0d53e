"""Word and character error rates, and the spelling in which texts are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni_bench.word_errors import ErrorCounts, count_errors, spelled_out, summed


@pytest.mark.parametrize(
    ("text", "language", "spelled"),
    [
        ("Mä oon ODOTTANUT, 3 viikkoa!", "fi", "mä oon odottanut kolme viikkoa"),
        ("Zażółć 12 gęślą — jaźń", "pl", "zażółć dwanaście gęślą jaźń"),
        ("It's 1,000 or 10.5", "en", "its one thousand or ten five"),
        ("PIN 0042", "en", "pin zero zero four two"),
        ("1234567890", "en", "one two three four five six seven eight nine zero"),
        ("42", "sv", "42"),
        ("e\u0301te\u0301", "fr", "été"),
        ("snake_case", "en", "snake case"),
        ("...", "en", ""),
        ("[Laughs] Press 1 (one).", "en", "press one"),
    ],
)
def test_both_sides_are_spelled_alike(text: str, language: str, spelled: str) -> None:
    assert spelled_out(text, language) == spelled


@given(st.text(max_size=60), st.sampled_from(["fi", "pl", "en"]))
def test_spelling_twice_changes_nothing(text: str, language: str) -> None:
    once = spelled_out(text, language)
    assert spelled_out(once, language) == once


def test_errors_are_counted_by_words_and_characters() -> None:
    counts = count_errors("The parcel is late", "the parcel was late today", "en")
    assert counts == ErrorCounts(2, 4, 8, 18)
    assert counts.wer == 0.5
    assert counts.cer == pytest.approx(8 / 18)


def test_what_is_heard_where_nothing_was_said_is_all_wrong_and_has_no_rate() -> None:
    counts = count_errors("...", "thank you", "en")
    assert counts == ErrorCounts(2, 0, 9, 0)
    assert counts.wer is None
    assert counts.cer is None
    assert count_errors("thank you", "", "en").wer == 1.0


def test_long_texts_weigh_more() -> None:
    assert summed([ErrorCounts(1, 1, 1, 1), ErrorCounts(0, 9, 0, 9)]).wer == 0.1
    assert summed([]).wer is None
