"""The timeline of speech: batches equal the whole, pauses are left out, memory is bounded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.voices import ZeroCrossings, vowels

from tyyni.audio import to_pcm16
from tyyni.coach.speech import HORIZON_FRAMES, PAUSE_KEPT_FRAMES, SpeechTrack, without_stray_jumps
from tyyni.units import FRAME_SAMPLES
from tyyni_models.contracts import PitchTrack
from tyyni_models.pitch import SwiftF0Pitch

SPEECH = to_pcm16(vowels(4.0))
FRAMES = SPEECH.reshape(-1, FRAME_SAMPLES)
SILENCE = np.zeros(FRAME_SAMPLES, dtype=np.int16)


class OtherHop:
    def track(self, samples: NDArray[np.float32]) -> PitchTrack:
        return PitchTrack(np.zeros(1), np.zeros(1), 10.0)


def test_a_real_tracker_finds_the_pitch_in_batches_as_in_one_go() -> None:
    whole, batches = SpeechTrack(SwiftF0Pitch()), SpeechTrack(SwiftF0Pitch())
    for number, frame in enumerate(FRAMES, start=1):
        whole.hear_speech(frame)
        batches.hear_speech(frame)
        if number % 25 == 0:
            batches.analyse()
    whole.analyse()
    one, other = whole.last(100), batches.last(100)
    assert np.nanmedian(100 * 2 ** (one.f0_st / 12)) == pytest.approx(120, rel=0.06)
    np.testing.assert_allclose(one.f0_st, other.f0_st, atol=0.05)
    np.testing.assert_array_equal(one.power, other.power)
    np.testing.assert_array_equal(one.voiced, other.voiced)
    assert one.loudness_dbfs == other.loudness_dbfs


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(50, 199), max_size=8))
def test_spectra_do_not_depend_on_the_batches(ends: set[int]) -> None:
    whole, batches = SpeechTrack(ZeroCrossings()), SpeechTrack(ZeroCrossings())
    for number, frame in enumerate(FRAMES, start=1):
        whole.hear_speech(frame)
        batches.hear_speech(frame)
        if number in ends:
            batches.analyse()
    whole.analyse()
    if len(FRAMES) not in ends:
        batches.analyse()
    np.testing.assert_array_equal(whole.last(100).power, batches.last(100).power)


def test_pauses_are_left_out_but_for_a_little() -> None:
    track = SpeechTrack(ZeroCrossings())
    for frame in FRAMES[:60]:
        track.hear_speech(frame)
    for _ in range(500):
        track.hear_pause(SILENCE)
    for frame in FRAMES[60:90]:
        track.hear_speech(frame)
    track.analyse()
    stretch = track.last(200)
    kept_ms = (90 + PAUSE_KEPT_FRAMES) * 20
    assert len(stretch.power) == pytest.approx((kept_ms - 100) / 10, abs=4)
    loud = SpeechTrack(ZeroCrossings())
    for frame in FRAMES[:90]:
        loud.hear_speech(frame)
    loud.analyse()
    # The silence in between is neither voiced nor does it lower the level.
    assert stretch.loudness_dbfs == pytest.approx(loud.last(200).loudness_dbfs, abs=0.01)
    assert not stretch.voiced[121:128].any()


def test_a_pause_before_the_first_word_is_not_kept() -> None:
    pitch = ZeroCrossings()
    track = SpeechTrack(pitch)
    for _ in range(10):
        track.hear_pause(SILENCE)
    for frame in FRAMES[:50]:
        track.hear_speech(frame)
    track.analyse()
    assert pitch.tracked_samples == 50 * FRAME_SAMPLES


def test_memory_is_bounded_and_each_sound_is_tracked_about_once() -> None:
    pitch = ZeroCrossings()
    track = SpeechTrack(pitch)
    for number in range(1, 3001):  # 60 s
        track.hear_speech(FRAMES[number % len(FRAMES)])
        if number % 25 == 0:
            track.analyse()
    stretch = track.last(10 * HORIZON_FRAMES)
    assert len(stretch.power) * 10 <= HORIZON_FRAMES * 20 + 80
    # 0.5 s of new sound with 0.19 s of context around.
    assert pitch.tracked_samples < 1.4 * 3000 * FRAME_SAMPLES


class LeapsOnce:
    """120 Hz, but for one doubtful octave."""

    def track(self, samples: NDArray[np.float32]) -> PitchTrack:
        f0_hz = np.full(len(samples) // 256, 120.0)
        f0_hz[30] = 240.0
        return PitchTrack(f0_hz, np.full(len(f0_hz), 0.7), 16.0)


def test_a_stray_octave_has_no_height_but_is_a_voice() -> None:
    track = SpeechTrack(LeapsOnce())
    for frame in FRAMES[:100]:
        track.hear_speech(frame)
    track.analyse()
    stretch = track.last(100)
    assert np.flatnonzero(np.isnan(stretch.f0_st)).tolist() == [30]
    assert stretch.voiced.all()


def test_a_tracker_with_another_hop_is_refused() -> None:
    track = SpeechTrack(OtherHop())
    track.hear_speech(FRAMES[0])
    with pytest.raises(ValueError, match=r"16\.0 ms"):
        track.analyse()


def test_a_doubtful_octave_is_left_out_and_a_sure_or_lasting_one_stays() -> None:
    f0_hz = np.full(120, 120.0)
    f0_hz[10:14] = 240.0  # in passing
    f0_hz[60:] = 240.0  # a shout that lasts
    f0_hz[30:34] = np.nan
    doubtful = without_stray_jumps(f0_hz, np.full(120, 0.7))
    assert np.isnan(doubtful[10:14]).all()
    kept = np.r_[0:10, 14:30, 34:120]
    np.testing.assert_array_equal(doubtful[kept], f0_hz[kept])
    np.testing.assert_array_equal(without_stray_jumps(f0_hz, np.full(120, 0.9)), f0_hz)


def test_no_frames_and_no_voice_have_no_jumps() -> None:
    assert len(without_stray_jumps(np.zeros(0), np.zeros(0))) == 0
    assert np.isnan(without_stray_jumps(np.full(50, np.nan), np.zeros(50))).all()
