"""The real speech model behind its checks: words for speech, none for noise, every bound kept."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path
from typing import Any

import needs
import numpy as np
import pytest
from spoken_words import spoken

from tyyni_models.contracts import (
    LanguageReading,
    LanguageRequest,
    Transcription,
    TranscriptionRequest,
    Word,
)
from tyyni_models.cutting import Cutting
from tyyni_models.decoding import Decoded, Heard
from tyyni_models.errors import ModelError
from tyyni_models.transcriber import (
    CheckedTranscriber,
    SpeechCheck,
    WhisperTranscriber,
)

RATE_HZ = 16_000


@pytest.fixture(scope="module")
def whisper() -> WhisperTranscriber:
    transcriber = WhisperTranscriber(needs.model(), threads=1, workers=2)
    transcriber.warm_up()
    return transcriber


def sound(kind: str, seconds: float, level: float) -> np.ndarray:
    t = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
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
    assert heard.suppressed == "no_speech"


@pytest.mark.model
@pytest.mark.parametrize("samples", [0, 1, SpeechCheck().least_samples - 1])
def test_almost_nothing_has_no_words(whisper: WhisperTranscriber, samples: int) -> None:
    heard = whisper.transcribe(TranscriptionRequest(np.ones(samples, dtype=np.int16), "fi", final=True))
    assert heard == Transcription((), "no_speech", attempts=0)


@pytest.mark.model
def test_threads_at_once_hear_what_one_hears(whisper: WhisperTranscriber) -> None:
    request = TranscriptionRequest(sound("white", 2, 0.2), "en", final=True)
    alone = whisper.transcribe(request)
    heard: list[Transcription] = []
    threads = [threading.Thread(target=lambda: heard.append(whisper.transcribe(request))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == [alone] * 4


def test_a_model_without_its_tokenizer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as refused:
        WhisperTranscriber(tmp_path, threads=1)
    assert refused.value.code == "model_missing"


@pytest.mark.parametrize(("speech", "asked"), [(0.05, False), (0.2, True), (0.9, True)])
def test_the_language_is_read_where_somebody_may_speak(speech: float, asked: bool) -> None:
    transcriber = CheckedTranscriber(Script(), lambda _: np.full(9, speech, dtype=np.float32))
    sound = np.zeros(3 * RATE_HZ, dtype=np.int16)
    heard = transcriber.read_language(LanguageRequest(sound, np.zeros(9, dtype=np.int16), ("fi", "en")))
    certain_ms = 9 * 32 if speech > 0.5 else 0
    assert heard == LanguageReading({"fi": 3 * RATE_HZ + 9, "en": 0} if asked else {}, certain_ms)


def test_of_more_speech_than_fills_the_window_the_newest_tells_the_language() -> None:
    transcriber = CheckedTranscriber(Script(), lambda _: np.full(9, 0.9, dtype=np.float32))
    sound = np.zeros(20 * RATE_HZ, dtype=np.int16)
    heard = transcriber.read_language(LanguageRequest(sound, sound, ("fi", "en")))
    assert heard.probabilities["fi"] == Cutting().longest_s * RATE_HZ


class Script:
    """A decoder that gives each decode the next of a list of answers, and remembers how it was asked."""

    def __init__(self, *answers: Decoded) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[int, bool]] = []
        self.hotwords: list[str] = []

    def decode(self, heard: list[Heard], _bounds: object) -> list[Decoded]:
        self.asked += [(len(one.samples), one.wide) for one in heard]
        self.hotwords += [one.hotwords for one in heard]
        return [self.answers.pop(0) for _ in heard]

    def languages(self, samples: np.ndarray, languages: tuple[str, ...], _bounds: object) -> dict[str, float]:
        """Say how many samples were heard, as if that were a probability."""
        return {language: len(samples) * (number == 0) for number, language in enumerate(languages)}

    def align(self, decoded: Decoded, _language: str) -> tuple[Word, ...]:
        length_ms = 0 if decoded.text == NOWHERE else 100
        return tuple(Word(text, 100, 100 + length_ms, 0.9) for text in decoded.text.split())


NOWHERE = "these words have no place"


def answer(text: str, **facts: Any) -> Decoded:
    usual = {
        "mean_log_probability": -0.3,
        "no_speech_probability": 0.1,
        "over_budget": False,
        "unread_from_ms": None,
        "encoded": None,
        "mel_frames": 100,
    }
    return Decoded(text=text, tokens=(1,), **{**usual, **facts})


LOOP = "I do not know. I do not know. I do not know."


def hear(
    *answers: Decoded, final: bool = True, speech: float = 0.9, seconds: float = 3.0
) -> tuple[Transcription, list[tuple[int, bool]]]:
    """Transcribe with scripted answers, where Silero is this sure of speech in every window."""
    script = Script(*answers)
    transcriber = CheckedTranscriber(script, lambda _: np.full(9, speech, dtype=np.float32))
    samples = np.zeros(int(seconds * RATE_HZ), dtype=np.int16)
    return transcriber.transcribe(TranscriptionRequest(samples, "en", final)), script.asked


def test_words_come_with_their_times() -> None:
    heard, asked = hear(answer("it is late"))
    assert [word.text for word in heard.words] == ["it", "is", "late"]
    assert (heard.suppressed, heard.attempts, asked) == (None, 1, [(3 * RATE_HZ, False)])


def test_a_text_that_has_no_place_in_the_sound_is_withheld() -> None:
    heard, _ = hear(answer(NOWHERE))
    assert heard == Transcription((), "no_speech", 1)


def test_a_final_that_repeats_itself_gets_a_wider_try() -> None:
    heard, asked = hear(answer(LOOP), answer("I do not know."))
    assert (len(heard.words), heard.suppressed, heard.attempts) == (4, None, 2)
    assert [wide for _, wide in asked] == [False, True]


@pytest.mark.parametrize("second", [answer(LOOP), answer("la la", over_budget=True)])
def test_a_final_that_repeats_itself_twice_is_withheld(second: Decoded) -> None:
    heard, _ = hear(answer("na na", over_budget=True), second)
    assert heard == Transcription((), "repetition", 2)


def test_a_partial_gets_no_second_try() -> None:
    heard, asked = hear(answer(LOOP), final=False)
    assert heard == Transcription((), "repetition", 1)
    assert len(asked) == 1


def test_no_speech_at_all_costs_no_decode() -> None:
    assert hear(speech=0.05) == (Transcription((), "no_speech", 0), [])


def test_doubtful_speech_is_believed_when_its_text_is_certain() -> None:
    heard, _ = hear(answer("Stop that!"), speech=0.2)
    assert len(heard.words) == 2
    heard, _ = hear(answer("Katsotaan", mean_log_probability=-1.1), speech=0.2)
    assert heard == Transcription((), "no_speech", 1)


def test_a_text_that_breaks_off_is_read_on() -> None:
    heard, asked = hear(answer("one two", unread_from_ms=2_000), answer("three"))
    assert [(word.text, word.start_ms) for word in heard.words] == [
        ("one", 100),
        ("two", 100),
        ("three", 2_100),
    ]
    assert [samples for samples, _ in asked] == [3 * RATE_HZ, RATE_HZ]


@pytest.mark.parametrize("unread_from_ms", [0, 500, 2_990, 4_000])
def test_reading_on_comes_to_an_end(unread_from_ms: int) -> None:
    _, asked = hear(answer("one", unread_from_ms=unread_from_ms))
    assert len(asked) == 1


def test_long_audio_is_read_piece_by_piece() -> None:
    heard, asked = hear(answer("one"), answer("two"), seconds=20)
    assert [word.text for word in heard.words] == ["one", "two"]
    assert heard.words[1].start_ms > 8_000
    assert sum(samples for samples, _ in asked) == 20 * RATE_HZ


def test_what_a_piece_leaves_unread_is_read_after_the_others() -> None:
    heard, asked = hear(answer("one", unread_from_ms=5_000), answer("three"), answer("two"), seconds=20)
    first, _, unread = (samples for samples, _ in asked)
    assert unread == first - 5 * RATE_HZ
    assert [word.text for word in heard.words] == ["one", "two", "three"]


def test_pieces_without_speech_are_skipped() -> None:
    script = Script(answer("two"))
    silent = itertools.chain([0.0] * 14, itertools.repeat(0.9))  # looks, of a second each
    transcriber = CheckedTranscriber(script, lambda _: np.full(9, next(silent), dtype=np.float32))
    samples = np.zeros(20 * RATE_HZ, dtype=np.int16)
    heard = transcriber.transcribe(TranscriptionRequest(samples, "en", True))
    assert (len(script.asked), heard.suppressed, heard.words[0].text) == (1, None, "two")


@pytest.mark.parametrize(("language", "told"), [("en", ["Lumetar", ""]), ("fi", ["", ""])])
def test_hotwords_are_told_by_language_and_not_when_a_text_repeats_itself(
    language: str, told: list[str]
) -> None:
    script = Script(answer(LOOP), answer("I do not know."))
    probabilities = np.full(9, 0.9, dtype=np.float32)
    transcriber = CheckedTranscriber(script, lambda _: probabilities, {"en": "Lumetar"})
    request = TranscriptionRequest(np.zeros(3 * RATE_HZ, dtype=np.int16), language, True)
    assert transcriber.transcribe(request).suppressed is None
    assert script.hotwords == told


def test_hotwords_are_not_told_where_speech_is_uncertain() -> None:
    script = Script(answer("yes"))
    transcriber = CheckedTranscriber(script, lambda _: np.full(9, 0.2, dtype=np.float32), {"en": "Lumetar"})
    transcriber.transcribe(TranscriptionRequest(np.zeros(3 * RATE_HZ, dtype=np.int16), "en", True))
    assert script.hotwords == [""]


def test_stable_words_come_back_and_only_the_last_are_read_again() -> None:
    script = Script(answer("f g h"))
    transcriber = CheckedTranscriber(script, lambda _: np.full(9, 0.9, dtype=np.float32))
    stable = spoken(*"abcdefgh")
    request = TranscriptionRequest(np.zeros(5 * RATE_HZ, dtype=np.int16), "en", True, stable)
    heard = transcriber.transcribe(request)
    assert heard.words[:2] == stable[:2]
    assert [word.text for word in heard.words[2:]] == ["f", "g", "h"]
    from_ms = stable[2].start_ms - 100
    assert script.asked == [(5 * RATE_HZ - from_ms * 16, False)]
    assert heard.words[2].start_ms == 100 + from_ms


def test_stable_words_come_back_when_nothing_follows_them() -> None:
    stable = spoken(*"abcdefgh")
    transcriber = CheckedTranscriber(Script(), lambda _: np.zeros(9, dtype=np.float32))
    request = TranscriptionRequest(np.zeros(5 * RATE_HZ, dtype=np.int16), "en", True, stable)
    assert transcriber.transcribe(request) == Transcription(stable[:2], "no_speech", 0)


def test_requests_read_together_get_their_own_words() -> None:
    script = Script(
        answer("one"), answer(LOOP), answer("three", unread_from_ms=2_000), answer("two"), answer("four")
    )
    transcriber = CheckedTranscriber(script, lambda _: np.full(9, 0.9, dtype=np.float32))
    sound = np.zeros(3 * RATE_HZ, dtype=np.int16)
    silent = TranscriptionRequest(sound[:100], "en", True)
    requests = [TranscriptionRequest(sound, language, True) for language in ("en", "pl", "fi")]
    first, nothing, second, third = transcriber.transcribe_together([requests[0], silent, *requests[1:]])
    assert [word.text for word in first.words] == ["one"]
    assert nothing == Transcription((), "no_speech", 0)
    assert ([word.text for word in second.words], second.attempts) == (["two"], 2)
    assert [(word.text, word.start_ms) for word in third.words] == [("three", 100), ("four", 2_100)]
