"""The telephone line: its band, its companding, its noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tyyni.audio import Pcm16
from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench.telephone import as_by_telephone, band_limited, mu_law, through_telephone


def tone(frequency_hz: float, seconds: float = 1.0) -> NDArray[np.float32]:
    """Return a sine at -12 dBFS of its peak; float32, 16 kHz."""
    at_s = np.arange(int(SAMPLE_RATE_HZ * seconds)) / SAMPLE_RATE_HZ
    return (0.25 * np.sin(2 * np.pi * frequency_hz * at_s)).astype(np.float32)


def rms_db(samples: NDArray[np.float32] | NDArray[np.float64]) -> float:
    return float(20 * np.log10(np.sqrt((samples.astype(np.float64) ** 2).mean()) + 1e-12))


@pytest.mark.parametrize(
    ("frequency_hz", "passes"), [(100, False), (400, True), (1_000, True), (3_200, True), (6_000, False)]
)
def test_only_the_telephone_band_passes(frequency_hz: float, passes: bool) -> None:
    sent = tone(frequency_hz)
    lost_db = rms_db(sent) - rms_db(band_limited(sent))
    assert lost_db == pytest.approx(0, abs=0.1) if passes else lost_db > 60


@given(st.floats(-1.0, 1.0))
def test_companding_errs_by_a_share_of_the_sample(sample: float) -> None:
    [back] = mu_law(np.array([sample], dtype=np.float32))
    # Half a step of 127, times the slope of the curve, which is at most ln(256) (|x| + 1/255).
    assert abs(back - sample) <= np.log(256) * (abs(sample) + 1 / 255) * 0.5 / 127 * 1.05
    assert back * sample >= 0


def spoken() -> Pcm16:
    return (tone(700) * 32767).astype(np.int16)


def test_a_line_is_8_khz_and_keeps_the_level() -> None:
    line = through_telephone(spoken(), -65.0, seed=1)
    assert (line.dtype, line.shape) == (np.int16, (8_000,))
    assert rms_db(line / 32768.0) == pytest.approx(rms_db(tone(700)), abs=0.5)


def test_silence_carries_the_lines_noise_and_the_seed_makes_it() -> None:
    silence = np.zeros(2 * SAMPLE_RATE_HZ, dtype=np.int16)
    quiet, loud = (through_telephone(silence, level, seed=1) for level in (-65.0, -45.0))
    # The band keeps 3.1 of 8 kHz of the white noise.
    assert rms_db(loud / 32768.0) == pytest.approx(-45.0 + 10 * np.log10(3.1 / 8.0), abs=1.0)
    assert rms_db(quiet / 32768.0) < -60.0
    assert np.array_equal(loud, through_telephone(silence, -45.0, seed=1))
    assert not np.array_equal(loud, through_telephone(silence, -45.0, seed=2))


def test_the_service_hears_a_telephone_line_at_its_own_rate() -> None:
    t = np.arange(16_001) / 16_000
    kept, lost = ((8_000 * np.sin(2 * np.pi * hz * t)).astype(np.int16) for hz in (1_000, 6_000))
    assert as_by_telephone(kept).shape == kept.shape
    assert np.abs(as_by_telephone(kept)[1_000:-1_000]).max() == pytest.approx(8_000, rel=0.05)
    assert np.abs(as_by_telephone(lost)[1_000:-1_000]).max() < 100
