"""Calls composed of clips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tyyni.audio import Pcm16
from tyyni_bench.composed import CALM_CALLS, HeatCall, composed_calls
from tyyni_bench.manifest import Clip

CLIPS = [
    Clip(Path(f"{speaker}-{emotion}-{number}"), "pl", "acted", speaker, "f", emotion)
    for speaker in ("a", "b")
    for emotion in ("neutral", "anger")
    for number in range(4)
    if not (speaker == "b" and emotion == "anger" and number > 1)
]
PROMPTS = [Clip(Path(f"prompt-{number}"), "en", "prompts", "c") for number in range(3)]
ODD = Clip(Path("odd"), "pl", "acted", "a", "f", "")


def sound(clip: Clip) -> Pcm16:
    """Return 2 s whose level tells anger from calm."""
    return np.full(32_000, 20_000 if clip.emotion == "anger" else 1_000, dtype=np.int16)


@pytest.fixture(scope="module")
def calls() -> dict[str, HeatCall]:
    return {call.name: call for call in composed_calls([*CLIPS, *PROMPTS, ODD], sound)}


def test_there_are_a_hundred_calm_minutes_of_all_who_speak_calmly(calls: dict[str, HeatCall]) -> None:
    calm = [call for call in calls.values() if not call.hot]
    assert len(calm) >= CALM_CALLS
    assert {call.name.split()[0] for call in calm} == {"a", "b", "c"}
    assert all(60 <= len(call.caller) / 16_000 < 63 for call in calm)
    peaks = [int(np.abs(call.caller).max()) for call in calm]
    assert all(3_200 <= peak <= 23_200 for peak in peaks), "-20 to -3 dBFS"
    assert len(set(peaks)) > 10, "line levels differ"


def test_only_who_has_angry_clips_gets_hot(calls: dict[str, HeatCall]) -> None:
    hot = {name for name, call in calls.items() if call.hot}
    assert hot == {"a rises", "a hot from the start"}, "two clips would only repeat themselves"
    (stretch,) = calls["a rises"].hot
    assert 25_000 <= stretch.start_ms < 28_000
    assert 20_000 <= stretch.end_ms - stretch.start_ms < 23_000
    assert calls["a hot from the start"].hot[0].start_ms == 0


def test_what_is_labelled_hot_is_and_nothing_else(calls: dict[str, HeatCall]) -> None:
    call = calls["a rises"]
    (stretch,) = call.hot
    loud_ms = np.flatnonzero(np.abs(call.caller) > np.abs(call.caller).max() / 2) / 16
    assert stretch.start_ms <= loud_ms.min()
    assert loud_ms.max() < stretch.end_ms
    spoken = sum(one.end_ms - one.start_ms for one in call.speech)
    assert spoken == np.count_nonzero(call.caller) / 16


def test_the_same_clips_give_the_same_calls(calls: dict[str, HeatCall]) -> None:
    for again in composed_calls([*CLIPS, *PROMPTS, ODD], sound):
        assert np.array_equal(again.caller, calls[again.name].caller)


def test_without_calm_clips_there_is_no_call() -> None:
    assert list(composed_calls([clip for clip in CLIPS if clip.emotion == "anger"], sound)) == []
