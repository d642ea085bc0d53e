"""Which clips are scored, after which baseline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tyyni.audio import Pcm16
from tyyni.coach.voice import VoiceReading
from tyyni.units import CallMs
from tyyni_bench import clip_scores
from tyyni_bench.clip_scores import ClipScores, baseline_of, figures_by, judged_clips, score_clips
from tyyni_bench.heat_figures import Windows
from tyyni_bench.manifest import Clip
from tyyni_bench.voice_heat import Score


def clip(name: str, emotion: str, speaker: str = "a") -> Clip:
    return Clip(Path(name), "pl", "acted", speaker, "f", emotion)


def seconds(length_s: float) -> Pcm16:
    return np.ones(round(length_s * 16_000), dtype=np.int16)


@pytest.fixture(autouse=True)
def all_is_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clip_scores, "speech_s", lambda samples: len(samples) / 16_000)


def read(one: Clip) -> Pcm16:
    return seconds(float(one.path.name.split("-")[1]))


class Counting:
    """An ear that scores by how much it has heard before."""

    def score(self, sound: Pcm16, before: Sequence[Pcm16] = ()) -> Score:
        heat = len(sound) / 16_000 + 10.0 * len(before)
        return Score(heat / 100, heat, (reading(200.0 if len(sound) > 80_000 else 100.0),))


def reading(pitch_hz: float | None) -> VoiceReading:
    return VoiceReading(
        at_ms=CallMs(0), pitch_hz=pitch_hz, loudness_dbfs=-20.0, tension_db=None, syllables_per_s=None,
        tempo_ratio=None, arousal=0.6, confidence=1.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lengths", "chosen"),
    [((3, 3, 3, 3), 2), ((3,) * 8, 3), ((3.9,), 0), ((4,), 1), ((1, 9, 2, 1), 2), ((11, 4), 1), ((), 0)],
)
def test_a_baseline_is_four_to_ten_seconds_of_calm_speech(lengths: tuple[float, ...], chosen: int) -> None:
    own = [clip(f"n{at}-{length}", "neutral") for at, length in enumerate(lengths)]
    assert len(baseline_of([clip("x-5", "anger"), *own], read)) == chosen


def test_clips_of_the_baseline_leave_the_test_and_who_has_none_is_only_scored_first() -> None:
    clips = [
        clip("a1-5", "neutral"), clip("a2-6", "calm"), clip("a3-2", "anger"),
        clip("b1-2", "neutral", "b"), clip("b2-3", "anger", "b"), clip("c-1", "", "b"), clip("d-1", "disgust", "b"),
    ]  # fmt: skip
    judged = judged_clips(clips)
    assert len(judged) == 5, "an emotion that is neither high nor low is not judged"
    scores = list(score_clips(judged, read, Counting()))  # type: ignore[arg-type]
    assert [(one.first.heat, one.after_10s and one.after_10s.heat) for one in scores] == [
        (5.0, None), (6.0, 16.0), (2.0, 12.0), (2.0, None), (3.0, None),
    ]  # fmt: skip
    (figures,) = figures_by(scores, lambda one: one.set).values()
    for one in (figures.tone, figures.heat):
        assert (one.clips, one.speakers, one.clips_10s, one.speakers_10s) == (5, 2, 2, 1)
    assert (figures.tone.threshold, figures.heat.threshold) == (0.45, 50.0)
    assert figures.calm_windows_by_gender == {"f": Windows(1, 1.0)}
    assert figures.calm_windows_by_pitch == {"high": Windows(1, 1.0)}
    assert set(figures_by(scores, lambda one: one.speaker)) == {"a", "b"}


@pytest.mark.parametrize(("pitch_hz", "kind"), [(100.0, "low"), (157.0, "high"), (None, "unknown")])
def test_a_voice_is_high_or_low_by_its_calm_speech(pitch_hz: float | None, kind: str) -> None:
    score = Score(0.2, 0.0, (reading(pitch_hz),))
    (figures,) = figures_by([ClipScores(clip("a-1", "calm"), score, score)], lambda one: one.set).values()
    assert figures.calm_windows_by_pitch == {kind: Windows(1, 1.0)}
