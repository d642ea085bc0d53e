"""Polish words in the phones of a Czech voice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni_bench.polish import PHONES, czech_phones

LETTERS = "aąbcćdeęfghijklłmnńoóprsśtuwyzźżqvx"


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("dzień", "d~ e n~"),
        ("nikt", "n~ i: k t"),
        ("przyszła", "p s~ i s~ u: a"),
        ("szczęście,", "s~ c~ e n s~ t~ e"),
        ("godzinę", "g o d~ i: n e"),
        ("książka", "k s~ o n s~ k a"),
        ("piątek!", "p j o n t e k"),
        ("dowód", "d o v u t"),
        ("prośba", "p r o z~ b a"),
        ("będę", "b e n d e"),
        ("dziękuję", "d~ e n* k u j e"),
    ],
)
def test_words_as_they_are_said(word: str, phones: str) -> None:
    assert czech_phones(word) == tuple(phones.split())


@given(st.text(LETTERS + LETTERS.upper(), min_size=1))
def test_every_word_of_polish_letters_can_be_said(word: str) -> None:
    said = czech_phones(word)
    assert said
    assert set(said) <= set(PHONES.values())
