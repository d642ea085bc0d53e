"""The simulated calls of the floor's benchmark."""

from __future__ import annotations

from tyyni import wire
from tyyni.coach.call import LOOK_EVERY_MS
from tyyni_bench.floor_calls import SimulatedCalls, band_of


def test_a_look_goes_on_by_the_hop_of_the_service_and_keeps_level_and_band_together() -> None:
    calls = SimulatedCalls(20)
    before = list(calls)
    after = [calls.look(index) for index in range(len(calls))]
    assert [b.heard_ms - a.heard_ms for a, b in zip(before, after, strict=True)] == [LOOK_EVERY_MS] * 20
    assert all(call.band == band_of(call.level) for call in after)
    assert list(calls) == after
    assert calls.lag(3).heard_ms == after[3].heard_ms


def test_over_ten_minutes_most_calls_are_calm_or_warm_and_some_ask_for_help() -> None:
    calls = SimulatedCalls(100)
    seen: list[wire.FloorCall] = []
    for _ in range(600_000 // LOOK_EVERY_MS):
        seen += [calls.look(index) for index in range(len(calls))]
    hot = sum(call.band in ("hot", "boiling") for call in seen) / len(seen)
    assert 0.02 < hot < 0.3
    assert sum(call.help is not None for call in calls) > 0
    assert sum(call.alert is not None for call in calls) > 0


def test_the_same_seed_makes_the_same_calls() -> None:
    one, other, third = SimulatedCalls(5), SimulatedCalls(5), SimulatedCalls(5, seed=8)
    assert [one.look(2), one.lag(2)] == [other.look(2), other.lag(2)]
    assert list(third) != list(one)
