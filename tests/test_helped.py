from __future__ import annotations

import pytest

from tyyni.history.helped import mean_level, what_helped

LINE = [(0, 20.0), (10_000, 60.0), (30_000, 30.0)]


@pytest.mark.parametrize(
    ("from_ms", "to_ms", "mean"),
    [
        (0, 10_000, 20.0),
        (10_000, 20_000, 60.0),
        (5_000, 15_000, 40.0),
        (25_000, 35_000, 45.0),
        (0, 40_000, (20 * 10 + 60 * 20 + 30 * 10) / 40),
        (50_000, 60_000, 30.0),
    ],
)
def test_a_level_holds_until_the_next(from_ms: int, to_ms: int, mean: float) -> None:
    assert mean_level(LINE, from_ms, to_ms) == pytest.approx(mean)


def test_before_the_first_point_and_without_any_the_level_is_nought() -> None:
    assert mean_level([(5_000, 40.0)], 0, 10_000) == 20.0
    assert mean_level([(5_000, 40.0)], 0, 2_000) == 0.0
    assert mean_level([], 0, 10_000) == 0.0


def test_a_prompt_is_judged_by_the_ten_seconds_before_and_the_time_after_it_was_read() -> None:
    (one,) = what_helped(LINE, [("stay-calm", 20_000)], heard_ms=50_000)
    assert (one.rule, one.shown_ms) == ("stay-calm", 20_000)
    assert (one.before, one.after, one.change) == (60.0, 30.0, -30.0)


def test_what_was_not_heard_is_not_guessed() -> None:
    first, late = what_helped(LINE, [("r", 0), ("r", 30_001)], heard_ms=60_000)
    assert (first.before, first.change) == (None, None)
    assert (late.after, late.change) == (None, None)
    (just,) = what_helped(LINE, [("r", 30_000)], heard_ms=60_000)
    assert just.after == 30.0


def test_early_in_a_call_what_there_is_counts_as_before() -> None:
    (early,) = what_helped(LINE, [("r", 4_000)], heard_ms=60_000)
    assert early.before == 20.0
