"""Another pitch for the same voice: TD-PSOLA (Moulines & Charpentier 1990), which keeps formants and timing.

Two-period grains of the voiced speech are set down closer together (higher) or further apart (lower). Unvoiced
speech goes through unchanged.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tyyni.units import SAMPLE_RATE_HZ

UNVOICED_STEP_SAMPLES = SAMPLE_RATE_HZ // 100
"""Grains of unvoiced speech come every 10 ms, in and out alike."""
MARK_SEARCH_RATIO = 0.25
"""A pitch mark is the largest peak within a quarter of a period of where the last one expects it."""
LOWEST_HZ, HIGHEST_HZ = 60.0, 500.0
"""No voice is moved out of this range: an octave error must not become a squeak."""


def move_pitch(
    samples: NDArray[np.float32],
    f0_hz: NDArray[np.float64],
    hop_samples: int,
    shift_st: float,
    range_ratio: float,
) -> NDArray[np.float32]:
    """Return the speech with F0 moved by ``shift_st`` and its excursions from the mean made larger.

    Args:
        samples: float32, 16 kHz, shape (n,).
        f0_hz: F0 every ``hop_samples``, NaN where unvoiced.
        hop_samples: see above.
        shift_st: semitones.
        range_ratio: 1.0 keeps the excursions, on a logarithmic scale.

    Returns:
        float32, shape (n,), the same timing.
    """
    if not np.isfinite(f0_hz).any():
        return samples
    periods = _per_sample(SAMPLE_RATE_HZ / f0_hz, hop_samples, len(samples))
    mean = float(np.nanmean(np.log2(f0_hz)))
    moved = 2.0 ** (mean + shift_st / 12.0 + range_ratio * (np.log2(f0_hz) - mean))
    targets = _per_sample(SAMPLE_RATE_HZ / np.clip(moved, LOWEST_HZ, HIGHEST_HZ), hop_samples, len(samples))
    return _overlap_add(samples, periods, targets, _pitch_marks(samples, periods))


def _per_sample(periods: NDArray[np.float64], hop_samples: int, length: int) -> NDArray[np.float64]:
    """Return periods (in samples) for every sample: interpolated within voiced runs, NaN outside them."""
    at = np.arange(length)
    centres = np.arange(len(periods)) * hop_samples + hop_samples // 2
    voiced = np.isfinite(periods)
    filled = np.interp(at, centres[voiced], periods[voiced])
    nearest = np.clip(at // hop_samples, 0, len(periods) - 1)
    return np.where(voiced[nearest], filled, np.nan)


def _pitch_marks(samples: NDArray[np.float32], periods: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return where grains are centred: one a period in voiced speech, every 10 ms elsewhere."""
    marks: list[int] = []
    at = 0
    while at < len(samples):
        period = periods[at]
        if np.isfinite(period):
            reach = max(int(period * MARK_SEARCH_RATIO), 1)
            first = max(at - reach, (marks[-1] + reach) if marks else 0, 0)
            around = samples[first : at + reach + 1]
            at = first + int(np.argmax(around)) if len(around) else at
        marks.append(at)
        at += round(period) if np.isfinite(period) else UNVOICED_STEP_SAMPLES
    return np.array(marks, dtype=np.int64)


def _overlap_add(
    samples: NDArray[np.float32],
    periods: NDArray[np.float64],
    targets: NDArray[np.float64],
    marks: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Set grains down at the target periods, each from the analysis mark nearest in time."""
    margin = SAMPLE_RATE_HZ // 10
    padded = np.pad(samples.astype(np.float64), margin)
    out, weight = np.zeros_like(padded), np.full_like(padded, 1e-6)
    at = 0.0
    while at < len(samples):
        place = int(at)
        nearest = int(np.searchsorted(marks, place))
        if nearest and (nearest == len(marks) or place - marks[nearest - 1] <= marks[nearest] - place):
            nearest -= 1
        mark = int(marks[nearest])
        voiced = np.isfinite(periods[mark]) and np.isfinite(targets[place])
        half = round(periods[mark]) if voiced else UNVOICED_STEP_SAMPLES
        source = mark if voiced else place
        window = np.hanning(2 * half + 1)
        grain = padded[margin + source - half : margin + source + half + 1]
        out[margin + place - half : margin + place + half + 1] += grain * window
        weight[margin + place - half : margin + place + half + 1] += window
        at += targets[place] if voiced else UNVOICED_STEP_SAMPLES
    return (out / weight)[margin : margin + len(samples)].astype(np.float32)
