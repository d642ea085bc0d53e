"""Speech or not: a line's noise is none, and the flags depend on the frames alone."""

from __future__ import annotations

import numpy as np
import pytest

from tyyni_models.voice_activity import LevelGate, WebRtcVoiceActivity, level_dbfs

FRAME = 320


def noise(dbfs: float, frames: int) -> np.ndarray:
    samples = np.random.default_rng(3).normal(0, 32768 * 10 ** (dbfs / 20), frames * FRAME)
    return np.clip(samples, -32768, 32767).astype(np.int16).reshape(frames, FRAME)


def buzz(dbfs: float, frames: int) -> np.ndarray:
    """Return a pulse train at 125 Hz through a rough vowel: what webrtcvad takes for a voice."""
    pulses = np.zeros(frames * FRAME)
    pulses[::128] = 1.0
    t = np.arange(800) / 16_000
    vowel = sum(np.exp(-t * 400) * np.sin(2 * np.pi * f * t) for f in (600, 1100, 2400))
    wave = np.convolve(pulses, vowel)[: frames * FRAME]
    wave *= 32768 * 10 ** (dbfs / 20) / np.sqrt(np.mean(wave**2))
    return np.clip(wave, -32768, 32767).astype(np.int16).reshape(frames, FRAME)


def share(frames: np.ndarray, before: np.ndarray | None = None) -> float:
    activity = WebRtcVoiceActivity()
    for frame in before if before is not None else ():
        activity.is_speech(frame)
    return float(np.mean([activity.is_speech(frame) for frame in frames]))


def test_a_bare_line_is_silent_from_its_first_frame() -> None:
    assert share(noise(-62, 100)) == 0.0
    assert share(np.zeros((50, FRAME), dtype=np.int16)) == 0.0


def test_a_quiet_voice_passes_over_a_quiet_line() -> None:
    assert share(buzz(-45, 100), before=noise(-65, 100)) > 0.8


def test_a_very_quiet_voice_passes_over_a_digital_line() -> None:
    assert share(buzz(-60, 100), before=noise(-85, 100)) > 0.8


def test_a_voice_passes_from_the_first_frame_of_a_call() -> None:
    assert share(buzz(-20, 100)) > 0.8


@pytest.mark.parametrize("dbfs", [-80, -70, -62, -50, -40])
def test_steady_noise_is_no_speech_at_any_level(dbfs: float) -> None:
    assert share(noise(dbfs, 250)) <= 0.04


def test_a_voice_passes_after_it_has_spoken_for_long() -> None:
    assert share(buzz(-25, 100), before=np.concatenate([noise(-60, 50), buzz(-25, 1_500)])) > 0.8


def test_silence_suppression_does_not_move_the_noise_estimate() -> None:
    silence = np.zeros((200, FRAME), dtype=np.int16)
    assert share(noise(-62, 100), before=np.concatenate([noise(-62, 50), silence])) == 0.0


def test_a_line_that_becomes_quieter_is_followed() -> None:
    assert share(buzz(-50, 100), before=np.concatenate([noise(-45, 100), noise(-70, 20)])) > 0.8


def test_the_same_frames_give_the_same_flags() -> None:
    frames = np.concatenate([noise(-50, 20), buzz(-30, 50)])
    first, second = WebRtcVoiceActivity(), WebRtcVoiceActivity()
    assert [first.is_speech(frame) for frame in frames] == [second.is_speech(frame) for frame in frames]


def test_a_noise_as_loud_as_speech_is_not_taken_for_the_lines_noise() -> None:
    activity = WebRtcVoiceActivity(LevelGate(rise_db_per_frame=10.0))
    for frame in noise(-10, 50):
        activity.is_speech(frame)
    assert np.mean([activity.is_speech(frame) for frame in buzz(-20, 100)]) > 0.5


def test_level() -> None:
    assert level_dbfs(np.zeros(FRAME, dtype=np.int16)) == -120.0


def test_the_other_partys_voice_in_the_line_is_not_this_partys() -> None:
    crosstalk = buzz(-58, 100)
    assert share(crosstalk, before=noise(-80, 50)) > 0.8
    assert share(crosstalk, before=np.concatenate([noise(-80, 50), buzz(-10, 100)])) == 0.0


def test_a_party_that_lowers_its_voice_is_heard_again() -> None:
    loud_then_silence = np.concatenate([buzz(-10, 100), noise(-85, 500)])
    assert share(buzz(-55, 100), before=loud_then_silence) > 0.8
