"""The heat of a call as a line for screens that join late."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tyyni import wire
from tyyni.serve.heat_line import HEAT_POINTS, LATEST_MS, LATEST_STEP_MS, HeatLine

Steps = list[tuple[int, float]]
STEPS = st.lists(st.tuples(st.integers(1, 30_000), st.floats(0, 100)), max_size=3_000)


def point(heard_ms: int, level: float) -> wire.HeatPoint:
    return wire.HeatPoint(heard_ms=heard_ms, level=level)


def drawn(steps: Steps) -> tuple[HeatLine, list[wire.HeatPoint]]:
    line = HeatLine()
    at_ms, told = 0, []
    for step_ms, level in steps:
        at_ms += step_ms
        told.append(point(at_ms, level))
        line.add(told[-1])
    return line, told


@given(STEPS)
def test_the_line_is_short_in_order_and_keeps_its_peak_and_its_end(steps: Steps) -> None:
    line, told = drawn(steps)
    kept = line.points()
    assert len(kept) <= HEAT_POINTS
    assert set(map(repr, kept)) <= set(map(repr, told))
    assert all(earlier.heard_ms < later.heard_ms for earlier, later in pairwise(kept))
    if told:
        assert kept[-1] == told[-1]
        assert max(one.level for one in kept) == max(one.level for one in told)


@given(STEPS)
def test_the_latest_of_it_is_short_and_ends_where_the_call_stands(steps: Steps) -> None:
    line, told = drawn(steps)
    latest = line.latest()
    assert len(latest) <= LATEST_MS // LATEST_STEP_MS + 2
    assert latest[-1:] == told[-1:]
    assert all(one.heard_ms >= told[-1].heard_ms - LATEST_MS for one in latest)
    recent = [one.level for one in line.points() if one.heard_ms >= told[-1].heard_ms - LATEST_MS]
    assert not told or max(one.level for one in latest) == max(recent)


def test_nothing_heard_is_no_line() -> None:
    assert HeatLine().latest() == []
