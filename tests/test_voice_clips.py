"""One clip's voice: its pitch, its rate, and what a gain changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from voices import vowels

from tyyni.audio import Pcm16, to_pcm16
from tyyni_bench.manifest import Clip
from tyyni_bench.voice_clips import ClipJudge, at_gain, text_rate_per_s

TEXT = "I have been waiting for ten days"


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    sound = to_pcm16(vowels(2.5, f0_hz=150.0, tilt_db_per_octave=-9.0))
    soundfile.write(tmp_path / "clip.flac", sound, 16_000)
    return Clip(tmp_path / "clip.flac", "en", "made", text=TEXT)


def half_an_octave_up(samples: Pcm16, at_s: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.full(len(at_s), 150.0 * 1.5)


def steady(samples: Pcm16, at_s: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(at_s < 1.25, 150.0, np.nan)


@pytest.mark.parametrize("phone", [False, True])
def test_a_clip_is_heard_and_compared(clip: Clip, phone: bool) -> None:
    one = ClipJudge(steady, phone=phone).judge(clip)
    assert one.set == "made"
    assert one.pitch is not None
    assert one.pitch.frames == pytest.approx(2.5 / 0.016, abs=1)
    assert one.pitch.gross == 0
    # Where the reference hears nothing, our voiced frames do not agree.
    assert 0.4 < one.pitch.both_voiced / one.pitch.frames < 0.6
    assert 0.4 < one.pitch.agreed / one.pitch.frames < 0.6
    assert one.voice_per_s == pytest.approx(4.0, rel=0.15)
    assert one.text_per_s == pytest.approx(8 / 2.5, rel=0.1)
    assert [move.clipped for move in one.moves] == [False, True]
    assert one.moves[0].arousal < 0.05


def test_an_octave_error_is_gross_and_without_a_reference_pitch_is_not_measured(clip: Clip) -> None:
    wrong = ClipJudge(half_an_octave_up, phone=False).judge(clip)
    assert wrong.pitch is not None
    assert wrong.pitch.gross == wrong.pitch.both_voiced > 0
    assert ClipJudge(None, phone=False).judge(replace(clip, set="")).pitch is None


def test_a_text_has_a_rate_when_all_of_it_is_known(clip: Clip) -> None:
    assert text_rate_per_s(clip, 2.0) == 4.0
    assert text_rate_per_s(clip, 0.0) is None
    assert text_rate_per_s(replace(clip, text=""), 2.0) is None
    assert text_rate_per_s(replace(clip, text="..."), 2.0) is None
    assert text_rate_per_s(replace(clip, language="de", text="guten Tag"), 2.0) is None


def test_a_gain_says_when_it_clips() -> None:
    sound = np.array([8_000, -8_192], dtype=np.int16)
    louder, clipped = at_gain(sound, 12.0)
    assert (louder.tolist(), clipped) == ([31_849, -32_613], False)
    assert at_gain(sound, 12.1)[1]
    softer, clipped = at_gain(sound, -12.0)
    assert (softer.tolist(), clipped) == ([2_010, -2_058], False)
