"""The set in which nobody speaks: how long it is, how it is spread, that a seed gives the same sound again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench import noise_set
from tyyni_bench.noise_set import (
    KINDS,
    LANGUAGES,
    LEVELS_DBFS,
    SEED,
    NoiseClip,
    noise_clips,
    noise_plan,
    noise_samples,
)
from tyyni_bench.transcription_figures import has_no_speech


def test_every_language_has_every_kind_at_every_level() -> None:
    plan = noise_plan(None)
    assert len(plan) == len(set(plan)) == len(LANGUAGES) * (1 + (len(KINDS) - 1) * len(LEVELS_DBFS))
    for language in LANGUAGES:
        assert {one.kind for one in plan if one.language == language} == set(KINDS)
    assert len(noise_plan(20)) == 20
    assert {one.language for one in noise_plan(20)} == set(LANGUAGES)


def test_it_lasts_over_half_an_hour_in_clips_of_5_to_30_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noise_set, "KINDS", {kind: lambda length, chance: np.zeros(length) for kind in KINDS})
    lasting_s = [len(noise_samples(one, SEED)) / SAMPLE_RATE_HZ for one in noise_plan(None)]
    assert sum(lasting_s) >= 30 * 60
    assert min(lasting_s) >= 5.0
    assert max(lasting_s) <= 30.0


@pytest.mark.parametrize(("kind", "level"), [("pink", -45), ("ring-us", -30), ("music-bells", -60)])
def test_a_clip_has_its_level_where_it_sounds(kind: str, level: int) -> None:
    samples = noise_samples(NoiseClip(kind, "fi", level), 1)
    frames = (samples[: len(samples) // 320 * 320] / 32_768.0).reshape(-1, 320)
    power = (frames**2).mean(axis=1)
    sounding = power[power > power.max() / 1_000]
    assert 10 * np.log10(sounding.mean()) == pytest.approx(level, abs=0.5)


def test_chance_is_the_seeds_and_the_clips_own() -> None:
    one = NoiseClip("white", "fi", -30)
    assert np.array_equal(noise_samples(one, 1), noise_samples(one, 1))
    for other, seed in ((one, 2), (NoiseClip("white", "pl", -30), 1), (NoiseClip("white", "fi", -45), 1)):
        assert len(noise_samples(other, seed)) != len(noise_samples(one, 1))
    assert not noise_samples(NoiseClip("silence", "fi", None), 1).any()


def test_clips_hold_no_speech_and_say_what_they_are(tmp_path: Path) -> None:
    plan = [NoiseClip("silence", "pl", None), NoiseClip("white", "en", -30)]
    made = list(noise_clips(tmp_path, plan, 1, phone=False))
    by_phone = list(noise_clips(tmp_path, plan, 1, phone=True))
    assert [clip.path.relative_to(tmp_path).as_posix() for clip, _ in made] == [
        "pl/silence.flac",
        "en/white-30dbfs.flac",
    ]
    assert [clip.language for clip, _ in made] == ["pl", "en"]
    for clip, _ in (*made, *by_phone):
        assert has_no_speech(clip)
        assert clip.made_of == "synthetic sounds, nobody speaks"
    assert (made[0][0].set, by_phone[0][0].set) == ("noise", "noise-phone")
    above_band = [
        np.abs(np.fft.rfft(samples))[len(samples) // 3 :].mean() for _, samples in (made[1], by_phone[1])
    ]
    assert above_band[1] < 0.1 * above_band[0]
