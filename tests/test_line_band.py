"""The telephone's band: a plain filter, the same for every length."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.line_band import EDGE_SAMPLES, line_band
from tyyni.units import SAMPLE_RATE_HZ

SOUND = np.random.default_rng(1).normal(0.0, 0.1, 12_000).astype(np.float32)


@given(st.integers(0, 4_000), st.integers(2 * EDGE_SAMPLES + 1, 8_000))
def test_away_from_the_edges_a_piece_is_filtered_as_the_whole(first: int, length: int) -> None:
    piece = line_band(SOUND[first : first + length])
    assert len(piece) == length
    inner = slice(first + EDGE_SAMPLES, first + length - EDGE_SAMPLES)
    np.testing.assert_allclose(piece[EDGE_SAMPLES:-EDGE_SAMPLES], line_band(SOUND)[inner], atol=1e-5)


@pytest.mark.parametrize(
    ("hz", "ratio"), [(50, 0.0), (250, 0.0), (350, 1.0), (3_300, 1.0), (3_500, 0.0), (6_000, 0.0)]
)
def test_the_edges_are_those_of_the_telephone(hz: float, ratio: float) -> None:
    tone = np.sin(2 * np.pi * hz * np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ).astype(np.float32)
    assert np.abs(line_band(tone)[2_000:-2_000]).max() == pytest.approx(ratio, abs=0.01)
