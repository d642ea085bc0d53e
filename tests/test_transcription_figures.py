"""The figures of what was heard of clips, with known answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni_bench.manifest import Clip
from tyyni_bench.transcribing import Heard, Outcome, Reading
from tyyni_bench.transcription_figures import (
    Judged,
    compared,
    figures_of,
    has_no_speech,
    interval,
    judge,
    known_text,
)
from tyyni_bench.word_errors import ErrorCounts
from tyyni_bench.word_matching import Matched, Offset
from tyyni_bench.word_times import SpokenWord


def judged(errors: int, words: int, **given: Any) -> Judged:
    whole: dict[str, Any] = {
        "audio_s": 2.0,
        "wall_s": 0.5,
        "cpu_s": 1.0,
        "errors": ErrorCounts(errors, words, errors, words * 5),
        "tokens_per_s": 4.0,
        "repeats": False,
        "suppressed": None,
        "matched": Matched(),
    }
    return Judged(**{**whole, **given})


def clip(text: str = "", **given: str) -> Clip:
    return Clip(Path("a.wav"), "en", text=text, **given)


def test_rates_are_sums_by_sums() -> None:
    figures = figures_of([judged(1, 1), judged(0, 9, wall_s=1.5, tokens_per_s=7.0)])
    assert figures.wer == 0.1
    assert figures.cer == pytest.approx(1 / 50)
    assert figures.real_time_factor == 0.5
    assert figures.cpu_s_per_audio_s == 0.5
    assert figures.tokens_per_s_max == 7.0
    assert (figures.clips, figures.words, figures.phantoms) == (2, 10, 0)


def test_words_where_nobody_speaks_are_phantoms_and_no_errors() -> None:
    figures = figures_of([judged(0, 4), judged(3, 0), judged(0, 0, audio_s=5.0)])
    assert figures.wer == 0.0
    assert figures.no_speech_s == 7.0
    assert (figures.no_speech_clips, figures.phantoms, figures.phantom_words) == (2, 1, 3)
    assert figures_of([judged(3, 0)]).wer is None


@pytest.mark.parametrize(
    ("tokens_per_s", "repeats", "away"), [(12.0, False, 0), (12.1, False, 1), (1.0, True, 1)]
)
def test_too_many_tokens_or_a_repetition_is_a_runaway(tokens_per_s: float, repeats: bool, away: int) -> None:
    figures = figures_of([judged(0, 4, tokens_per_s=tokens_per_s, repeats=repeats)])
    assert (figures.runaways, figures.repetitions) == (away, int(repeats))


def test_word_times_are_those_of_all_clips_and_none_where_none_are_known() -> None:
    times = figures_of([judged(0, 4, matched=Matched(4, (Offset(30, -10),))), judged(0, 4)]).word_times
    assert times is not None
    assert (times.words, times.matched, times.end_ms_p50, times.end_late_ms_p50) == (4, 1, 10, -10)
    assert figures_of([judged(0, 4)]).word_times is None


def test_a_reading_with_times_is_held_against_the_known_words() -> None:
    words = (SpokenWord("yes", 100, 300),)
    known = Clip(Path("a.wav"), "en", text="Yes", words=words)
    timed, untimed = (Heard(Reading("yes", words=told), 0.1, 0.2) for told in (words, None))
    assert judge(Outcome(known, 1.0, (timed,)), timed, tokens=1).matched == Matched(1, (Offset(0, 0),))
    assert judge(Outcome(known, 1.0, (untimed,)), untimed, tokens=1).matched == Matched()


def test_withheld_texts_are_counted_by_reason() -> None:
    withheld = [judged(4, 4, suppressed=why) for why in ("phantom", "no_speech", "phantom")]
    assert figures_of(withheld).suppressed == {"no_speech": 1, "phantom": 2}


def test_a_system_beside_itself_differs_by_nothing() -> None:
    rows = [(judged(errors, 5), judged(errors, 5)) for errors in (0, 2, 5)]
    figures = compared(rows)
    assert figures.wer_difference == 0.0
    assert figures.wer_difference_interval == (0.0, 0.0)
    assert figures.cpu_ratio == 1.0
    assert figures.cpu_ratio_interval == (1.0, 1.0)
    assert figures.stock == figures_of([row[1] for row in rows])


def test_ratio_and_difference_are_ours_against_stocks() -> None:
    figures = compared([(judged(1, 10, cpu_s=1.0), judged(3, 10, cpu_s=4.0))] * 2)
    assert figures.cpu_ratio == 0.25
    assert figures.wer_difference == pytest.approx(-0.2)
    assert figures.cpu_ratio_of_clips is not None
    assert figures.cpu_ratio_of_clips.median == 0.25
    assert compared([(judged(1, 10),)]).stock is None
    assert compared([(judged(1, 0), judged(0, 0))]).wer_difference is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=20))
def test_an_interval_is_the_same_each_time_and_within_the_clips(pairs: list[tuple[int, int]]) -> None:
    above, below = [float(a) for a, _ in pairs], [float(b) for _, b in pairs]
    found = interval(above, below)
    assert found == interval(above, below)
    assert found is not None
    rates = [a / b for a, b in zip(above, below, strict=True)]
    assert min(rates) - 1e-9 <= found[0] <= found[1] <= max(rates) + 1e-9
    assert interval([], []) is None


def test_a_clip_is_judged_by_its_text_or_by_having_none() -> None:
    heard = Heard(Reading("we will call you we will call you we will call you"), 0.1, 0.2)
    one = judge(Outcome(clip("We will call you"), 4.0, (heard,)), heard, tokens=12)
    assert one.errors.word_errors == 8
    assert one.tokens_per_s == 3.0
    assert one.repeats
    assert known_text(clip("yes"))
    assert not known_text(clip(""))
    assert known_text(clip("..."))
    assert has_no_speech(clip("[noise] (5 seconds)"))
    assert known_text(clip("", emotion="Noise"))
    assert has_no_speech(clip("", set="silence"))
    assert not has_no_speech(clip("hum", set="noise"))
