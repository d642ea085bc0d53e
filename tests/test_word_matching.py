"""How far word times are off, with known answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from transcription_sample import spoken_words

from tyyni_bench.word_matching import Matched, Offset, match_words, word_times
from tyyni_bench.word_times import SpokenWord


def test_only_words_that_are_the_same_are_compared() -> None:
    said = spoken_words("tilaus on vielä pahasti myöhässä")
    found = match_words(said, spoken_words("Tilaus vielä, vahvasti myöhässä.", 30), "fi")
    assert found == Matched(5, (Offset(30, 30), Offset(-170, -170), Offset(-170, -170)))


def test_a_number_is_the_same_in_digits_and_in_words() -> None:
    said = [SpokenWord("kaksikymmentäkahdeksan", 100, 900)]
    assert match_words(said, [SpokenWord("28", 150, 880)], "fi") == Matched(1, (Offset(50, -20),))


def test_a_word_that_becomes_several_has_no_time_of_its_own() -> None:
    said = spoken_words("twenty eight days")
    assert match_words(said, spoken_words("28 days"), "en") == Matched(3, (Offset(-200, -200),))
    assert match_words(spoken_words("28 days"), said, "en").words == 1


def test_nothing_known_or_nothing_heard_matches_nothing() -> None:
    assert match_words([], spoken_words("hei"), "fi") == Matched()
    assert match_words(spoken_words("hei"), [], "fi") == Matched(1)
    assert match_words([SpokenWord("...", 0, 10)], spoken_words("hei"), "fi") == Matched()


def test_figures_are_absolute_but_for_how_late() -> None:
    offsets = tuple(Offset(start_ms, 2 * start_ms) for start_ms in (-100, -50, -40, 10, 20))
    times = word_times([Matched(6, offsets[:3]), Matched(4, offsets[3:])])
    assert times is not None
    assert (times.words, times.matched) == (10, 5)
    assert (times.start_ms_p50, times.start_ms_p90) == (40, 100)
    assert (times.end_ms_p50, times.end_ms_p90) == (80, 200)
    assert (times.start_late_ms_p50, times.end_late_ms_p50) == (-40, -80)


def test_without_known_words_there_are_no_figures_and_without_heard_ones_no_errors() -> None:
    assert word_times([Matched(), Matched()]) is None
    unheard = word_times([Matched(3)])
    assert unheard is not None
    assert (unheard.words, unheard.matched, unheard.start_ms_p50) == (3, 0, None)


@given(st.lists(st.sampled_from(["hei", "joo", "tilaus", "lasku"]), min_size=1), st.integers(-500, 500))
def test_the_same_words_are_all_matched_and_off_by_how_they_were_moved(words: list[str], by_ms: int) -> None:
    said = spoken_words(" ".join(words))
    moved = [SpokenWord(one.text, one.start_ms + by_ms, one.end_ms + by_ms) for one in said]
    assert match_words(said, moved, "fi") == Matched(len(words), (Offset(by_ms, by_ms),) * len(words))
