"""The caller's voice: readings on the clock of speech, the same at any level, calm when calm."""

from __future__ import annotations

import math
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.voices import ZeroCrossings, caller_frames, vowels

from tyyni.audio import AudioFrame, CallerFrame
from tyyni.coach.voice import FIRST_FRAMES, FRESH_START_FRAMES, HOP_FRAMES, Voice, VoiceReading
from tyyni.units import FRAME_SAMPLES, Party
from tyyni_models.contracts import PitchTracker, Word
from tyyni_models.pitch import SwiftF0Pitch
from tyyni_models.tone import CuesToneModel

TONE = CuesToneModel.load()
CALM = vowels(6.0, f0_hz=120.0, tilt_db_per_octave=-9.0, syllables_per_s=4.0)
RAISED = vowels(4.0, f0_hz=190.0, tilt_db_per_octave=-4.0, syllables_per_s=5.5)


def readings(
    samples: NDArray[np.float32] | NDArray[np.int16], pitch: PitchTracker | None = None
) -> list[VoiceReading]:
    voice = Voice(pitch or ZeroCrossings(), TONE)
    heard = (voice.hear(frame, speaking=True) for frame in caller_frames(samples))
    return [reading for reading in heard if reading is not None]


def test_the_first_reading_comes_after_a_second_then_every_half() -> None:
    found = readings(CALM)
    first, step = FIRST_FRAMES * 20, HOP_FRAMES * 20
    assert [reading.at_ms for reading in found] == list(range(first, 6001, step))
    assert found[0].confidence == pytest.approx(0.5)
    assert found[-1].confidence == pytest.approx(1.0)


MAN, WOMAN = (
    vowels(8.0, f0_hz=f0_hz, tilt_db_per_octave=-14.0, syllables_per_s=3.0) for f0_hz in (110.0, 215.0)
)
ANGRY_MAN = vowels(8.0, f0_hz=215.0, tilt_db_per_octave=-6.0, syllables_per_s=3.0)


def test_a_calm_voice_that_takes_the_telephone_is_soon_known_as_another() -> None:
    found = readings(np.concatenate([MAN, WOMAN]))
    assert max(reading.arousal for reading in found) > 0.9, "against the man's own voice at first"
    assert found[-1].arousal < 0.3
    assert found[-1].sustained_arousal < 0.3
    angry = readings(np.concatenate([MAN, ANGRY_MAN]))[-1]
    assert angry.arousal > 0.9, "as high, but tense: the same man"
    assert angry.sustained_arousal > 0.7


def test_silence_costs_nothing_and_says_nothing() -> None:
    pitch = ZeroCrossings()
    voice = Voice(pitch, TONE)
    for frame in caller_frames(np.zeros(160_000, dtype=np.int16)):
        assert voice.hear(frame, speaking=False) is None
    assert pitch.tracked_samples == 0


def test_readings_count_speech_not_time() -> None:
    voice = Voice(ZeroCrossings(), TONE)
    frames = caller_frames(CALM)
    found = [voice.hear(frame, speaking=number % 2 == 0) for number, frame in enumerate(frames)]
    assert (
        sum(reading is not None for reading in found) == 1 + (len(frames) // 2 - FIRST_FRAMES) // HOP_FRAMES
    )


def test_after_a_pause_tone_is_read_afresh() -> None:
    voice = Voice(ZeroCrossings(), TONE)
    frames = caller_frames(CALM)
    for frame in frames[:110]:
        voice.hear(frame, speaking=True)
    for frame in frames[110 : 110 + FRESH_START_FRAMES]:
        voice.hear(frame, speaking=False)
    found = [voice.hear(frame, speaking=True) for frame in frames[150:250]]
    at = [number for number, reading in enumerate(found, start=1) if reading]
    assert at == [FIRST_FRAMES, FIRST_FRAMES + HOP_FRAMES, FIRST_FRAMES + 2 * HOP_FRAMES]
    assert [reading.confidence for reading in found if reading] == pytest.approx([0.5, 0.75, 1.0])


def test_words_too_short_to_be_read_add_up() -> None:
    voice = Voice(ZeroCrossings(), TONE)
    found = []
    for start in range(0, 90, 30):  # three words of 0.6 s with a second between them
        frames = caller_frames(CALM)[start : start + 30]
        found += [voice.hear(frame, speaking=True) for frame in frames]
        found += [voice.hear(frame, speaking=False) for frame in caller_frames(np.zeros(16_000, np.int16))]
    assert sum(reading is not None for reading in found) == 1


def test_the_agents_voice_and_a_mixed_channel_cannot_be_read() -> None:
    silence = np.zeros(FRAME_SAMPLES, dtype=np.int16)
    for party in (Party.AGENT, Party.MIXED):
        with pytest.raises(ValueError, match="caller only"):
            CallerFrame(AudioFrame(party, 0, silence))


def test_a_real_tracker_reads_pitch_tension_and_syllables() -> None:
    last = readings(CALM, SwiftF0Pitch())[-1]
    assert last.pitch_hz == pytest.approx(120, rel=0.06)
    assert last.syllables_per_s == pytest.approx(4.0, rel=0.15)
    assert last.tension_db is not None
    assert -25 < last.tension_db < 5
    assert last.loudness_dbfs == pytest.approx(10 * math.log10(float(np.var(CALM[-32_000:]))), abs=0.1)


def test_a_voice_that_is_raised_raises_arousal() -> None:
    found = readings(np.concatenate([CALM, RAISED]), SwiftF0Pitch())
    calm = [reading.arousal for reading in found if reading.at_ms <= 6000]
    assert max(calm) < 0.5
    assert found[-1].arousal > 0.8


def test_faster_than_usual_shows_once_the_usual_is_known() -> None:
    faster = vowels(6.0, f0_hz=120.0, tilt_db_per_octave=-9.0, syllables_per_s=5.5)
    found = readings(np.concatenate([CALM, CALM, faster]))
    assert found[0].tempo_ratio is None
    assert found[20].tempo_ratio == pytest.approx(1.0, abs=0.05)
    assert found[-1].tempo_ratio == pytest.approx(5.5 / 4.0, rel=0.15)


def test_final_words_tell_in_the_tempo() -> None:
    voice = Voice(ZeroCrossings(), TONE)
    frames = caller_frames(np.concatenate([CALM, CALM]))
    alone = [voice.hear(frame, speaking=True) for frame in frames[:300]][-1]
    words = [Word("no", at, at + 100, 0.9) for at in range(0, 6000, 100)]  # ten syllables a second
    voice.hear_words(words, "en")
    joined = [reading for frame in frames[300:325] if (reading := voice.hear(frame, speaking=True))][-1]
    assert alone is not None
    assert alone.syllables_per_s is not None
    assert joined.syllables_per_s is not None
    assert alone.syllables_per_s < 5.0
    assert joined.syllables_per_s > 7.0


def test_what_has_no_voice_is_not_measured() -> None:
    noise = np.random.default_rng(0).normal(0, 0.01, 48_000).astype(np.float32)
    last = readings(noise)[-1]
    assert (last.pitch_hz, last.tension_db, last.syllables_per_s, last.tempo_ratio) == (None,) * 4
    assert last.confidence == 0.0


def test_the_same_frames_give_the_same_readings() -> None:
    assert readings(CALM) == readings(CALM)


@settings(max_examples=10, deadline=None)
@given(st.floats(-24, 6))
def test_the_level_of_the_line_moves_only_the_loudness(gain_db: float) -> None:
    sound = np.concatenate([CALM, RAISED])
    gained = (sound * 10 ** (gain_db / 20)).astype(np.float32)
    for plain, other in zip(readings(sound), readings(gained), strict=True):
        assert other.loudness_dbfs == pytest.approx(plain.loudness_dbfs + gain_db, abs=0.1)
        assert other.arousal == pytest.approx(plain.arousal, abs=0.02)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 40, 3000, 32767]))
def test_no_sound_gives_a_made_up_number(seed: int, peak: int) -> None:
    noise = np.random.default_rng(seed).integers(-peak - 1, peak, 40_000, endpoint=True).clip(-32768, 32767)
    for reading in readings(noise.astype(np.int16)):
        assert all(value is None or math.isfinite(value) for value in astuple(reading))
        assert 0.0 <= reading.arousal <= 1.0
        assert 0.0 <= reading.confidence <= 1.0
