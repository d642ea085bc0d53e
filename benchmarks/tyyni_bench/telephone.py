"""What a telephone line does to speech: 300-3400 Hz, 8 kHz, 8-bit µ-law, faint noise."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray

from tyyni.audio import Pcm16, to_float, to_pcm16
from tyyni.units import SAMPLE_RATE_HZ

LINE_RATE_HZ = 8_000
PASS_HZ = (300.0, 3_400.0)
"""The telephone band (ITU-T G.712)."""
EDGE_OCTAVES = 0.25
"""Width of each of the band's flanks."""
MU = 255.0
"""µ of North American and Japanese PCM (ITU-T G.711), in its continuous form."""


def through_telephone(samples: Pcm16, noise_dbfs: float, seed: int) -> Pcm16:
    """Return speech as a telephone line carries it.

    Args:
        samples: int16, 16 kHz, shape (n,).
        noise_dbfs: RMS level of the line's white noise, such as -65.
        seed: makes the noise; the same seed gives the same noise.

    Returns:
        int16, 8 kHz, shape (n / 2,), rounded up.
    """
    noise = np.random.default_rng(seed).normal(0.0, 10.0 ** (noise_dbfs / 20.0), len(samples))
    return to_pcm16(_on_the_line(to_float(samples) + noise.astype(np.float32)))


def _on_the_line(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return float samples as the line carries them: its band, its rate of 8 kHz, its companding."""
    line = soxr.resample(band_limited(samples), SAMPLE_RATE_HZ, LINE_RATE_HZ)
    return mu_law(line).astype(np.float32)


def band_limited(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return float samples with what is outside 300-3400 Hz taken away; no delay, same length."""
    freqs_hz = np.maximum(np.fft.rfftfreq(len(samples), 1.0 / SAMPLE_RATE_HZ), 1e-3)
    low_flank = 1.0 + np.log2(freqs_hz / PASS_HZ[0]) / EDGE_OCTAVES
    high_flank = 1.0 - np.log2(freqs_hz / PASS_HZ[1]) / EDGE_OCTAVES
    gains = np.clip(np.minimum(low_flank, high_flank), 0.0, 1.0)
    return np.fft.irfft(np.fft.rfft(samples) * gains, len(samples)).astype(np.float32)


def mu_law(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return float samples (-1..1) as 8-bit µ-law would give them back.

    >>> mu_law(np.array([0.0, 1.0, -1.0, 0.5], dtype=np.float32)).round(2).tolist()
    [0.0, 1.0, -1.0, 0.5]
    """
    clipped = np.clip(samples.astype(np.float64), -1.0, 1.0)
    pressed = np.sign(clipped) * np.log1p(MU * np.abs(clipped)) / np.log1p(MU)
    quantised = np.rint(pressed * 127.0) / 127.0
    return np.asarray(np.sign(quantised) * np.expm1(np.abs(quantised) * np.log1p(MU)) / MU)


def as_by_telephone(samples: Pcm16) -> Pcm16:
    """Return speech as the service hears it from a telephone line: no noise added, int16, 16 kHz, shape (n,)."""
    heard = soxr.resample(_on_the_line(to_float(samples)), LINE_RATE_HZ, SAMPLE_RATE_HZ)
    missing = max(len(samples) - len(heard), 0)
    return to_pcm16(np.pad(heard, (0, missing))[: len(samples)].astype(np.float32))
