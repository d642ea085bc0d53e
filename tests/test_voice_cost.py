"""Processor time: every part is counted once, and silence apart."""

from __future__ import annotations

import pytest
from live_service import silence, speech_like

from tyyni_bench.voice_cost import CostMeter, Spent, cost_of


def test_a_track_is_parted_into_speech_and_silence() -> None:
    spent = CostMeter().measure([speech_like(1.51), speech_like(1.0)])
    assert (spent.speech_s, spent.silence_s) == (pytest.approx(2.52), 2.0)
    assert min(spent.speech_ms, spent.silence_ms, spent.voice_activity_ms, spent.pitch_ms) > 0.0
    assert spent.voice_activity_ms + spent.pitch_ms < spent.speech_ms + spent.silence_ms


def test_a_caller_who_is_silent_costs_no_pitch() -> None:
    meter = CostMeter()
    assert meter.measure([speech_like(1.5)]).pitch_ms > 0.0
    assert meter.measure([silence(2.0)]).pitch_ms == 0.0


def test_costs_are_for_a_second_of_speech_and_the_parts_sum_up() -> None:
    cost = cost_of([Spent(4.0, 1.0, 40.0, 1.0, 4.0, 30.0), Spent(6.0, 0.0, 60.0, 0.0, 6.0, 40.0)])
    assert cost is not None
    assert (cost.tracks, cost.speech_s, cost.silence_s) == (2, 10.0, 1.0)
    assert (cost.with_pauses_ms, cost.speech_alone_ms, cost.second_of_silence_ms) == (10.1, 10.0, 1.0)
    assert cost.voice_activity_ms + cost.pitch_ms + cost.rest_ms == pytest.approx(cost.with_pauses_ms)


def test_without_speech_or_silence_there_is_no_such_figure() -> None:
    assert cost_of([]) is None
    assert cost_of([Spent(0.0, 5.0, 0.0, 1.0, 1.0, 0.0)]) is None
    cost = cost_of([Spent(1.0, 0.0, 8.0, 0.0, 1.0, 6.0)])
    assert cost is not None
    assert cost.second_of_silence_ms is None
