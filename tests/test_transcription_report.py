"""What the transcription benchmark writes and prints."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import msgspec
from rich.console import Console

from tyyni_bench.manifest import Clip
from tyyni_bench.results import this_machine
from tyyni_bench.transcribing import Heard, Outcome, Reading
from tyyni_bench.transcription_figures import judge
from tyyni_bench.transcription_report import (
    JudgedClip,
    Ran,
    TranscriptionResults,
    clip_row,
    sets_of,
    show_transcription,
)

FOLDER = Path("/clips")


def a_clip(set_: str, language: str, text: str, *texts: str) -> JudgedClip:
    heard = tuple(Heard(Reading(one), 0.1, 0.2 * place) for place, one in enumerate(texts, start=1))
    outcome = Outcome(Clip(FOLDER / set_ / "a.flac", language, set_, text=text), 2.0, heard)
    return JudgedClip(outcome, tuple(judge(outcome, one, tokens=4) for one in heard))


def results(clips: list[JudgedClip], against: str | None) -> TranscriptionResults:
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


PAIRED = [
    a_clip("words", "fi", "hyvää päivää", "hyvää päivää", "hyvä päivä"),
    a_clip("words", "pl", "dzień dobry", "dzień", "dzień dobry"),
    a_clip("", "en", "hello", "hello", "hello"),
]


def shown(result: TranscriptionResults) -> str:
    out = StringIO()
    show_transcription(result, Console(file=out, width=160))
    return out.getvalue()


def test_each_set_has_its_figures_and_those_of_its_languages() -> None:
    sets = sets_of(PAIRED, {"words": 2})
    assert list(sets) == ["words", ""]
    assert sets["words"].wer == 0.25
    assert sets["words"].clips_without_text == 2
    assert {language: part.wer for language, part in sets["words"].by_language.items()} == {
        "fi": 0.0,
        "pl": 0.5,
    }
    assert sets[""].by_language == {}


def test_ours_and_stock_are_printed_side_by_side() -> None:
    text = shown(results(PAIRED, "stock"))
    assert "Beside faster-whisper as it comes" in text
    assert "0.500 (0.500 to 0.500)" in text
    assert "-25.00" in text
    assert "(no set)" in text
    assert "emodb: 289 clip(s) left out, their text is not known" in text


def test_without_stock_nothing_is_compared() -> None:
    alone = [a_clip("words", "fi", "hyvää päivää", "hyvää päivää")]
    assert "Beside" not in shown(results(alone, None))


def test_the_keys_that_others_read_are_there() -> None:
    written = msgspec.to_builtins(results(PAIRED, "stock"))
    figures = written["sets"]["words"]
    keys = {"clips", "wer", "cer", "real_time_factor", "tokens_per_s_max", "runaways"}
    assert keys <= set(figures)
    assert keys <= set(figures["stock"])
    assert {"cpu_ratio", "cpu_ratio_interval", "wer_difference", "wer_difference_interval"} <= set(figures)


def test_a_clips_row_names_it_by_its_place_beside_the_manifest() -> None:
    row = clip_row(PAIRED[1], FOLDER / "manifest.tsv")
    assert row.path == "words/a.flac"
    assert (row.errors, row.stock_heard, row.stock_errors) == (1, "dzień dobry", 0)
    alone = clip_row(a_clip("words", "fi", "hei", "hei"), FOLDER / "manifest.tsv")
    assert alone.stock_heard is None
