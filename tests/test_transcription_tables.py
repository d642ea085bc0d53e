"""What the transcription benchmark prints."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from transcription_sample import PAIRED, a_clip, results, spoken_words

from tyyni_bench.transcription_report import TranscriptionResults
from tyyni_bench.transcription_tables import show_transcription


def shown(result: TranscriptionResults) -> str:
    out = StringIO()
    show_transcription(result, Console(file=out, width=160))
    return out.getvalue()


def test_ours_and_stock_are_printed_side_by_side() -> None:
    text = shown(results(PAIRED, "stock"))
    assert "Beside faster-whisper as it comes" in text
    assert "0.500 (0.500 to 0.500)" in text
    assert "-25.00" in text
    assert "(no set)" in text
    assert "emodb: 289 clip(s) left out, their text is not known" in text


def test_without_stock_nothing_is_compared() -> None:
    text = shown(results([a_clip("words", "fi", "hyvää päivää", "hyvää päivää")], None))
    assert "Beside" not in text
    assert "Where nobody speaks" not in text
    assert "Word times" not in text


def test_where_nobody_speaks_minutes_and_words_are_printed_for_both() -> None:
    silent = [a_clip("noise", "fi", "", "", "kiitos kiitos"), a_clip("noise", "fi", "", "hei", "")] * 45
    lines = [line.split() for line in shown(results(silent, "stock")).splitlines()]
    assert ["noise", "tyyni", "3.0", "90", "45", "45"] in lines
    assert ["stock", "3.0", "90", "45", "90"] in lines


def test_word_times_are_printed_with_how_many_words_they_are_of() -> None:
    timed = a_clip("made", "fi", "hei vaan", "hei vain", words=spoken_words("hei vaan"), made_of="synthetic")
    text = shown(results([timed], None))
    assert ["made", "1", "of", "2", "40,", "40", "40,", "40", "40,", "40"] in [
        line.split() for line in text.splitlines()
    ]
    assert "made: synthetic" in text


def test_word_times_of_no_word_are_dashes() -> None:
    timed = a_clip("made", "fi", "hei", "", words=spoken_words("hei"))
    assert "0 of 1" in shown(results([timed], None))
    assert "-, -" in shown(results([timed], None))
