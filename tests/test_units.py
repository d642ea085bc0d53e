"""Samples and milliseconds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tyyni.units import FRAME_MS, FRAME_SAMPLES, ms_to_samples, samples_to_ms


@given(st.integers(0, 10**9))
def test_whole_milliseconds_survive_the_round_trip(ms: int) -> None:
    assert samples_to_ms(ms_to_samples(ms)) == ms


def test_a_frame_is_twenty_milliseconds() -> None:
    assert ms_to_samples(FRAME_MS) == FRAME_SAMPLES == 320
