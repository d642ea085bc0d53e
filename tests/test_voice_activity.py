"""Speech or not: a line's noise is none, and the flags depend on the frames alone."""

from __future__ import annotations

import numpy as np

from tyyni_models.voice_activity import WebRtcVoiceActivity, level_dbfs

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


def test_a_voice_passes_from_the_first_frame_of_a_call() -> None:
    assert share(buzz(-20, 100)) > 0.8


def test_level() -> None:
    assert level_dbfs(np.zeros(FRAME, dtype=np.int16)) == -120.0
