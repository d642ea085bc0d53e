"""How often each kind of call is heard as hot, on scripted heat."""

from __future__ import annotations

import numpy as np
import pytest

from tyyni.coach.voice import VoiceReading
from tyyni.units import CallMs
from tyyni_bench.composed import HeatCall
from tyyni_bench.kind_figures import KIND_CELLS, Watched, kind_cells, kind_figures, watch
from tyyni_bench.sidecar import Stretch
from tyyni_bench.voice_heat import Level


def call(watched: Stretch | None) -> HeatCall:
    return HeatCall("x", "turns to joy", np.zeros(0, dtype=np.int16), None, (), (), watched, timed=False)


def voice(at_ms: int, arousal: float) -> VoiceReading:
    return VoiceReading(CallMs(at_ms), None, -20.0, None, None, None, arousal, 1.0)


VOICE = [voice(9_000, 0.9), voice(11_000, 0.4), voice(12_000, 0.5), voice(21_000, 0.9)]


@pytest.mark.parametrize(
    ("levels", "hot"),
    [
        ([(9_000, 60.0), (9_500, 40.0), (21_000, 60.0)], False),
        ([(15_000, 50.0)], True),
        ([(9_000, 60.0), (10_500, 40.0)], True),
        ([], False),
    ],
)
def test_only_the_part_that_is_looked_at_counts(levels: list[tuple[int, float]], hot: bool) -> None:
    told = [Level(CallMs(at_ms), level) for at_ms, level in levels]
    assert watch(call(Stretch(10_000, 20_000)), told, VOICE) == Watched(hot, readings=2, readings_over=1)


def test_a_call_that_is_not_looked_at_has_no_figures() -> None:
    assert watch(call(None), [], VOICE) is None


def test_kinds_are_summed_up_and_told() -> None:
    seen = {"joy": [Watched(True, 10, 5), Watched(False, 10, 0)], "noise": [Watched(False, 0, 0)]}
    figures = kind_figures(seen)
    joy = figures["joy"]
    assert (joy.calls, joy.hot, joy.hot_share, joy.raised, joy.readings, joy.readings_over) == (
        2,
        1,
        0.5,
        1,
        20,
        5,
    )
    assert kind_cells(joy) == ["2", "1 (50%)", "9%-91%", "1 (50%)", "25% of 20"]
    assert kind_cells(figures["noise"])[-1] == "-", "a voice that was never read"
    assert len(kind_cells(joy)) == len(KIND_CELLS)
