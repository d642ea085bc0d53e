"""Another pitch for the same voice: where F0 lands, and what stays as it was."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench.psola import HIGHEST_HZ, move_pitch
from tyyni_models.pitch import SwiftF0Pitch

HOP_SAMPLES = SAMPLE_RATE_HZ // 100


def pulses(f0_hz: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return a buzz with this F0 at every sample; float32, 16 kHz."""
    phase = np.cumsum(f0_hz / SAMPLE_RATE_HZ)
    return np.sum([0.1 * np.cos(2 * np.pi * n * phase) for n in range(1, 11)], axis=0).astype(np.float32)


def heard_hz(samples: NDArray[np.float32]) -> float:
    """Return the median F0 by the tracker that the service listens with."""
    return float(np.nanmedian(SwiftF0Pitch().track(samples).f0_hz))


def steady(f0_hz: float) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return a second of a buzz and its pitch track."""
    return pulses(np.full(SAMPLE_RATE_HZ, f0_hz)), np.full(SAMPLE_RATE_HZ // HOP_SAMPLES, f0_hz)


@pytest.mark.parametrize("shift_st", [-4.0, 0.0, 3.0, 5.0])
def test_pitch_lands_where_it_was_sent(shift_st: float) -> None:
    buzz, track = steady(130.0)
    moved = move_pitch(buzz, track, HOP_SAMPLES, shift_st, 1.0)
    assert moved.shape == buzz.shape
    assert heard_hz(moved) == pytest.approx(130.0 * 2 ** (shift_st / 12), rel=0.03)


def test_excursions_grow_around_the_mean() -> None:
    low, high = 110.0, 140.0
    track = np.repeat([low, high], 100)
    buzz = pulses(np.repeat(track, HOP_SAMPLES))
    wider = move_pitch(buzz, track, HOP_SAMPLES, 0.0, 2.0)
    first, second = wider[:12_000], wider[20_000:]
    assert heard_hz(second) / heard_hz(first) == pytest.approx((high / low) ** 2, rel=0.05)


def test_no_voice_is_moved_out_of_range() -> None:
    buzz, track = steady(400.0)
    assert heard_hz(move_pitch(buzz, track, HOP_SAMPLES, 12.0, 1.0)) == pytest.approx(HIGHEST_HZ, rel=0.03)


def test_what_has_no_pitch_goes_through() -> None:
    hiss = np.random.default_rng(1).normal(0, 0.1, SAMPLE_RATE_HZ).astype(np.float32)
    assert move_pitch(hiss, np.full(100, np.nan), HOP_SAMPLES, 5.0, 1.5) is hiss


def test_unvoiced_parts_keep_their_sound() -> None:
    buzz, track = steady(130.0)
    hiss = np.random.default_rng(1).normal(0, 0.1, SAMPLE_RATE_HZ).astype(np.float32)
    moved = move_pitch(
        np.concatenate([buzz, hiss]), np.concatenate([track, np.full(100, np.nan)]), HOP_SAMPLES, 4.0, 1.0
    )
    kept = moved[SAMPLE_RATE_HZ + 2_000 : -2_000]
    assert np.corrcoef(kept, hiss[2_000:-2_000])[0, 1] > 0.99
