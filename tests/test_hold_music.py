"""Music to hold by: instruments play the notes they are given, chance makes the tune."""

from __future__ import annotations

import numpy as np
import pytest

from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench.hold_music import BELLS, PIANO, SCALES, STRINGS, STYLES, Instrument, Note, Tune, play

LENGTH = 5 * SAMPLE_RATE_HZ


@pytest.mark.parametrize("style", STYLES)
def test_a_style_fills_the_length_with_music_that_chance_decides(style: str) -> None:
    pieces = [STYLES[style](LENGTH, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    for piece in pieces:
        assert piece.shape == (LENGTH,)
        assert np.isfinite(piece).all()
        seconds = (piece.reshape(5, -1) ** 2).mean(axis=1)
        assert (seconds > 0.01 * seconds.max()).all(), "no second without music"
    assert np.array_equal(pieces[0], pieces[1])
    assert not np.array_equal(pieces[0], pieces[2])


@pytest.mark.parametrize("instrument", [PIANO, BELLS, STRINGS])
def test_a_note_has_its_pitch(instrument: Instrument) -> None:
    sound = play([Note(12.0, 0.0, 2.0)], instrument, 2 * SAMPLE_RATE_HZ)
    loudest = int(np.argmax(np.abs(np.fft.rfft(sound))))
    assert loudest / 2.0 == pytest.approx(880.0, abs=6.0)


def test_a_note_begins_when_it_says_and_is_cut_at_the_end() -> None:
    sound = play([Note(0.0, 0.5, 3.0), Note(0.0, 9.0, 1.0)], PIANO, SAMPLE_RATE_HZ)
    assert not sound[: SAMPLE_RATE_HZ // 2].any()
    assert np.abs(sound[SAMPLE_RATE_HZ // 2 :]).max() > 0.5


def test_steps_of_a_scale_go_on_into_other_octaves() -> None:
    tune = Tune(SCALES[0], -9, 2.0, (0, 4, 5, 3))
    assert [tune.pitch_st(step) for step in (0, 2, 7, -1)] == [-9, -5, 3, -10]
    assert list(tune.bars(5.0)) == [(0.0, 0), (2.0, 4), (4.0, 5)]
