"""The index of phrases: what a spoken word may be said for, alone and among others."""

from __future__ import annotations

import pytest

from tyyni.coach.cue_phrases import CuePhrases
from tyyni.coach.phrases import PhraseIndex, phrase_index
from tyyni.coach.spoken import compared
from tyyni.units import Party

LATE = CuePhrases(
    "late", Party.CALLER, ("P2",), 8.0, {"en": ("delivery is late", "late")}, {"en": ("sleep late",)}
)
CURSE = CuePhrases(
    "curse", Party.CALLER, ("W3b",), 8.0, {"fi": ("saatana", "asiakaspalvelu petti", "valehtelette")}
)


EVERY_WORD = frozenset(range(100))
"""More entries than any index here has."""


def english() -> PhraseIndex:
    return PhraseIndex((LATE,), "en")


def alone(spoken: str) -> list[str]:
    return [phrase.text for phrase, _ in PhraseIndex((CURSE,), "fi").alone(spoken)]


def likeness(index: PhraseIndex, spoken: str, language: str = "en") -> list[float]:
    return sorted(index.look_up(compared(spoken, language)).values())


def test_a_phrase_is_found_by_its_last_word() -> None:
    index = english()
    (last,) = index.look_up(compared("late", "en"))
    heard = EVERY_WORD & set(index.look_up(compared("is", "en")))
    assert {phrase.text for phrase in index.ending_with(last, heard)} == {"delivery is late"}
    assert not list(index.ending_with(last, frozenset()))
    assert not list(index.ending_with(-1, EVERY_WORD))


def test_a_phrase_in_any_order_is_found_by_any_of_its_words_when_another_was_heard() -> None:
    cue = CuePhrases("late", Party.CALLER, ("P2",), 8.0, {"en": ("parcel + late + late",)})
    index = PhraseIndex((cue,), "en")
    (parcel,), (late,) = (index.look_up(compared(word, "en")) for word in ("parcel", "late"))
    assert len(list(index.near(parcel, {late}))) == len(list(index.near(late, {parcel}))) == 1
    assert not list(index.near(late, {late}))


def test_a_lone_do_not_trigger_word_is_held_to_its_form() -> None:
    cue = CuePhrases("threat", Party.CALLER, ("W3b",), 30.0, {"pl": ("spalę",)}, {"pl": ("spaliłem",)})
    index = PhraseIndex((cue,), "pl")
    (((only,),)) = index.unless(cue)
    assert only in index.look_up(compared("spaliłem", "pl"))
    assert only not in index.look_up(compared("spaliłam", "pl"))


def test_a_phrase_with_a_negation_of_its_own_is_marked() -> None:
    cue = CuePhrases("broke", Party.CALLER, ("P4",), 8.0, {"en": ("does not work", "is broken")})
    index = PhraseIndex((cue,), "en")
    ends = [entry for word in ("work", "broken") for entry in index.look_up(compared(word, "en"))]
    marked: dict[str, bool] = {
        phrase.text: phrase.negated for entry in ends for phrase in index.ending_with(entry, EVERY_WORD)
    }
    assert marked == {"does not work": True, "is broken": False}


def test_do_not_trigger_phrases_are_sequences_of_entries() -> None:
    index = english()
    ((sleep, late),) = index.unless(LATE)
    assert sleep in index.look_up(compared("sleep", "en"))
    assert late in index.look_up(compared("late", "en"))


@pytest.mark.parametrize(
    ("spoken", "near"),
    [
        ("delivery", True),
        ("deliveries", True),
        ("delivory", True),
        ("delxvxry", False),
        ("isx", False),
        ("lete", False),
    ],
)
def test_a_longer_word_may_have_a_wrong_letter_a_short_one_not(spoken: str, near: bool) -> None:
    assert bool(likeness(english(), spoken)) == near


def test_the_more_letters_are_wrong_the_less_it_is_like() -> None:
    (same,), (one,) = likeness(english(), "delivery"), likeness(english(), "delivory")
    assert same == 1.0
    assert one == 1.0 - 1 / 8


@pytest.mark.parametrize(
    ("spoken", "found"),
    [
        ("saatana", ["saatana"]),
        ("saatanan", ["saatana"]),
        ("saatat", []),
        ("saatani", []),
        ("valehtelette", ["valehtelette"]),
        ("valehdelette", ["valehtelette"]),
        ("valehdelätte", []),
        ("palvelu", []),
    ],
)
def test_a_phrase_of_one_word_takes_an_ending_but_no_other_form(spoken: str, found: list[str]) -> None:
    assert alone(spoken) == found


def test_neighbours_are_also_tried_as_one() -> None:
    index = PhraseIndex((CURSE,), "fi")
    (joined,) = [phrase for phrase, _ in index.alone("asiakaspalvelupetti")]
    assert joined.text == "asiakaspalvelu petti"


def test_one_index_is_shared_by_all_calls_in_a_language() -> None:
    assert phrase_index((LATE,), "en") is phrase_index((LATE,), "en")
    assert phrase_index((LATE,), "en") is not phrase_index((LATE,), "fi")


def test_beginnings_and_sets_are_looked_up_with_a_word() -> None:
    cue = CuePhrases(
        "late",
        Party.CALLER,
        ("P2",),
        8.0,
        {"en": ("is {late}", "delay*")},
        words={"en": {"late": ("late", "tard*")}},
    )
    index = PhraseIndex((cue,), "en")
    for spoken in ("late", "tardy"):
        found = index.look_up(compared(spoken, "en"))
        assert {phrase.text for entry in found for phrase in index.ending_with(entry, EVERY_WORD)} == {
            "is {late}"
        }
    assert [phrase.text for phrase, _ in index.alone("delayed")] == ["delay*"]
    assert not index.alone("del")


def test_two_words_taken_as_one_may_have_one_wrong_letter() -> None:
    cue = CuePhrases("relief", Party.CALLER, ("H9",), -8.0, {"en": ("much better now",)})
    index = PhraseIndex((cue,), "en")
    assert index.look_up_joined(compared("betternaw", "en"))
    assert not index.look_up_joined(compared("betterfor", "en"))
