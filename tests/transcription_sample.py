"""Clips as two systems may have heard them, and the results of the transcription benchmark of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tyyni_bench.manifest import Clip
from tyyni_bench.results import this_machine
from tyyni_bench.transcribing import Heard, Outcome, Reading
from tyyni_bench.transcription_figures import judge
from tyyni_bench.transcription_report import JudgedClip, Ran, TranscriptionResults, sets_of
from tyyni_bench.word_times import SpokenWord

FOLDER = Path("/clips")


def a_clip(set_: str, language: str, text: str, *texts: str, **known: Any) -> JudgedClip:
    """Return a clip of 2 s, and what ours (in 0.2 s of processor time) and stock's (0.4 s) made of it."""
    heard = tuple(
        Heard(Reading(one, words=spoken_words(one, late_ms=40) if place == 1 else None), 0.1, 0.2 * place)
        for place, one in enumerate(texts, start=1)
    )
    outcome = Outcome(Clip(FOLDER / set_ / "a.flac", language, set_, text=text, **known), 2.0, heard)
    return JudgedClip(outcome, tuple(judge(outcome, one, tokens=4) for one in heard))


def spoken_words(text: str, late_ms: int = 0) -> tuple[SpokenWord, ...]:
    """Return words of 200 ms, one after the other."""
    return tuple(
        SpokenWord(word, at * 200 + late_ms, at * 200 + 200 + late_ms) for at, word in enumerate(text.split())
    )


PAIRED = [
    a_clip("words", "fi", "hyvää päivää", "hyvää päivää", "hyvä päivä"),
    a_clip("words", "pl", "dzień dobry", "dzień", "dzień dobry"),
    a_clip("", "en", "hello", "hello", "hello"),
]


def results(clips: list[JudgedClip], against: str | None) -> TranscriptionResults:
    """Return what the benchmark would write of these clips."""
    return TranscriptionResults(
        kind="transcription",
        date="2026-01-01T00:00:00+00:00",
        commit=None,
        machine=this_machine(),
        model="base",
        versions={},
        against=against,
        ran=Ran("cpu", "int8", 2, 1),
        sets=sets_of(clips, {"words": 2}),
        left_out={"emodb": 289, "": 1},
    )
