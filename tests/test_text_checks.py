"""Loops, phantoms and doubts, told from a text and its probabilities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni_models.contracts import Word
from tyyni_models.text_checks import TextChecks, compression_ratio, has_loop, load_phantoms, spoken_letters

CHECKS = TextChecks()


def test_phantoms_are_known_in_every_language() -> None:
    assert all(load_phantoms()[language] for language in ("fi", "pl", "en"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Dziękuję za oglądanie!", "pl"),
        ("napisy stworzone przez  społeczność Amara.org.", "pl"),
        ("Thanks for watching!", "en"),
        ("Katsotaan, että se on tullut...", "fi"),
    ],
)
def test_a_whole_text_that_is_a_phantom_is_withheld(text: str, language: str) -> None:
    assert CHECKS.doubt(text, language, -0.1, 0.0) == "phantom"
    assert CHECKS.doubt(f"{text} ja minä", language, -0.1, 0.0) is None
    assert CHECKS.doubt(text, "sv", -0.1, 0.0) is None


@pytest.mark.parametrize(
    ("text", "language"), [("Thank you.", "en"), ("Kiitos!", "fi"), ("Dziękuję.", "pl"), ("Katsotaan.", "fi")]
)
def test_what_people_say_is_no_phantom(text: str, language: str) -> None:
    assert CHECKS.doubt(text, language, -0.5, 0.1) is None


@pytest.mark.parametrize(
    ("log_probability", "no_speech", "doubt"),
    [
        (-1.2, 0.7, "no_speech"),
        (-1.2, 0.3, None),
        (-0.8, 0.7, None),
        (-2.1, 0.3, "low_probability"),
    ],
)
def test_probabilities(log_probability: float, no_speech: float, doubt: str | None) -> None:
    assert CHECKS.doubt("it is late", "en", log_probability, no_speech) == doubt


def test_a_text_proves_speech_only_when_it_is_certain() -> None:
    assert CHECKS.certain(-0.76, 0.17)
    assert not CHECKS.certain(-0.95, 0.17)
    assert not CHECKS.certain(-0.5, 0.45)


@pytest.mark.parametrize(
    "text",
    [
        "it is a a a a a a a",
        "Thank you. Thank you. Thank you. Thank you.",
        "Dogs are sitting by the door. Dogs are sitting by the door! Dogs are sitting by the door.",
        "Pies, k w r r r r r r r r",
        "Riiiiiiiiiiii",
        "nyt wytrzymaj, wytrzymaj, wytrzymaj, wytrzymaj, wytrzymaj, wytrzymaj",
    ],
)
def test_a_loop_is_told(text: str) -> None:
    assert has_loop(text)
    assert CHECKS.doubt(text, "en", -0.1, 0.1) == "repetition"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no, no, no, no, no",
        "Call me. Call me. Call me.",
        "I want my money back! I want my money back!",
        "You have three options. Dial 1 if you wish to wait. Dial 2 if you wish to call. Dial 3 if you wish to go.",
        "0000 0000 0000",
        "haha haha",
    ],
)
def test_what_people_repeat_is_no_loop(text: str) -> None:
    assert not has_loop(text)


def test_a_long_loop_is_told_by_compression() -> None:
    sentence = "one two three four five six seven eight nine ten eleven twelve thirteen. "
    assert not has_loop(sentence * 2)
    assert CHECKS.doubt(sentence * 6, "en", -0.1, 0.1) == "repetition"
    assert compression_ratio(sentence) < CHECKS.compression_ratio < compression_ratio(sentence * 6)


@given(st.lists(st.sampled_from(["yes", "no", "it", "is"]), min_size=1, max_size=4), st.integers(6, 9))
def test_anything_said_often_enough_is_a_loop(phrase: list[str], times: int) -> None:
    assert has_loop(" ".join(phrase * times))


@given(st.text())
def test_letters_have_no_case_marks_or_spaces(text: str) -> None:
    assert spoken_letters(spoken_letters(text)) == spoken_letters(f" {text}! ")


def words(*lengths_ms: int) -> list[Word]:
    return [Word("word", 500, 500 + length_ms, 0.9) for length_ms in lengths_ms]


@pytest.mark.parametrize(
    ("lengths_ms", "has_place"),
    [
        ((), True),
        ((0,), True),
        ((0, 0, 0), True),
        ((0, 0, 0, 0), False),
        ((0, 0, 200, 200), True),
        ((0, 0, 0, 200), False),
    ],
)
def test_a_text_has_its_place_when_half_of_its_words_have_length(
    lengths_ms: tuple[int, ...], has_place: bool
) -> None:
    assert TextChecks().has_place(words(*lengths_ms)) is has_place
