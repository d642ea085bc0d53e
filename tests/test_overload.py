"""When a service is said not to keep up."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tyyni_bench.latency_results import Second
from tyyni_bench.overload import GROWS_BY_MS, why_overloaded


def seconds(
    lag_ms: Callable[[int], float], queue_ms: Callable[[int], float], count: int = 60
) -> list[Second]:
    return [Second(float(at), lag_ms(at), queue_ms(at), None, None) for at in range(count)]


def steady(_at: int) -> float:
    return 900.0


def test_lag_or_waiting_work_that_grows_is_overload_in_words() -> None:
    assert why_overloaded(seconds(lambda at: at * 100.0, steady, 63), 0) == (
        "the lag of the text grew from 1.0 s to 5.2 s"
    )
    assert why_overloaded(seconds(steady, lambda at: at * 100.0, 63), 0) == (
        "the oldest work that waits grew from 1.0 s to 5.2 s"
    )


def test_a_dropped_final_is_overload() -> None:
    assert why_overloaded(seconds(steady, steady), 2) == "2 final text(s) were dropped"


@given(st.lists(st.floats(0, GROWS_BY_MS), min_size=0, max_size=90))
def test_lag_that_comes_and_goes_within_the_bound_is_none(lags_ms: list[float]) -> None:
    assert why_overloaded(seconds(lambda at: lags_ms[at], steady, len(lags_ms)), 0) == ""


def test_a_run_that_is_too_short_tells_nothing() -> None:
    assert why_overloaded(seconds(lambda at: at * 500.0, steady, 30), 0) == ""
    assert why_overloaded(seconds(lambda at: at * 500.0, steady, 31), 0) != ""
