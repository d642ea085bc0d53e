"""Ranks, recalls and intervals with known answers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.voice import VoiceReading
from tyyni.units import CallMs
from tyyni_bench.figures import nearest_rank
from tyyni_bench.heat_figures import (
    Scored,
    Windows,
    WorstSpeaker,
    auc,
    calibration,
    figures_of,
    uar,
    wilson,
    windows_by,
)

LEVELS = st.lists(st.floats(0, 100), min_size=1, max_size=20)


def test_the_auc_counts_pairs_and_ties_at_half() -> None:
    assert auc([3.0, 4.0], [1.0, 2.0]) == 1.0
    assert auc([1.0], [2.0]) == 0.0
    assert auc([2.0], [2.0]) == 0.5
    assert auc([], [1.0]) is None
    assert auc([1.0], []) is None


@given(LEVELS, LEVELS)
def test_the_other_way_round_the_auc_is_the_rest(high: list[float], low: list[float]) -> None:
    one, other = auc(high, low), auc(low, high)
    assert one is not None
    assert other is not None
    assert one + other == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(0, 100, 0.0, 0.0370), (5, 100, 0.0215, 0.1118), (10, 10, 0.7225, 1.0)]
)
def test_wilsons_interval_has_its_known_values(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=1e-4)
    assert wilson(0, 0) is None


def test_percentiles_of_times_keep_what_never_came() -> None:
    assert nearest_rank([], 0.5, 2) is None
    assert nearest_rank([1.0, 2.0, math.inf], 0.5, 2) == 2.0
    assert nearest_rank([1.0, 2.0, math.inf], 0.9, 2) is None


CLIPS = [
    Scored("a", "f", "anger", 70.0),
    Scored("a", "f", "neutral", 10.0),
    Scored("b", "m", "anger", 40.0),
    Scored("b", "m", "calm", 55.0),
    Scored("b", "m", "happiness", 60.0),
    Scored("b", "m", "sadness", 20.0),
    Scored("b", "m", "disgust", 99.0),
]


def test_a_set_has_its_figures() -> None:
    figures = figures_of(CLIPS, CLIPS[2:], 50.0)
    assert figures.threshold == 50.0
    assert figures.first_auc == 0.75
    assert figures.first_uar == uar(CLIPS, 50.0) == 0.5
    assert figures.first_arousal_auc == pytest.approx(8 / 9)
    assert (figures.clips, figures.speakers, figures.clips_10s, figures.speakers_10s) == (7, 2, 5, 1)
    assert figures.auc_10s == 0.0
    assert figures.worst_speaker == WorstSpeaker("b", 0.0, 2)
    assert figures.over_share_by_emotion == {
        "anger": 0.0, "calm": 1.0, "disgust": 1.0, "happiness": 1.0, "sadness": 0.0,
    }  # fmt: skip
    assert figures.calm_over_share_by_gender == {"m": 1.0}


def test_a_set_without_a_class_has_no_figure_of_it() -> None:
    figures = figures_of([Scored("a", "", "joy", 50.0)], [], 50.0)
    assert figures.first_auc is None
    assert figures.first_uar is None
    assert figures.worst_speaker is None
    assert figures.over_share_by_emotion == {}


def test_calibration_weighs_each_bins_distance_by_its_clips() -> None:
    clips = [Scored("a", "f", emotion, level) for emotion, level in
             [("anger", 0.9), ("joy", 1.0), ("calm", 0.9), ("neutral", 0.0), ("disgust", 0.5)]]  # fmt: skip
    found = calibration(clips)
    assert found is not None
    assert [(one.n, round(one.high_share, 3)) for one in found.bins] == [(1, 0.0), (3, 0.667)]
    assert found.error == pytest.approx(3 / 4 * (2.8 / 3 - 2 / 3))
    assert calibration([Scored("a", "f", "disgust", 0.5)]) is None


def reading(arousal: float, confidence: float = 1.0) -> VoiceReading:
    return VoiceReading(
        at_ms=CallMs(0), pitch_hz=None, loudness_dbfs=-20.0, tension_db=None, syllables_per_s=None, tempo_ratio=None,
        arousal=arousal, confidence=confidence,
    )  # fmt: skip


def test_windows_count_by_group_when_they_are_whole() -> None:
    seen = [
        ("f", reading(0.6)),
        ("f", reading(0.4)),
        ("f", reading(0.9, 0.5)),
        ("m", reading(0.1)),
        ("x", reading(1.0, 0.5)),
    ]
    assert windows_by(seen) == {"f": Windows(2, 0.5), "m": Windows(1, 0.0)}
