"""What was said in an utterance, and what is heard anew."""

from __future__ import annotations

import pytest

from tyyni.coach.cue_phrases import CuePhrases, Phrase
from tyyni.coach.utterances import Match, Said, Utterance, first_difference
from tyyni.units import Party
from tyyni_models.contracts import Word

PHRASE = Phrase(CuePhrases("late", Party.CALLER, ("P2",), 8.0, {}), "it is late", (0, 1, 2), False, False)


def said(form: str, word: int) -> Said:
    return Said(form, word, {}, "", {}, ends_clause=False, ends_sentence=False)


@pytest.mark.parametrize(
    ("heard", "now", "at"),
    [([], "it is", 0), (["it"], "it is", 1), (["it", "was"], "It is", 1), (["it", "is"], "it", 1)],
)
def test_words_are_heard_anew_from_the_first_difference(heard: list[str], now: str, at: int) -> None:
    words = [Word(text, 0, 100, 0.9) for text in now.split()]
    assert first_difference(heard, words) == at


def test_what_was_made_of_later_words_is_forgotten() -> None:
    utterance = Utterance(["its", "late"], [said("it", 0), said("is", 0), said("late", 1)])
    utterance.open = [Match(PHRASE, 0, 1, 1.0), Match(PHRASE, 0, 2, 1.0)]
    utterance.forget_from(1)
    assert utterance.forms == ["its"]
    assert [one.form for one in utterance.said] == ["it", "is"]
    assert [match.end for match in utterance.open] == [1]
