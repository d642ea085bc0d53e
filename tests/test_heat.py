"""Heat: half-lives, bands, reasons that sum to the level."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.heat import HeatGauge, HeatMeter, HeatWeights
from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue
from tyyni.units import CallMs, Party

W = HeatWeights()


def reading(arousal: float, tempo: float | None = None, at_ms: int = 0) -> VoiceReading:
    return VoiceReading(CallMs(at_ms), 180.0, -20.0, -5.0, 5.0, tempo, arousal, 1.0)


def cue(points: float, id_: str = "late", said_ms: int = 0) -> Cue:
    return Cue(id_, Party.CALLER, "is late", "it is late", CallMs(said_ms), 1.0, points)


def test_calm_at_first() -> None:
    heat = HeatMeter().read()
    assert (heat.level, heat.band, heat.trend, heat.reasons) == (0.0, "calm", "steady", ())


def test_voice_attack_has_its_half_life() -> None:
    meter = HeatMeter()
    meter.hear_voice(reading(1.0), W.voice_attack_half_life_ms)
    assert meter.read().level == pytest.approx(W.voice_points / 2)


def test_voice_release_is_slower_than_attack() -> None:
    meter = HeatMeter()
    for _ in range(40):
        meter.hear_voice(reading(1.0), 500)
    top = meter.read().level
    meter.hear_voice(reading(0.2), W.voice_release_half_life_ms)
    assert meter.read().level == pytest.approx(top / 2)


def staying(arousal: float, sustained: float) -> float:
    meter = HeatMeter()
    for _ in range(40):
        meter.hear_voice(replace(reading(arousal), sustained_arousal=sustained), 500)
    return meter.read().level


def test_a_voice_that_stays_somewhat_raised_is_hot_as_a_much_raised_one_is() -> None:
    assert staying(0.45, W.sustained_to_arousal) == pytest.approx(W.voice_points, abs=0.1)
    assert staying(0.45, W.sustained_from_arousal) == 0.0
    assert staying(W.sustained_least_arousal - 0.01, 0.9) == 0.0, "the last 2 s were calm"


def test_words_fade_by_half_in_their_half_life() -> None:
    meter = HeatMeter()
    meter.hear_cue(cue(20))
    meter.pass_time(CallMs(W.words_half_life_ms), caller_speaking=True)
    assert meter.read().level == pytest.approx(10)


def test_repeated_cue_counts_half_and_keeps_its_beginning() -> None:
    meter = HeatMeter()
    meter.hear_cue(cue(20, said_ms=100))
    meter.hear_cue(cue(20, said_ms=900))
    (reason,) = meter.read().reasons
    assert reason.points == pytest.approx(30)
    assert reason.since_ms == 100
    assert reason.quote == "it is late"


def test_thanks_take_away_but_not_below_zero() -> None:
    meter = HeatMeter()
    meter.hear_cue(cue(-10, "thanks"))
    assert meter.read().level == 0
    meter.hear_cue(cue(25))
    assert meter.read().level == pytest.approx(15)


def test_interruptions_are_capped() -> None:
    meter = HeatMeter()
    for count in range(1, 6):
        meter.hear_interruption(CallMs(count * 100), count)
    (reason,) = meter.read().reasons
    assert reason.points == W.interrupts_points
    assert reason.value == 5


def test_faster_speech_is_a_reason() -> None:
    meter = HeatMeter()
    meter.hear_voice(reading(0.1, tempo=1.5), 60_000)
    (reason,) = meter.read().reasons
    assert reason.kind == "faster_speech"
    assert reason.points == pytest.approx(W.tempo_points, abs=0.1)


def test_figures_behind_reasons_have_their_unit() -> None:
    meter = HeatMeter()
    meter.hear_voice(reading(0.9, tempo=1.5), 60_000)
    meter.hear_interruption(CallMs(0), 2)
    figures = {reason.kind: (reason.value, reason.unit) for reason in meter.read().reasons}
    assert figures == {
        "raised_voice": (0.9, "arousal"),
        "faster_speech": (1.5, "ratio"),
        "interrupts": (2.0, "times"),
    }


def test_a_tempo_that_is_no_longer_measurable_fades_without_a_figure() -> None:
    meter = HeatMeter()
    meter.hear_voice(reading(0.1, tempo=1.5), 60_000)
    meter.hear_voice(reading(0.1, tempo=None), W.voice_release_half_life_ms)
    (reason,) = meter.read().reasons
    assert (reason.value, reason.unit) == (None, None)
    assert reason.points == pytest.approx(W.tempo_points / 2, abs=0.1)


def test_a_gauge_gives_any_level_its_band_and_trend() -> None:
    gauge = HeatGauge()
    heats = [gauge.read(CallMs(at_ms), level) for at_ms, level in ((0, 20.0), (4_000, 27.0), (9_001, 22.0))]
    assert [(heat.band, heat.trend) for heat in heats] == [
        ("calm", "steady"),
        ("warm", "rising"),
        ("warm", "steady"),
    ]
    assert gauge.read(CallMs(9_500), 10.0).trend == "falling"


def test_voice_fades_while_the_caller_is_silent_and_goes_when_switched_off() -> None:
    meter = HeatMeter()
    meter.hear_voice(reading(1.0), 60_000)
    meter.pass_time(CallMs(W.voice_idle_half_life_ms), caller_speaking=False)
    assert meter.read().level == pytest.approx(W.voice_points / 2, abs=0.1)
    meter.forget_voice()
    assert meter.read().level == 0


def test_band_is_left_only_below_its_hysteresis() -> None:
    meter = HeatMeter()
    meter.hear_cue(cue(52))
    assert meter.read().band == "hot"
    meter.hear_cue(cue(-4, "thanks"))
    assert meter.read().band == "hot"
    meter.hear_cue(cue(-8, "relief"))
    assert meter.read().band == "warm"


def test_trend_rises_and_falls() -> None:
    meter = HeatMeter()
    meter.read()
    meter.hear_cue(cue(30))
    meter.pass_time(CallMs(1_000), caller_speaking=True)
    assert meter.read().trend == "rising"
    meter.pass_time(CallMs(20_000), caller_speaking=True)
    meter.read()
    meter.hear_cue(cue(-20, "thanks"))
    meter.pass_time(CallMs(21_000), caller_speaking=True)
    assert meter.read().trend == "falling"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("voice"), st.floats(0, 1)),
        st.tuples(st.just("cue"), st.floats(-30, 40)),
        st.tuples(st.just("time"), st.floats(20, 30_000)),
        st.tuples(st.just("cut"), st.floats(1, 5)),
    ),
    max_size=30,
)


@given(STEPS)
def test_level_stays_in_range_and_is_the_sum_of_its_reasons(steps: list[tuple[str, float]]) -> None:
    meter = HeatMeter()
    now = 0
    for kind, value in steps:
        if kind == "voice":
            meter.hear_voice(reading(value, tempo=1 + value, at_ms=now), 500)
        elif kind == "cue":
            meter.hear_cue(cue(value, f"cue{round(value) % 4}", now))
        elif kind == "cut":
            meter.hear_interruption(CallMs(now), round(value))
        else:
            now += int(value)
            meter.pass_time(CallMs(now), caller_speaking=value > 10_000)
        heat = meter.read()
        assert 0.0 <= heat.level <= 100.0
        assert sum(reason.points for reason in heat.reasons) == pytest.approx(heat.level, abs=1e-6)


@given(st.floats(0.5, 1.0), st.floats(1, 60))
def test_heat_falls_in_silence(arousal: float, points: float) -> None:
    meter = HeatMeter()
    meter.hear_voice(reading(arousal), 2_000)
    meter.hear_cue(cue(points))
    levels = []
    for second in range(1, 120):
        meter.pass_time(CallMs(second * 1_000), caller_speaking=False)
        levels.append(meter.read().level)
    assert levels == sorted(levels, reverse=True)
