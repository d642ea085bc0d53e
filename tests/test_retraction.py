"""What takes a match of a phrase back."""

from __future__ import annotations

import pytest

from tyyni.coach.cue_phrases import CuePhrases
from tyyni.coach.words import CueSpotter
from tyyni.units import Party
from tyyni_models.contracts import Word

SAYS = {
    "en": ("is broken", "is not working"),
    "fi": ("on rikki", "te valehtelitte"),
    "pl": ("jest zepsuty", "spalę"),
}
UNLESS = {"pl": ("spaliłem",), "en": ("+ neighbour", "is broken glass")}
BROKE = CuePhrases("broke", Party.CALLER, ("P4",), 8.0, SAYS, UNLESS)


def found(text: str, language: str, *, final: bool = True) -> bool:
    words = [Word(part, at * 300, at * 300 + 250, 0.9) for at, part in enumerate(text.split())]
    return bool(CueSpotter((BROKE,), language).hear(Party.CALLER, 1, words, final=final))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'm not saying it is broken"),
        ("en", "I am not claiming that it is not working"),
        ("fi", "en mä sano että se on rikki"),
        ("fi", "en väitä että te valehtelitte"),
        ("pl", "nie mówię, że jest zepsuty"),
    ],
)
def test_what_is_denied_to_be_claimed_is_not_said(language: str, text: str) -> None:
    assert not found(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "I am saying it is broken",
        "I am not saying that. It is broken",
        "I was not saying anything to your man in the shop but it is broken",
        "I am not saying it twice so it really truly certainly is broken",
    ],
)
def test_a_claim_a_new_sentence_or_a_distant_one_denies_nothing(text: str) -> None:
    assert found(text, "en")


def test_a_negation_an_if_and_a_neighbour_take_back() -> None:
    assert not found("it never is broken", "en")
    assert not found("if it is broken", "en")
    assert not found("my neighbour says it is broken", "en")
    assert found("my neighbour is nice. It is broken", "en")


def test_a_match_waits_for_the_word_that_may_take_it_back() -> None:
    assert not found("it is broken", "en", final=False)
    assert found("it is broken now", "en", final=False)
    assert not found("it is broken glass", "en")


def test_another_form_of_a_lone_do_not_trigger_word_takes_nothing_back() -> None:
    assert found("spalę to", "pl")
    assert not found("spaliłem spalę", "pl")
