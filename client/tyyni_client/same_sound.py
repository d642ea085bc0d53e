"""Notices that both parties carry one and the same sound, so that the agent's voice is never taken for the caller's.

PulseAudio, as it is usually set up, moves a stream whose device vanishes to another device, without a pause or
an error (found by trial): the caller's side could then be the agent's microphone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tyyni.audio import Pcm16, to_float
from tyyni.units import Party, ms_to_samples

EVERY_SAMPLES = ms_to_samples(500)
COMPARED_SAMPLES = ms_to_samples(1_000)
SHIFT_SAMPLES = ms_to_samples(500)
"""How far one party may be behind the other: streams of one source have buffers of their own."""
SAME_CORRELATION = 0.95
"""Of 1: the same samples through two resamplers give 0.99; a room between microphone and speaker filters
much more away. Our choice."""
QUIET_RMS = 0.003
"""About -50 dBFS: the hum of two quiet lines is alike and means nothing. Our choice."""
TIMES = 2
"""So many comparisons in a row must agree: 1.5 s of sound. Our choice."""


class SameSound:
    """Compares caller and agent twice a second."""

    def __init__(self) -> None:
        kept = COMPARED_SAMPLES + 2 * SHIFT_SAMPLES
        self._newest = {party: np.zeros(kept, dtype=np.int16) for party in (Party.CALLER, Party.AGENT)}
        self._since_compared = 0
        self._alike = 0

    def hear(self, party: Party, samples: Pcm16) -> bool:
        """Take the next samples of a party; return whether both parties have been the same for some time."""
        kept = len(self._newest[party])
        self._newest[party] = np.concatenate([self._newest[party], samples])[-kept:]
        self._since_compared += len(samples) if party is Party.CALLER else 0
        if self._since_compared >= EVERY_SAMPLES:
            self._since_compared = 0
            piece = to_float(self._newest[Party.CALLER][SHIFT_SAMPLES:-SHIFT_SAMPLES])
            same = best_correlation(piece, to_float(self._newest[Party.AGENT])) >= SAME_CORRELATION
            self._alike = self._alike + 1 if same else 0
        return self._alike >= TIMES


def best_correlation(piece: NDArray[np.float32], whole: NDArray[np.float32]) -> float:
    """Return how alike ``piece`` and its best place in the longer ``whole`` are, -1..1; 0 when either is quiet.

    >>> wave = np.sin(np.arange(400, dtype=np.float32) ** 1.5 / 40)
    >>> round(best_correlation(0.5 * wave[100:300], wave), 3)
    1.0
    """
    size = len(whole)
    spectrum = np.fft.rfft(whole) * np.conj(np.fft.rfft(piece, size))
    products = np.fft.irfft(spectrum, size)[: size - len(piece) + 1]
    powers = np.concatenate([[0.0], np.cumsum(whole.astype(np.float64) ** 2)])
    whole_rms = np.sqrt(np.maximum(powers[len(piece) :] - powers[: -len(piece)], 0.0) / len(piece))
    piece_rms = float(np.sqrt(np.mean(piece.astype(np.float64) ** 2)))
    if piece_rms < QUIET_RMS or whole_rms.max() < QUIET_RMS:
        return 0.0
    return float((products / len(piece) / np.maximum(whole_rms, QUIET_RMS)).max() / piece_rms)
