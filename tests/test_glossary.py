"""A company's own words: how they are read, what is refused, what the speech model is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tyyni.errors import TyyniError
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.glossary import ALL, caller_phrases, hotwords_of, read_glossary
from tyyni.units import Party
from tyyni_models.hotwords import MOST_TOKENS

LANGUAGES = ("fi", "pl", "en")
TEXT = """# our products
Kotivahti
Älyovi 2

[fi]
Lumetar
Kotivahti
Lumetar
[pl]
Domowid
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "glossary.txt"
    file.write_text(text, encoding="utf-8")
    return file


def test_terms_are_for_all_languages_until_one_is_named(tmp_path: Path) -> None:
    glossary = read_glossary(written(tmp_path, TEXT), LANGUAGES)
    assert glossary.terms[ALL] == ("Kotivahti", "Älyovi 2")
    assert glossary.of("fi") == ("Kotivahti", "Älyovi 2", "Lumetar")
    assert glossary.of("pl") == ("Kotivahti", "Älyovi 2", "Domowid")
    assert glossary.of("en") == ("Kotivahti", "Älyovi 2")


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("Lumetar\n[xx]\n", "line 2", "expected a language"),
        ("\nLumetar, Kotivahti\n", "line 2", "one term a line"),
        ("<|endoftext|>\n", "line 1", "cannot be in a term"),
        ("a\n" + "b" * 61, "line 2", "61 characters"),
        ("-\n", "line 1", "letters or digits"),
        ("# only this\n[fi]\n", "glossary.txt", "no term in it"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: str, why: str) -> None:
    with pytest.raises(TyyniError, match="glossary_invalid") as raised:
        read_glossary(written(tmp_path, text), LANGUAGES)
    assert line in raised.value.message
    assert why in raised.value.message


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(TyyniError, match="glossary_missing"):
        read_glossary(tmp_path / "none.txt", LANGUAGES)
    (tmp_path / "old.txt").write_bytes("Sähkö".encode("latin-1"))
    with pytest.raises(TyyniError, match="not UTF-8"):
        read_glossary(tmp_path / "old.txt", LANGUAGES)


def test_a_long_glossary_is_refused_with_its_tokens(tmp_path: Path) -> None:
    glossary = read_glossary(written(tmp_path, f"a\n[fi]\n{'b' * 60}\n"), LANGUAGES)
    told = hotwords_of(LANGUAGES, glossary, None, len)
    assert told == {"en": "a.", "pl": "a.", "fi": f"a, {'b' * 60}."}
    with pytest.raises(TyyniError, match="glossary_too_long") as raised:
        hotwords_of(LANGUAGES, glossary, None, lambda text: 3 * len(text))
    assert "2 terms for fi are 192 tokens" in raised.value.message
    assert f"at most {MOST_TOKENS}" in raised.value.message


def test_phrases_of_the_playbook_take_the_room_that_is_left(tmp_path: Path) -> None:
    playbook = load_playbook()
    glossary = read_glossary(written(tmp_path, TEXT), LANGUAGES)
    told = hotwords_of([*LANGUAGES, "sv"], glossary, playbook, len)
    assert told["fi"].startswith("Kotivahti, Älyovi 2, Lumetar, ")
    assert len(told["fi"]) <= MOST_TOKENS
    assert told["sv"] == "Kotivahti, Älyovi 2."
    assert set(hotwords_of([*LANGUAGES, "sv"], None, playbook, len)) == set(LANGUAGES)


def test_every_cue_of_the_caller_is_told_once_before_any_twice() -> None:
    cues = [cue for cue in load_playbook().cues if cue.party is Party.CALLER]
    phrases = caller_phrases(load_playbook(), "en")
    firsts = list(dict.fromkeys(cue.says["en"][0] for cue in cues))
    assert list(phrases[: len(firsts)]) == firsts
    assert len(set(phrases)) == len(phrases)
