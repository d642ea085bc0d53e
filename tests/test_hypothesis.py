"""The stable prefix: agreement, monotony, and finals that differ from what was shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.hypothesis import Hypothesis, spoken_form
from tyyni_models.contracts import Word


def words(text: str) -> tuple[Word, ...]:
    return tuple(Word(part, at * 300, at * 300 + 250, 0.9) for at, part in enumerate(text.split()))


def texts(said: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in said)


def test_two_that_agree_make_it_stable() -> None:
    hypothesis = Hypothesis()
    hypothesis.grow(words("my order is"))
    assert hypothesis.stable == ()
    hypothesis.grow(words("My order, is late"))
    assert texts(hypothesis.stable) == "My order, is"
    assert texts(hypothesis.tentative) == "late"


def test_stable_words_stay_when_the_final_says_otherwise() -> None:
    hypothesis = Hypothesis()
    hypothesis.grow(words("my order is late"))
    hypothesis.grow(words("my order is lake and"))
    hypothesis.finish(words("your order was late and I am angry"))
    assert texts(hypothesis.stable) == "my order is late and I am angry"
    assert hypothesis.tentative == ()


def test_nothing_is_said_twice_when_a_word_is_split() -> None:
    hypothesis = Hypothesis()
    hypothesis.grow(words("the web site is"))
    hypothesis.grow(words("the web site is"))
    hypothesis.finish(words("the website is down"))
    assert texts(hypothesis.stable) == "the web site is down"


def test_spoken_form_ignores_case_and_marks() -> None:
    assert spoken_form("Hyvä,") == spoken_form("hyvä")
    assert spoken_form("—") == ""


SPEECH = st.lists(st.sampled_from(["ei", "se", "tullut", "vielä", "kolmas", "kerta"]), max_size=8)


@given(st.lists(SPEECH, max_size=6), SPEECH)
def test_stable_text_only_ever_grows(versions: list[list[str]], last: list[str]) -> None:
    hypothesis = Hypothesis()
    shown: tuple[Word, ...] = ()
    for version in versions:
        hypothesis.grow(words(" ".join(version)))
        assert hypothesis.stable[: len(shown)] == shown
        shown = hypothesis.stable
    hypothesis.finish(words(" ".join(last)))
    assert hypothesis.stable[: len(shown)] == shown


def test_cues_may_use_what_one_reading_heard_to_its_end() -> None:
    hypothesis = Hypothesis()
    hypothesis.grow(words("an border has not co"))
    assert hypothesis.likely == len(["an", "border", "has", "not"])
    hypothesis.grow(words("the order has not come"))
    assert hypothesis.stable == ()
    assert hypothesis.likely == len(["the", "order", "has", "not"])
    hypothesis.finish(words("the order has not come yet"))
    assert hypothesis.likely == len(hypothesis.stable)


def test_cues_may_use_a_stable_word_at_the_end() -> None:
    hypothesis = Hypothesis()
    hypothesis.grow(words("the order"))
    hypothesis.grow(words("the order"))
    assert hypothesis.likely == len(hypothesis.stable) == len(["the", "order"])


@given(st.lists(SPEECH, max_size=6))
def test_what_cues_may_use_begins_with_the_stable_words(readings: list[list[str]]) -> None:
    hypothesis = Hypothesis()
    for reading in readings:
        hypothesis.grow(words(" ".join(reading)))
        assert len(hypothesis.stable) <= hypothesis.likely <= len(hypothesis.stable + hypothesis.tentative)
