"""Spoken sentences: levels, tilt, emphasis, word times; the synthesiser itself is played by a buzz."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from tyyni.errors import TyyniError
from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench import synthesis
from tyyni_bench.festival import FestivalVoice, Phones, Spoken
from tyyni_bench.synthesis import HOT, VOICES, at_level, brighten, emphasise, speak


def tone(frequency_hz: float, seconds: float = 1.0) -> NDArray[np.float32]:
    at_s = np.arange(int(SAMPLE_RATE_HZ * seconds)) / SAMPLE_RATE_HZ
    return (0.1 * np.sin(2 * np.pi * frequency_hz * at_s)).astype(np.float32)


def rms_db(samples: NDArray[np.float32]) -> float:
    return float(10 * np.log10((samples.astype(np.float64) ** 2).mean()))


def test_brightness_lifts_what_is_above_1_khz_alone() -> None:
    low, high = tone(500), tone(2_000)
    assert rms_db(brighten(low, 6.0)) == pytest.approx(rms_db(low), abs=0.05)
    assert rms_db(brighten(high, 6.0)) == pytest.approx(rms_db(high) + 6.0, abs=0.05)


def test_emphasis_widens_the_distance_between_loud_and_soft() -> None:
    loud, soft = tone(300), tone(300) * 0.3
    more = emphasise(np.concatenate([loud, soft]), 0.5)
    middle = slice(4_000, 12_000)
    before_db = rms_db(loud[middle]) - rms_db(soft[middle])
    after_db = rms_db(more[: len(loud)][middle]) - rms_db(more[len(loud) :][middle])
    assert after_db == pytest.approx(1.5 * before_db, abs=0.2)


def test_level_is_that_of_the_speech_without_its_pauses() -> None:
    speech = tone(300)
    with_pause = np.concatenate([speech, np.zeros(3 * SAMPLE_RATE_HZ, dtype=np.float32)])
    assert rms_db(at_level(with_pause, -20.0)[: len(speech)]) == pytest.approx(-20.0, abs=0.1)
    silence = np.zeros(SAMPLE_RATE_HZ, dtype=np.float32)
    assert not at_level(silence, -20.0).any()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float, Sequence[Phones]]]:
    """Let a buzz of a second speak; return what the synthesiser is asked for: voice, tempo, pronunciations."""
    calls: list[tuple[str, float, Sequence[Phones]]] = []

    def buzz(
        voice: FestivalVoice, text: str, tempo_ratio: float, pronunciations: Sequence[Phones] = ()
    ) -> Spoken:
        calls.append((voice.name, tempo_ratio, pronunciations))
        each = 1.0 / len(text.split())
        times = tuple((n * each, (n + 1) * each) for n in range(len(text.split())))
        return Spoken(tone(150) + tone(450), SAMPLE_RATE_HZ, times)

    monkeypatch.setattr(synthesis, "run_festival", buzz)
    return calls


def test_words_keep_the_synthesisers_times(asked: list[tuple[str, float, Sequence[Phones]]]) -> None:
    speech = speak("Well, hello!", "fi-mv", level_dbfs=-25.0)
    assert [(word.text, word.start_ms, word.end_ms) for word in speech.words] == [
        ("Well", 0, 500),
        ("hello", 500, 1000),
    ]
    assert rms_db(speech.samples / np.float32(32768)) == pytest.approx(-25.0, abs=0.1)
    assert asked == [("hy_fi_mv_diphone", 1.0, ())]


def test_a_longer_vocal_tract_stretches_sound_and_word_times_alike(
    asked: list[tuple[str, float, Sequence[Phones]]],
) -> None:
    speech = speak("hello", "en-slt-low")
    low = VOICES["en-slt-low"]
    assert speech.words[0].end_ms == round(1000 / low.formant_ratio)
    assert len(speech.samples) == pytest.approx(SAMPLE_RATE_HZ / low.formant_ratio, rel=0.001)
    assert asked[0][1] == pytest.approx(low.tempo_ratio / low.formant_ratio)


def test_hot_speech_is_faster_and_louder(
    asked: list[tuple[str, float, Sequence[Phones]]],
) -> None:
    calm, hot = speak("hello", "fi-mv"), speak("hello", "fi-mv", HOT)
    assert asked[1][1] == pytest.approx(HOT.tempo_ratio)
    louder_db = rms_db(hot.samples / np.float32(32768)) - rms_db(calm.samples / np.float32(32768))
    assert louder_db == pytest.approx(HOT.gain_db, abs=0.2)


def test_a_borrowed_voice_is_told_every_word(asked: list[tuple[str, float, Sequence[Phones]]]) -> None:
    speak("Nikt nie", "pl-dita")
    assert asked[0][2] == [("n~", "i:", "k", "t"), ("n~", "e")]


def test_an_unknown_voice_is_refused_with_the_known_ones() -> None:
    with pytest.raises(TyyniError, match="pl-dita") as caught:
        speak("hello", "espeak")
    assert caught.value.code == "voice_unknown"
