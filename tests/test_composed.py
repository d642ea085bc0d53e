"""Calls composed of clips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tyyni.audio import Pcm16
from tyyni_bench.composed import HeatCall, Part, Recipe, compose
from tyyni_bench.manifest import Clip
from tyyni_bench.sidecar import Stretch


def clips(emotion: str, speaker: str = "a") -> list[Clip]:
    return [
        Clip(Path(f"{speaker}-{emotion}-{number}"), "pl", "acted", speaker, "f", emotion)
        for number in range(4)
    ]


def sound(clip: Clip) -> Pcm16:
    """Return 2 s whose level tells anger from calm."""
    return np.full(32_000, 20_000 if clip.emotion == "anger" else 1_000, dtype=np.int16)


CALM = Part(clips("neutral"), 60.0)
RISES = Recipe(
    "a rises",
    "turns to anger",
    [
        Part(clips("neutral"), 25.0, watched=False),
        Part(clips("anger"), 20.0, hot=True),
        Part(clips("neutral"), 25.0, watched=False),
    ],
)


def composed(recipe: Recipe) -> HeatCall:
    return compose(recipe, sound)


def test_a_part_is_as_long_as_asked_and_line_levels_differ() -> None:
    calls = [composed(Recipe(f"a calm {which}", "calm", [CALM])) for which in range(8)]
    assert all(60 <= len(call.caller) / 16_000 < 63 for call in calls)
    peaks = {int(np.abs(call.caller).max()) for call in calls}
    assert all(3_200 <= peak <= 23_200 for peak in peaks), "-20 to -3 dBFS"
    assert len(peaks) > 4
    assert calls[0].watched == Stretch(0, len(calls[0].caller) // 16)


def test_what_is_labelled_hot_is_and_nothing_else() -> None:
    call = composed(RISES)
    (stretch,) = call.hot
    assert call.watched == stretch
    assert 25_000 <= stretch.start_ms < 28_000
    assert 20_000 <= stretch.end_ms - stretch.start_ms < 23_000
    loud_ms = np.flatnonzero(np.abs(call.caller) > np.abs(call.caller).max() / 2) / 16
    assert stretch.start_ms <= loud_ms.min()
    assert loud_ms.max() < stretch.end_ms
    spoken = sum(one.end_ms - one.start_ms for one in call.speech)
    assert spoken == np.count_nonzero(call.caller) / 16


def test_the_same_recipe_gives_the_same_call() -> None:
    recipe = Recipe("a", "calm", [CALM], noise_snr_db=20.0, agent=clips("neutral", "b"))
    one, again = composed(recipe), composed(recipe)
    assert np.array_equal(one.caller, again.caller)
    assert one.agent is not None
    assert again.agent is not None
    assert np.array_equal(one.agent, again.agent)


@pytest.mark.parametrize("snr_db", [20.0, 10.0])
def test_noise_lies_so_far_under_the_speech_in_the_pauses_too(snr_db: float) -> None:
    plain = composed(Recipe("a", "calm", [CALM])).caller.astype(float)
    noise = composed(Recipe("a", "calm", [CALM], noise_snr_db=snr_db)).caller - plain
    speech_power = (plain**2).sum() / np.count_nonzero(plain)
    assert 10 * np.log10(speech_power / np.mean(noise**2)) == pytest.approx(snr_db, abs=0.2)
    assert np.mean(noise[plain == 0] ** 2) == pytest.approx(np.mean(noise**2), rel=0.05)
    spectrum = np.abs(np.fft.rfft(noise)) ** 2
    assert spectrum[int(len(spectrum) * 4_000 / 8_000) :].sum() < 0.01 * spectrum.sum()


def test_an_agent_who_talks_over_has_a_channel_of_the_same_length_and_leaves_the_caller_alone() -> None:
    plain = composed(Recipe("a", "calm", [CALM]))
    over = composed(Recipe("a", "calm", [CALM], agent=clips("neutral", "b")))
    assert np.array_equal(over.caller, plain.caller)
    assert plain.agent is None
    assert over.agent is not None
    assert len(over.agent) == len(over.caller)
    both = np.count_nonzero((over.agent != 0) & (over.caller != 0)) / np.count_nonzero(over.caller)
    assert both > 0.5, "most of the caller's speech is talked over"
