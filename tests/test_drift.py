"""The drift of a clock, from times alone."""

from __future__ import annotations

import pytest

from tyyni_client.drift import Drift


def followed(ppm: float, seconds: int, late: dict[int, float] | None = None) -> Drift:
    """Return what is known after blocks of a tenth of a second of a slow clock, some of which come late."""
    drift = Drift()
    for block in range(1, seconds * 10):
        captured_s = block / 10 * (1 + ppm * 1e-6)
        drift.hear(captured_s + (late or {}).get(block, 0.0), block / 10)
    return drift


@pytest.mark.parametrize("ppm", [-200.0, 0.0, 50.0])
def test_the_slope_is_that_of_the_clock(ppm: float) -> None:
    drift = followed(ppm, 90)
    assert drift.ppm == pytest.approx(ppm, abs=0.5)
    assert drift.due_s(90.0) == pytest.approx(90 * ppm * 1e-6, abs=0.001)


def test_nothing_is_said_before_three_windows() -> None:
    assert followed(200.0, 14).ppm is None
    assert followed(200.0, 14).due_s(14.0) == 0.0


def test_late_blocks_and_a_busy_window_do_not_move_it() -> None:
    late = {block: 0.4 for block in range(3, 900, 7)} | {block: 0.05 for block in range(300, 352)}
    assert followed(20.0, 90, late).ppm == pytest.approx(20.0, abs=2.0)
