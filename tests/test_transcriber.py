"""The real speech model: no words for noise; loops and phantoms are told from text."""

from __future__ import annotations

from pathlib import Path

import needs
import numpy as np
import pytest

from tyyni_models.contracts import TranscriptionRequest
from tyyni_models.errors import ModelError
from tyyni_models.scripted import ScriptedTranscriber
from tyyni_models.transcriber import WhisperTranscriber, has_loop, load_phantoms, spoken_letters


@pytest.fixture(scope="module")
def whisper() -> WhisperTranscriber:
    transcriber = WhisperTranscriber(needs.model(), threads=2)
    transcriber.warm_up()
    return transcriber


def sound(kind: str, seconds: float, level: float) -> np.ndarray:
    t = np.arange(int(seconds * 16_000)) / 16_000
    if kind == "hum":
        wave = np.sin(2 * np.pi * 50 * t) + 0.3 * np.sin(2 * np.pi * 150 * t)
    elif kind == "ringing":
        wave = np.sin(2 * np.pi * 425 * t) * (np.floor(t) % 4 == 0)
    else:
        wave = np.random.default_rng(1).normal(0, 0.5, len(t))
    return np.clip(wave * level * 32767, -32768, 32767).astype(np.int16)


@pytest.mark.model
@pytest.mark.parametrize("kind", ["hum", "ringing", "white"])
@pytest.mark.parametrize("level", [0.0, 0.01, 0.2])
@pytest.mark.parametrize("language", ["fi", "pl", "en"])
def test_noise_has_no_words(whisper: WhisperTranscriber, kind: str, level: float, language: str) -> None:
    heard = whisper.transcribe(TranscriptionRequest(sound(kind, 5, level), language, final=True))
    assert heard.words == ()
    assert heard.suppressed is not None


@pytest.mark.model
def test_long_audio_is_cut_into_pieces_that_are_the_whole(whisper: WhisperTranscriber) -> None:
    audio = np.random.default_rng(2).normal(0, 0.1, 70 * 16_000).astype(np.float32)
    pieces = list(whisper._pieces(audio))
    assert len(pieces) == 3
    assert np.array_equal(np.concatenate([piece for _, piece in pieces]), audio)
    assert max(len(piece) for _, piece in pieces) <= 28 * 16_000


def test_a_model_without_its_tokenizer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as refused:
        WhisperTranscriber(tmp_path, threads=1)
    assert refused.value.code == "model_missing"


def test_phantoms_are_known_in_every_language() -> None:
    phantoms = load_phantoms()
    assert spoken_letters("Dziękuję za oglądanie!") in phantoms["pl"]
    assert {"fi", "pl", "en"} <= set(phantoms)


def test_loops() -> None:
    assert has_loop("it is a a a a a a a", 3)
    assert not has_loop("", 3)
    assert not has_loop("yes it is very late and I want it now", 3)


def test_the_scripted_one_says_its_script() -> None:
    said = ScriptedTranscriber(["one", "two"], delay_ms=1).transcribe(
        TranscriptionRequest(np.zeros(16_000, dtype=np.int16), "en", final=True)
    )
    assert [(word.text, word.start_ms, word.end_ms) for word in said.words] == [
        ("one", 0, 500),
        ("two", 500, 1000),
    ]
