"""The transcriber that says what it was told to."""

from __future__ import annotations

import numpy as np
import pytest

from tyyni_models.contracts import LanguageRequest, TranscriptionRequest
from tyyni_models.scripted import ScriptedTranscriber


@pytest.mark.parametrize("delay_ms", [0.0, 2.0])
def test_it_spreads_its_words_over_the_audio(delay_ms: float) -> None:
    request = TranscriptionRequest(np.zeros(16_000, dtype=np.int16), "en", final=True)
    said = ScriptedTranscriber(["one", "two"], delay_ms=delay_ms).transcribe(request)
    times = [(word.text, word.start_ms, word.end_ms) for word in said.words]
    assert times == [("one", 0, 500), ("two", 500, 1000)]
    assert said.suppressed is None


@pytest.mark.parametrize(
    ("language", "certain"), [("pl", {"fi": 0.0, "pl": 1.0}), ("en", {"fi": 0.0, "pl": 0.0})]
)
def test_it_is_spoken_in_one_language(language: str, certain: dict[str, float]) -> None:
    second = np.zeros(16_000, dtype=np.int16)
    told = ScriptedTranscriber([], language=language).read_language(
        LanguageRequest(second, second, ("fi", "pl"))
    )
    assert (told.probabilities, told.speech_ms) == (certain, 2_000)


def test_an_empty_script_says_nothing() -> None:
    request = TranscriptionRequest(np.zeros(16_000, dtype=np.int16), "en", final=True)
    assert ScriptedTranscriber([]).transcribe(request).words == ()
