"""When a service is said not to keep up."""

from __future__ import annotations

import math
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tyyni_bench.latency_results import ModeChange, Second
from tyyni_bench.overload import GROWS_BY_MS, LAG_GROWS_BY_MS, mode_changes, why_overloaded


def seconds(
    lag_ms: Callable[[int], float], queue_ms: Callable[[int], float], count: int = 60
) -> list[Second]:
    return [Second(float(at), lag_ms(at), queue_ms(at), None, None) for at in range(count)]


def steady(_at: int) -> float:
    return 900.0


def test_lag_or_waiting_work_that_grows_is_overload_in_words() -> None:
    assert why_overloaded(seconds(lambda at: at * 200.0, steady, 61), [], 0) == (
        "the lag of the text grew from 2.0 s to 10.0 s"
    )
    assert why_overloaded(seconds(steady, lambda at: at * 100.0, 61), [], 0) == (
        "the oldest work that waits grew from 1.0 s to 5.0 s"
    )


def test_finals_that_take_longer_and_longer_are_overload() -> None:
    slower = [(float(at), at * 100.0) for at in range(0, 61, 5)]
    assert why_overloaded([], slower, 0) == "speech end to final grew from 1.0 s to 5.0 s"
    lost = [(at_s, math.inf if at_s > 30 else 700.0) for at_s, _ in slower]
    assert why_overloaded([], lost, 0) == "speech end to final grew from 0.7 s to never"


def test_what_never_came_from_the_first_does_not_grow() -> None:
    assert why_overloaded([], [(float(at), math.inf) for at in range(0, 61, 5)], 0) == ""


def test_a_dropped_final_is_overload() -> None:
    assert why_overloaded(seconds(steady, steady), [], 2) == "2 final text(s) were dropped"


@given(st.lists(st.tuples(st.floats(0, LAG_GROWS_BY_MS), st.floats(0, GROWS_BY_MS)), max_size=90))
def test_what_comes_and_goes_within_the_bounds_is_none(values: list[tuple[float, float]]) -> None:
    seen = seconds(lambda at: values[at][0], lambda at: values[at][1], len(values))
    assert why_overloaded(seen, [(float(at), ms) for at, (_, ms) in enumerate(values)], 0) == ""


def test_a_run_that_is_too_short_tells_nothing() -> None:
    assert why_overloaded(seconds(lambda at: at * 500.0, steady, 30), [], 0) == ""
    assert why_overloaded(seconds(lambda at: at * 500.0, steady, 31), [], 0) != ""


def test_modes_are_told_when_they_change_and_at_the_start_when_they_are_not_normal() -> None:
    def seen(*modes: str) -> list[ModeChange]:
        return mode_changes([Second(float(at), 0, 0, None, None, mode) for at, mode in enumerate(modes)])

    assert seen() == seen("normal", "normal") == []
    assert seen("finals_only", "finals_only", "caller_only", "normal") == [
        ModeChange(0.0, "finals_only"),
        ModeChange(2.0, "caller_only"),
        ModeChange(3.0, "normal"),
    ]
