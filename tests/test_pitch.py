"""F0 of known tones by the real tracker."""

from __future__ import annotations

import numpy as np
import pytest

from tyyni_models.pitch import SwiftF0Pitch


@pytest.mark.parametrize("f0_hz", [90.0, 180.0, 320.0])
def test_a_buzz_of_known_pitch(f0_hz: float) -> None:
    t = np.arange(16_000) / 16_000
    wave = sum(np.sin(2 * np.pi * f0_hz * n * t) / n for n in range(1, 12)) * 0.2
    track = SwiftF0Pitch().track(wave.astype(np.float32))
    assert len(track.f0_hz) == len(track.confidence) == pytest.approx(1000 / track.hop_ms, abs=1)
    found = track.f0_hz[~np.isnan(track.f0_hz)]
    assert len(found) > 0.8 * len(track.f0_hz)
    assert abs(np.log2(np.median(found) / f0_hz)) < 0.01


def test_noise_and_nothing_have_no_pitch() -> None:
    rng = np.random.default_rng(0)
    track = SwiftF0Pitch().track(rng.normal(0, 0.1, 16_000).astype(np.float32))
    assert np.isnan(track.f0_hz).mean() > 0.8
    assert len(SwiftF0Pitch().track(np.zeros(10, dtype=np.float32)).f0_hz) == 0
