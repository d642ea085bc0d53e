"""The telephone's band of a voice, so that the pitch of a headset's wideband sound and of a telephone line reads alike.

What lies under 300 Hz is no help: with it SwiftF0 follows a voice into its soft edges, where F0 moves, and calm men
sound raised: of the calm first utterances of EmoDB, heard wideband, 22 % of the men's and 7 % of the women's were over
the threshold, and none in the band, where AUC of anger against neutral stays (.928/1.00/.987 wideband in three sets,
.928/1.00/.979 in the band, .926/1.00/.967 by telephone; our measurement on 330 clips). Mains hum goes with it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tyyni.coach.cues import LINE_HZ
from tyyni.units import SAMPLE_RATE_HZ

TAPS = 641
"""40 ms: an edge of 80 Hz (Hamming window: 3.3 / length; Oppenheim & Schafer, Discrete-Time Signal Processing, section
7.5). With 129 taps, an edge of 400 Hz, nothing is gained (our measurement)."""
EDGE_SAMPLES = TAPS // 2
"""20 ms at both ends are filtered without knowing what lies beyond."""


def line_band(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return 300-3400 Hz of float32 samples, shape (n,), without delay.

    >>> t = np.arange(16_000) / SAMPLE_RATE_HZ
    >>> def level(hz: float) -> float:
    ...     band = line_band(np.sin(2 * np.pi * hz * t).astype(np.float32))
    ...     return round(float(np.abs(band[EDGE_SAMPLES:-EDGE_SAMPLES]).max()), 2)
    >>> level(150.0), level(1_000.0), level(3_600.0)
    (0.0, 1.0, 0.0)
    """
    # By Fourier transform: a tenth of what summing up takes.
    length = 1 << (len(samples) + TAPS - 2).bit_length()
    band = np.fft.irfft(np.fft.rfft(samples, length) * _response(length), length)
    return band[EDGE_SAMPLES : EDGE_SAMPLES + len(samples)].astype(np.float32)


@lru_cache(maxsize=8)
def _response(length: int) -> NDArray[np.complex64]:
    """Return the transform of the windowed ideal band-pass between the edges of `LINE_HZ`."""
    at = np.arange(TAPS) - EDGE_SAMPLES
    low, high = (2.0 * edge_hz / SAMPLE_RATE_HZ for edge_hz in LINE_HZ)
    taps = (high * np.sinc(high * at) - low * np.sinc(low * at)) * np.hamming(TAPS)
    return np.asarray(np.fft.rfft(taps.astype(np.float32), length), dtype=np.complex64)
