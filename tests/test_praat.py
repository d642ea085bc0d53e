"""The reference of pitch: asked the right way, aligned with our frames, left out where it is missing."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

from tyyni.audio import to_pcm16
from tyyni_bench import praat
from tyyni_models.pitch import HIGHEST_HZ, LOWEST_HZ, SwiftF0Pitch


def buzz(f0_hz: float, seconds: float = 1.0) -> NDArray[np.int16]:
    t = np.arange(int(seconds * 16_000)) / 16_000
    return to_pcm16(0.2 * sum(np.sin(2 * np.pi * f0_hz * n * t) / n for n in range(1, 12)))


class Sound:
    """What of parselmouth is used: its frames lie 30 ms in, 4 ms apart, F0 from 100 Hz up; the third is unvoiced."""

    def __init__(self, values: NDArray[np.float64], sampling_frequency: float) -> None:
        assert values.dtype == np.float64
        assert np.abs(values).max() <= 1.0
        assert sampling_frequency == 16_000

    def to_pitch_ac(self, *, time_step: float, pitch_floor: float, pitch_ceiling: float) -> Sound:
        assert (time_step, pitch_floor, pitch_ceiling) == (0.004, LOWEST_HZ, HIGHEST_HZ)
        return self

    def xs(self) -> NDArray[np.float64]:
        return 0.030 + 0.004 * np.arange(20)

    @property
    def selected_array(self) -> dict[str, NDArray[np.float64]]:
        f0_hz = 100.0 + np.arange(20)
        f0_hz[2] = 0.0
        return {"frequency": f0_hz}


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("parselmouth")
    module.Sound = Sound  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "parselmouth", module)


@pytest.mark.usefixtures("stand_in")
def test_each_moment_has_the_nearest_frame_and_what_lies_beside_is_unvoiced() -> None:
    at_s = np.array([0.0, 0.027, 0.030, 0.035, 0.038, 0.106, 0.109, 0.2])
    found = praat.praat_f0_hz(buzz(100.0), at_s)
    np.testing.assert_array_equal(found, [np.nan, 100.0, 100.0, 101.0, np.nan, 119.0, 119.0, np.nan])


@pytest.mark.usefixtures("stand_in")
def test_what_is_too_short_has_no_pitch() -> None:
    assert np.isnan(praat.praat_f0_hz(buzz(100.0, 0.05), np.zeros(3))).all()


def test_where_it_is_not_installed_it_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(praat, "find_spec", lambda name: None)
    assert praat.praat_if_installed() is None
    assert "GPL" in praat.MISSING
    monkeypatch.setattr(praat, "find_spec", lambda name: object())
    assert praat.praat_if_installed() is praat.praat_f0_hz


@pytest.mark.skipif(
    find_spec("parselmouth") is None, reason="praat-parselmouth is not installed (GPL: never required)"
)
def test_the_real_praat_and_our_tracker_agree_on_a_buzz() -> None:
    sound = buzz(180.0)
    track = SwiftF0Pitch().track(sound.astype(np.float32) / 32768)
    at_s = np.arange(len(track.f0_hz)) * track.hop_ms / 1000
    found = praat.praat_f0_hz(sound, at_s)
    both = np.isfinite(found) & np.isfinite(track.f0_hz)
    assert both.mean() > 0.8
    np.testing.assert_allclose(found[both], 180.0, rtol=0.01)
