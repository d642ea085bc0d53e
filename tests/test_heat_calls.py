"""When heat comes and goes, on scripted heat."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tyyni.units import CallMs
from tyyni_bench.composed import HeatCall
from tyyni_bench.heat_calls import Seen, call_figures, look
from tyyni_bench.sidecar import Stretch
from tyyni_bench.voice_heat import Level, level_at


def levels(*pairs: tuple[int, float]) -> list[Level]:
    return [Level(CallMs(at_ms), level) for at_ms, level in pairs]


def call(seconds: int, hot: tuple[Stretch, ...], *speech: tuple[int, int]) -> HeatCall:
    spoken = tuple(Stretch(start, end) for start, end in speech)
    return HeatCall("x", "recorded", np.zeros(seconds * 16_000, dtype=np.int16), None, hot, spoken)


RISES = call(60, (Stretch(20_000, 40_000),), (1_000, 15_000), (20_000, 40_000), (42_000, 60_000))
FROM_START = call(60, (Stretch(1_000, 30_000),), (1_000, 11_000), (21_000, 30_000))


def test_a_call_that_rises_is_timed_from_its_onset_and_from_its_end() -> None:
    seen = look(RISES, levels((10_000, 20), (24_500, 50), (39_000, 90), (46_000, 49.9)))
    assert seen == Seen(rises_s=(4.5,), cools_s=(6.0,))


def test_heat_that_was_there_already_is_false_and_late_heat_is_missed() -> None:
    before = look(RISES, levels((10_000, 60), (42_000, 30)))
    assert (before.rises_s, before.hot_before, before.cools_s) == ((), 1, (2.0,))
    assert look(RISES, levels((40_100, 60))).rises_s == (math.inf,)
    assert look(RISES, levels((24_000, 60))).cools_s == (math.inf,), "it never cools"
    assert look(RISES, []).cools_s == (), "what never got hot cannot cool"


def test_a_caller_who_is_hot_from_the_start_is_timed_in_speech_too() -> None:
    seen = look(FROM_START, levels((25_000, 55)))
    assert seen.rises_s == ()
    assert seen.starts_s == (24.0,)
    assert seen.starts_speech_s == (14.0,), "ten of the first stretch, four of the second"
    assert seen.cools_s == (), "nobody speaks after it"
    assert look(FROM_START, []).starts_speech_s == (math.inf,)


@pytest.mark.parametrize(("seconds", "minutes"), [(20, 0), (45, 1), (60, 1), (130, 2), (150, 3)])
def test_a_calm_call_counts_by_the_minute(seconds: int, minutes: int) -> None:
    assert look(call(seconds, ()), []).calm == minutes


def test_each_calm_minute_that_ever_gets_hot_counts() -> None:
    seen = look(call(180, ()), levels((10_000, 60), (20_000, 70), (130_000, 50), (170_000, 49)))
    assert (seen.calm, seen.calm_hot) == (3, 3), "the second begins hot"
    seen = look(call(180, ()), levels((10_000, 60), (20_000, 30), (130_000, 50), (170_000, 49)))
    assert (seen.calm, seen.calm_hot) == (3, 2)


def test_the_level_is_what_was_told_last() -> None:
    track = levels((1_000, 10), (2_000, 20))
    assert [level_at(track, at_ms) for at_ms in (500, 1_000, 1_999, 9_000)] == [0, 10, 10, 20]


def test_calls_are_summed_up() -> None:
    figures = call_figures(
        [Seen((4.0,), (), (), (6.0,)), Seen((math.inf,)), Seen((), (3.0,), (2.0,)), Seen(calm=10, calm_hot=1)]
    )
    assert (figures.rising_calls, figures.onset_s_p50, figures.onset_s_p90, figures.missed) == (
        2,
        4.0,
        None,
        1,
    )
    assert (figures.hot_start_s_p50, figures.hot_start_speech_s_p50) == (3.0, 2.0)
    assert (figures.hot_start_missed, figures.hot_before_onset) == (0, 0)
    assert figures.cool_s_p50 == 6.0
    assert figures.calm_hot_share == 0.1
    assert figures.calm_hot_interval is not None
    assert call_figures([]).calm_hot_share is None
