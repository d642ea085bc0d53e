"""Synthetic voices for the tests of the voice path: known F0, spectral tilt and syllable rate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tyyni.audio import AudioFrame, CallerFrame, Pcm16, to_pcm16
from tyyni.units import FRAME_SAMPLES, SAMPLE_RATE_HZ, Party
from tyyni_models.contracts import PitchTrack

HOP_SAMPLES = 256


def vowels(
    seconds: float, f0_hz: float = 120.0, tilt_db_per_octave: float = -12.0, syllables_per_s: float = 4.0
) -> NDArray[np.float32]:
    """Return harmonics of a slightly rising and falling F0, louder and softer once a syllable; peak 0.3."""
    t = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    f0 = f0_hz * 2.0 ** (np.sin(2 * np.pi * 0.7 * t) / 12.0)
    phase = 2 * np.pi * np.cumsum(f0) / SAMPLE_RATE_HZ
    wave = np.zeros_like(t)
    for harmonic in range(1, int(3800 / f0_hz)):
        wave += 10 ** (tilt_db_per_octave * np.log2(harmonic) / 20) * np.sin(harmonic * phase)
    envelope = 0.55 - 0.45 * np.cos(2 * np.pi * syllables_per_s * t)
    wave *= envelope
    return np.asarray(0.3 * wave / np.abs(wave).max(), dtype=np.float32)


def caller_frames(samples: NDArray[np.float32] | Pcm16) -> list[CallerFrame]:
    """Return sound as the caller's whole 20 ms frames."""
    pcm = samples if samples.dtype == np.int16 else to_pcm16(samples)
    return [
        CallerFrame(AudioFrame(Party.CALLER, at, pcm[at : at + FRAME_SAMPLES]))
        for at in range(0, len(pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES)
    ]


class ZeroCrossings:
    """`PitchTracker` for tests: F0 from zero crossings in 64 ms around each 16 ms hop; level-independent."""

    def __init__(self) -> None:
        self.tracked_samples = 0

    def track(self, samples: NDArray[np.float32]) -> PitchTrack:
        self.tracked_samples += len(samples)
        hops = len(samples) // HOP_SAMPLES
        signs = samples >= 0
        rises = np.concatenate([[0], np.cumsum(signs[1:] & ~signs[:-1])]) if len(samples) else np.zeros(1)
        centres = np.arange(hops) * HOP_SAMPLES
        first, last = np.maximum(centres - 512, 0), np.minimum(centres + 512, len(samples) - 1)
        f0_hz = (rises[last] - rises[first]) * SAMPLE_RATE_HZ / np.maximum(last - first, 1)
        voiced = (f0_hz > 60) & (f0_hz < 600)
        return PitchTrack(np.where(voiced, f0_hz, np.nan), voiced.astype(np.float64), 16.0)
