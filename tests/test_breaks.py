from __future__ import annotations

from typing import Any

import pytest

from tyyni import wire
from tyyni.coach.heat import Heat
from tyyni.serve.breaks import BREAK_MINUTES, HOT_FROM_MS, HotTime
from tyyni.units import CallMs


def offer(end_ms: int, *heats: tuple[int, str]) -> wire.BreakOffer | None:
    hot = HotTime()
    for at_ms, band in heats:
        known: Any = band
        hot.hear(Heat(CallMs(at_ms), 50.0, known, "steady", ()))
    return hot.offer(CallMs(end_ms))


@pytest.mark.parametrize(
    "heats",
    [
        [(0, "hot"), (HOT_FROM_MS, "calm")],
        [(0, "calm"), (5_000, "boiling")],
        [(0, "hot"), (12_000, "boiling"), (15_000, "warm"), (40_000, "hot"), (45_000, "calm")],
    ],
)
def test_a_call_that_was_hot_long_enough_altogether_earns_a_break(heats: list[tuple[int, str]]) -> None:
    assert offer(60_000, *heats) == wire.BreakOffer(minutes=BREAK_MINUTES)


@pytest.mark.parametrize(
    "heats",
    [
        [],
        [(0, "warm")],
        [(0, "hot"), (HOT_FROM_MS - 1, "warm")],
        [(0, "hot"), (10_000, "warm"), (60_000 - HOT_FROM_MS + 10_001, "boiling")],
    ],
)
def test_a_call_that_was_not_does_not(heats: list[tuple[int, str]]) -> None:
    assert offer(60_000, *heats) is None
