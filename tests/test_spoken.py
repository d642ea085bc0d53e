"""Spoken words made comparable: colloquial forms, contractions, endings, letters that recognition drops."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.spoken import LANGUAGES, compared, split_spoken


def forms(text: str, language: str) -> list[str]:
    return [word.form for part in text.split() for word in split_spoken(part, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fi", "Mä oon, emmä.", "minä olen en minä"),
        ("fi", "Onks tää?", "on tämä"),
        ("en", "I'm hasn't won't can’t", "i am has not will not can not"),
        ("en", "They'd, it'll we've", "they would it will we have"),
        ("en", "dont gonna", "do not going to"),
        ("en", "o'clock 'quoted' customers'", "oclock quoted customers"),
        ("pl", "Łódź, źle", "lodz zle"),
        ("pl", "- ... !", ""),
    ],
)
def test_words_are_read_as_written(language: str, text: str, expected: str) -> None:
    assert forms(text, language) == expected.split()


@pytest.mark.parametrize(
    ("language", "one", "other", "alike"),
    [
        ("fi", "paketti", "paketissa", True),
        ("fi", "hyvin", "hyvitämme", False),
        ("pl", "paczka", "paczkę", True),
        ("en", "waiting", "waited", True),
        ("en", "is", "it", False),
    ],
)
def test_endings_do_not_matter_but_thin_stems_tell_nothing(
    language: str, one: str, other: str, alike: bool
) -> None:
    stem = compared(one, language).stem
    assert (bool(stem) and stem == compared(other, language).stem) == alike


@given(st.text(max_size=12), st.sampled_from(sorted(LANGUAGES)))
def test_a_form_is_only_letters_and_digits_whatever_is_recognised(text: str, language: str) -> None:
    for word in split_spoken(text, language):
        assert word.form
        assert word.form.isalnum()


@pytest.mark.parametrize(
    ("before", "read"),
    [("sanoit", "että"), ("luulin", "että"), ("hyvä", "että"), ("sinä", "et"), ("", "et")],
)
def test_the_finnish_et_is_that_after_a_verb_of_saying_and_you_do_not_elsewhere(
    before: str, read: str
) -> None:
    assert [word.form for word in split_spoken("et", "fi", before)] == [read]


def test_et_is_only_finnish() -> None:
    assert [word.form for word in split_spoken("et", "en", "sanoit")] == ["et"]


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("lähettäny", "lähettänyt"),
        ("soittanu", "soittanut"),
        ("tullu", "tullut"),
        ("päässy", "päässyt"),
        ("purru", "purrut"),
        ("menny", "mennyt"),
        ("sanonut", "sanonut"),
        ("talu", "talu"),
        ("ollu", "ollut"),
    ],
)
def test_finnish_participles_get_their_t_back(spoken: str, written: str) -> None:
    assert forms(spoken, "fi") == [written]
    assert forms("menu", "en") == ["menu"]


@pytest.mark.parametrize(("language", "form"), [("fi", "olette"), ("pl", "jesteś"), ("en", "pissed")])
def test_words_of_another_person_have_no_stem_to_share(language: str, form: str) -> None:
    assert compared(form, language).stem == ""


def test_a_word_beside_them_keeps_its_stem() -> None:
    assert compared("paketti", "fi").stem
