"""The figures of a voice, from counts with known answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni_bench.voice_figures import ClipVoice, Move, PitchCounts, compare_pitch, figures_of, pearson

PAIRS = st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=3, max_size=20)


def clip(
    voice_per_s: float | None = None,
    text_per_s: float | None = None,
    pitch: PitchCounts | None = None,
    moves: tuple[Move, ...] = (),
) -> ClipVoice:
    return ClipVoice("a set", pitch, text_per_s, voice_per_s, moves)


def test_an_error_is_gross_beyond_a_fifth_of_what_both_call_voiced() -> None:
    reference = np.array([100.0, 100.0, 100.0, 100.0, np.nan, np.nan])
    ours = np.array([119.9, 120.1, 79.9, np.nan, 100.0, np.nan])
    assert compare_pitch(ours, reference) == PitchCounts(frames=6, both_voiced=3, gross=2, agreed=4)


@given(PAIRS)
def test_a_correlation_lies_between_minus_one_and_one_and_has_no_sides(
    pairs: list[tuple[float, float]],
) -> None:
    r = pearson(pairs)
    other = pearson([(y, x) for x, y in pairs])
    assert r == pytest.approx(other) if r is not None else other is None
    assert r is None or -1.0 <= r <= 1.0


def test_a_correlation_has_its_known_value() -> None:
    assert pearson([(1.0, 1.0), (2.0, 3.0), (3.0, 2.0)]) == 0.5
    assert pearson([(1.0, 1.0), (2.0, 2.0)]) is None


def test_pitch_counts_frames_of_all_clips() -> None:
    figures = figures_of(
        [clip(pitch=PitchCounts(10, 4, 1, 8)), clip(pitch=PitchCounts(10, 6, 0, 10)), clip()]
    )
    assert figures.pitch is not None
    assert (figures.clips, figures.pitch.frames, figures.pitch.both_voiced) == (3, 20, 10)
    assert figures.pitch.gross_error_share == pytest.approx(0.1)
    assert figures.pitch.voicing_agreement_share == pytest.approx(0.9)
    unvoiced = figures_of([clip(pitch=PitchCounts())]).pitch
    assert unvoiced is not None
    assert (unvoiced.gross_error_share, unvoiced.voicing_agreement_share) == (None, None)


def test_rates_are_compared_where_both_are_known() -> None:
    figures = figures_of([clip(4.0, 5.0), clip(5.0, 6.0), clip(6.0, 7.0), clip(None, 3.0), clip(9.0, None)])
    assert figures.rate is not None
    assert (figures.rate.clips, figures.rate.untold, figures.rate.pearson_r) == (3, 1, 1.0)
    assert (figures.rate.voice_per_s, figures.rate.text_per_s) == (5.0, 6.0)
    untold = figures_of([clip(None, 3.0)]).rate
    assert untold is not None
    assert (untold.clips, untold.pearson_r, untold.voice_per_s) == (0, None, None)


def test_moves_of_clipped_clips_count_apart_and_what_was_not_measured_is_none() -> None:
    moves = tuple(Move(float(points), points / 100, clipped=False) for points in range(20))
    figures = figures_of([clip(moves=(*moves, Move(50.0, 0.5, clipped=True)))])
    unclipped, clipped = figures.gain.unclipped, figures.gain.clipped
    assert (unclipped.moves, unclipped.heat_points_p95, unclipped.heat_points_max) == (20, 18.0, 19.0)
    assert (unclipped.arousal_p95, unclipped.arousal_max) == (0.18, 0.19)
    assert (clipped.moves, clipped.heat_points_max) == (1, 50.0)
    none = figures_of([clip()])
    assert (none.pitch, none.rate, none.gain.clipped.heat_points_max) == (None, None, None)
