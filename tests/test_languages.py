from __future__ import annotations

from faster_whisper.tokenizer import _LANGUAGE_CODES

from tyyni.serve.languages import WHISPER_LANGUAGES, languages_of


def test_the_list_is_whispers() -> None:
    assert frozenset(_LANGUAGE_CODES) == WHISPER_LANGUAGES


def test_models_know_all_or_english() -> None:
    assert {"fi", "pl", "en"} <= languages_of("base")
    assert languages_of("tiny.en") == {"en"}
