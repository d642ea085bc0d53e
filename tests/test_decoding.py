"""The window the encoder gets, and the real model on it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import needs
import numpy as np
import pytest
import soundfile as sf

from tyyni_models.decoding import (
    DecodingBounds,
    Heard,
    WhisperDecoder,
    _prompt,
    _window,
    compute_type_for,
    window_frames,
)

BOUNDS = DecodingBounds()
DEMO_CALLS = Path(__file__).parent.parent / "client" / "tyyni_client" / "demo_calls"


@pytest.mark.parametrize(
    ("frames", "wide", "width"),
    [(10, False, 800), (701, False, 802), (1500, False, 1600), (10, True, 1600), (2_950, False, 3_000),
     (2_000, True, 3_000), (3_100, False, 3_000)],
)  # fmt: skip
def test_the_window_fits_the_audio(frames: int, wide: bool, width: int) -> None:
    mel = np.full((80, frames), 0.9, dtype=np.float32)
    window = _window(mel, window_frames(frames, BOUNDS, wide))
    assert window.shape == (1, 80, width)
    assert (window[0, :, : min(frames, width)] == np.float32(0.9)).all()


def test_the_window_is_filled_up_with_what_silence_looks_like() -> None:
    loud = _window(np.full((80, 10), 1.2, dtype=np.float32), 800)
    assert loud[0, 0, -1] == pytest.approx(-0.8)
    silent = _window(np.full((80, 10), -1.5, dtype=np.float32), 800)
    assert silent[0, 0, -1] == -1.5


def test_the_number_type_suits_the_device() -> None:
    assert compute_type_for("cuda") == "float16"
    assert compute_type_for("cpu") == "int8"


@pytest.fixture(scope="module")
def decoder() -> WhisperDecoder:
    return WhisperDecoder(needs.model(), threads=2, workers=1)


@pytest.fixture(scope="module")
def demo_call() -> tuple[np.ndarray, list[dict[str, object]]]:
    """The caller's channel of a demo call that ships, and the words that the synthesiser was given."""
    path = next(DEMO_CALLS.glob("en-*.flac"))
    samples, rate_hz = sf.read(path, dtype="float32")
    assert rate_hz in (8_000, 16_000)
    caller = samples[:, 0]
    if rate_hz == 8_000:
        caller = np.interp(np.arange(2 * len(caller)) / 2, np.arange(len(caller)), caller).astype(np.float32)
    words = json.loads(path.with_suffix(".json").read_text("utf-8"))["words"]
    return caller, [word for word in words if word["party"] == "caller"]


@pytest.mark.model
@pytest.mark.parametrize("wide", [False, True])
def test_words_are_found_at_their_times(
    decoder: WhisperDecoder, demo_call: tuple[np.ndarray, list[dict[str, object]]], wide: bool
) -> None:
    caller, words = demo_call
    start_ms = int(words[0]["start_ms"]) - 200  # type: ignore[call-overload]
    spoken = [word for word in words if int(word["end_ms"]) < start_ms + 6_000]  # type: ignore[call-overload]
    samples = caller[start_ms * 16 : (start_ms + 6_000) * 16]
    (decoded,) = decoder.decode([Heard(samples, "en", wide)], BOUNDS)
    found = {
        "".join(filter(str.isalpha, word.text.lower())): word.start_ms + start_ms
        for word in decoder.align(decoded, "en")
    }
    errors_ms = [
        abs(found[text] - int(word["start_ms"]))  # type: ignore[call-overload]
        for word in spoken
        if (text := str(word["text"]).lower()) in found
    ]
    assert len(errors_ms) >= len(spoken) / 2
    assert np.median(errors_ms) <= 200


@pytest.mark.model
def test_a_sentence_is_not_said_again_where_the_audio_ends(
    decoder: WhisperDecoder, demo_call: tuple[np.ndarray, list[dict[str, object]]]
) -> None:
    caller, words = demo_call
    last = next(word for word in words if word["text"] == "unacceptable")
    end = int(last["end_ms"]) * 16 + 16_000  # type: ignore[call-overload]
    # Where the audio begins decides whether the model repeats itself: it does for some of these.
    texts = [
        decoder.decode([Heard(caller[end - seconds * 1_600 : end], "en")], BOUNDS)[0].text
        for seconds in range(70, 82, 2)
    ]
    assert [text.count("unacceptable") for text in texts] == [1] * len(texts)


@pytest.mark.model
def test_a_decode_is_bounded(decoder: WhisperDecoder) -> None:
    noise = np.random.default_rng(5).normal(0, 0.05, 16_000).astype(np.float32)
    none = DecodingBounds(tokens_per_s=0.0, tokens_at_least=1)
    (decoded,) = decoder.decode([Heard(noise, "pl")], none)
    assert decoded.over_budget
    assert len(decoded.tokens) <= 8


@pytest.mark.model
@pytest.mark.parametrize("tokens", [(), (220,)])
def test_no_text_and_a_bare_space_are_no_words(decoder: WhisperDecoder, tokens: tuple[int, ...]) -> None:
    (decoded,) = decoder.decode([Heard(np.zeros(16_000, dtype=np.float32), "en")], BOUNDS)
    assert decoder.align(replace(decoded, tokens=tokens), "en") == ()


@pytest.mark.model
def test_what_is_decoded_together_reads_as_it_does_alone(
    decoder: WhisperDecoder, demo_call: tuple[np.ndarray, list[dict[str, object]]]
) -> None:
    caller, words = demo_call
    starts = [int(word["start_ms"]) * 16 for word in words[:30:10]]  # type: ignore[call-overload]
    heard = [Heard(caller[start : start + 16_000 * (2 + at)], "en") for at, start in enumerate(starts)]
    alone = [decoder.decode([one], BOUNDS)[0] for one in heard]
    together = decoder.decode(heard, BOUNDS)
    assert [one.text for one in together] == [one.text for one in alone]
    assert [decoder.align(one, "en") for one in together] == [decoder.align(one, "en") for one in alone]


@pytest.mark.model
def test_hotwords_come_before_the_start_as_what_was_said_before(decoder: WhisperDecoder) -> None:
    tokenizer = decoder._tokenizer("fi")
    start = list(tokenizer.sot_sequence)
    assert _prompt(tokenizer, "") == start
    prompt = _prompt(tokenizer, "Lumetar.")
    assert (prompt[0], prompt[-len(start) :]) == (tokenizer.sot_prev, start)
    assert tokenizer.decode(prompt[1 : -len(start)]) == " Lumetar."
    noise = np.random.default_rng(5).normal(0, 0.05, 32_000).astype(np.float32)
    told, untold = (
        decoder.decode([Heard(noise, "fi", hotwords=words)], BOUNDS)[0] for words in ("Lumetar.", "")
    )
    assert told.no_speech_probability != untold.no_speech_probability, "the decoder has read them"


@pytest.mark.model
def test_hotwords_change_the_text_only_and_leave_it_its_room(
    decoder: WhisperDecoder, demo_call: tuple[np.ndarray, list[dict[str, object]]]
) -> None:
    caller, words = demo_call
    # To the end of a sentence: cut within a word, what follows differs from processor to processor.
    start = int(words[0]["start_ms"]) * 16  # type: ignore[call-overload]
    plain = Heard(caller[start : start + 6 * 16_000], "en")
    told = replace(plain, hotwords="Lumetar, Kotivahti, " * 12)
    (without,), (heard,) = decoder.decode([plain], BOUNDS), decoder.decode([told], BOUNDS)
    assert not heard.over_budget
    assert "Lumetar" not in heard.text, "what it holds is what was said, not what came before"
    assert len(heard.tokens) == pytest.approx(len(without.tokens), abs=3)
    assert [word.text for word in decoder.align(heard, "en")] == heard.text.split()
    assert heard.no_speech_probability == pytest.approx(without.no_speech_probability, abs=0.3)


@pytest.mark.model
def test_the_probability_of_no_speech_after_hotwords_is_of_the_start(decoder: WhisperDecoder) -> None:
    noise = np.random.default_rng(5).normal(0, 0.05, 32_000).astype(np.float32)
    (told,) = decoder.decode([Heard(noise, "en", hotwords="Lumetar, Kotivahti")], BOUNDS)
    assert told.no_speech_probability > 0.6  # at any other token it is next to nothing


@pytest.mark.model
def test_a_text_after_hotwords_is_as_long_as_one_without(decoder: WhisperDecoder) -> None:
    noise = np.random.default_rng(5).normal(0, 0.05, 16_000).astype(np.float32)
    none = DecodingBounds(tokens_per_s=0.0, tokens_at_least=1)
    (decoded,) = decoder.decode([Heard(noise, "pl", hotwords="Domowid, " * 30)], none)
    assert len(decoded.tokens) <= 8
