"""What the transcription benchmark writes."""

from __future__ import annotations

import msgspec
from transcription_sample import FOLDER, PAIRED, a_clip, results

from tyyni_bench.transcription_report import clip_row, sets_of


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


def test_a_set_says_what_it_is_made_of_when_a_clip_does() -> None:
    made = [a_clip("a", "fi", "hei", "hei", made_of=what) for what in ("synthetic", "", "synthetic")]
    sets = sets_of([*made, *PAIRED], {})
    assert sets["a"].made_of == "synthetic"
    assert sets["words"].made_of == ""


def test_the_keys_that_others_read_are_there() -> None:
    written = msgspec.to_builtins(results(PAIRED, "stock"))
    figures = written["sets"]["words"]
    keys = {"clips", "wer", "cer", "real_time_factor", "tokens_per_s_max", "runaways", "phantom_words"}
    assert keys <= set(figures)
    assert keys <= set(figures["stock"])
    assert {"cpu_ratio", "cpu_ratio_interval", "wer_difference", "wer_difference_interval"} <= set(figures)


def test_a_clips_row_names_it_by_its_place_beside_the_manifest() -> None:
    row = clip_row(PAIRED[1], FOLDER / "manifest.tsv")
    assert row.path == "words/a.flac"
    assert (row.errors, row.stock_heard, row.stock_errors) == (1, "dzień dobry", 0)
    alone = clip_row(a_clip("words", "fi", "hei", "hei"), FOLDER / "manifest.tsv")
    assert alone.stock_heard is None
