"""The caller's tempo: the voice's count alone, then with the words, each against its own calm rate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.tempo import TEMPO_READINGS, TEXT_WEIGHT, Tempo, TempoReading
from tyyni.units import CallMs
from tyyni_models.contracts import Word

HOP_MS = 500


def spoken(from_ms: int, to_ms: int, per_s: float, text: str = "no", gap_ms: int = 0) -> list[Word]:
    """Words of one syllable, evenly from one time to another, with gaps after them."""
    step_ms = 1000 / per_s
    count = round((to_ms - from_ms) / (step_ms + gap_ms))
    starts = [from_ms + at * (step_ms + gap_ms) for at in range(count)]
    return [Word(text, round(start), round(start + step_ms), 0.9) for start in starts]


class Talk:
    """A caller who speaks without end, read every half second."""

    def __init__(self) -> None:
        self.tempo = Tempo(hop_stretches=0.25)
        self.now_ms = 0
        self.calm_rate: float | None = None

    def speak(self, ms: int, rate: float | None, *, arousal: float = 0.0) -> TempoReading:
        reading = TempoReading(None, None)
        for _ in range(ms // HOP_MS):
            self.now_ms += HOP_MS
            reading = self.tempo.hear_voice(CallMs(self.now_ms), rate, self.calm_rate, arousal)
        return reading

    def read_words(self, ms: int, per_s: float, language: str = "en") -> None:
        """The last ``ms`` are put into words."""
        self.tempo.hear_words(spoken(self.now_ms - ms, self.now_ms, per_s), language)


def test_the_voice_alone_gives_the_mean_of_its_last_readings() -> None:
    talk = Talk()
    assert talk.speak(500, None) == TempoReading(None, None)
    assert talk.speak(500, 4.0) == TempoReading(4.0, None)
    talk.calm_rate = 4.0
    assert talk.speak(500, 5.0) == TempoReading(4.5, 4.5 / 4.0)
    assert talk.speak(500, None).ratio == pytest.approx(4.5 / 4.0)
    assert talk.speak(TEMPO_READINGS * HOP_MS, 6.0) == TempoReading(6.0, 1.5)


def test_words_count_for_more_than_the_voice_does() -> None:
    talk = Talk()
    talk.speak(6000, 4.0)
    talk.read_words(6000, per_s=5.0)
    assert talk.speak(500, None).syllables_per_s == pytest.approx(
        (4.0 + TEXT_WEIGHT * 5.0) / (1 + TEXT_WEIGHT)
    )


def test_each_count_is_compared_with_its_own_calm_rate() -> None:
    talk = Talk()
    talk.calm_rate = 3.0
    talk.speak(8000, 3.0)
    talk.read_words(8000, per_s=6.0)
    # Words count twice the syllables the voice does; unchanged is unchanged by either.
    assert talk.speak(500, 3.0).ratio == pytest.approx(1.0)


def test_words_correct_what_the_voice_misheard_once_they_are_there() -> None:
    talk = Talk()
    talk.calm_rate = 4.0
    talk.speak(8000, 4.0)
    talk.read_words(8000, per_s=5.0)
    assert talk.speak(6000, 4.0, arousal=0.9).ratio == pytest.approx(1.0)  # the voice does not hear it
    talk.read_words(6000, per_s=6.5)
    assert talk.speak(500, None).ratio == pytest.approx(
        (1.0 + TEXT_WEIGHT * 1.3) / (1 + TEXT_WEIGHT), abs=0.03
    )


def test_calm_words_alone_tell_a_change_while_the_voice_has_no_calm_rate() -> None:
    talk = Talk()
    talk.speak(8000, 4.0)
    talk.read_words(8000, per_s=5.0)
    assert talk.speak(500, None).ratio == pytest.approx(1.0)


def test_aroused_words_teach_nothing() -> None:
    talk = Talk()
    talk.speak(20_000, 4.0, arousal=0.9)
    talk.read_words(20_000, per_s=7.0)
    assert talk.speak(500, 4.0).ratio is None
    talk.speak(8000, 4.0)
    talk.read_words(8000, per_s=5.0)
    talk.speak(6000, 4.0, arousal=0.9)
    talk.read_words(6000, per_s=7.0)
    assert talk.speak(500, None).ratio == pytest.approx(1.3, abs=0.1)


@pytest.mark.parametrize(("gap_ms", "expected"), [(300, 2.0), (200, 1000 / 700)])
def test_pauses_between_words_take_no_part_but_short_gaps_do(gap_ms: int, expected: float) -> None:
    talk = Talk()
    talk.speak(6000, 4.0)
    talk.tempo.hear_words(spoken(0, 6000, per_s=2.0, gap_ms=gap_ms), "en")
    joined = (4.0 + TEXT_WEIGHT * expected) / (1 + TEXT_WEIGHT)
    assert talk.speak(500, None).syllables_per_s == pytest.approx(joined, rel=0.02)


def test_words_of_less_than_half_the_window_tell_nothing() -> None:
    talk = Talk()
    talk.speak(2000, 4.0)
    talk.read_words(900, per_s=8.0)
    assert talk.speak(500, None).syllables_per_s == 4.0


@pytest.mark.parametrize(("text", "language"), [("no", "de"), ("7", "en")])
def test_what_cannot_be_counted_leaves_the_voice_alone(text: str, language: str) -> None:
    talk = Talk()
    talk.speak(6000, 4.0)
    talk.tempo.hear_words(spoken(0, 6000, 8.0, text), language)
    talk.tempo.hear_words([], "en")
    assert talk.speak(500, None).syllables_per_s == 4.0


def test_words_say_nothing_of_speech_that_came_after_them() -> None:
    talk = Talk()
    talk.speak(4000, 4.0)
    late = spoken(0, 4000, per_s=8.0)
    talk.speak(TEMPO_READINGS * HOP_MS, 4.0)
    talk.tempo.hear_words(late, "en")
    reading = talk.speak(500, 4.0)
    assert reading.syllables_per_s == 4.0


def test_words_of_two_utterances_share_a_window() -> None:
    talk = Talk()
    talk.speak(4000, 4.0)
    talk.tempo.hear_words(spoken(0, 1900, per_s=6.0), "en")
    talk.tempo.hear_words(spoken(2100, 4000, per_s=6.0), "en")
    # Of eight readings all but the first have words: those at 2.5 and 3 s from both utterances.
    with_words = (4.0 + TEXT_WEIGHT * 6.0) / (1 + TEXT_WEIGHT)
    assert talk.speak(500, None).syllables_per_s == pytest.approx((4.0 + 7 * with_words) / 8, rel=0.01)


@given(
    st.lists(st.tuples(st.none() | st.floats(0.5, 12), st.floats(0, 1)), max_size=40),
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 900)), max_size=40),
)
def test_any_readings_and_words_give_finite_rates_and_the_same_again(
    voice: list[tuple[float | None, float]], timed: list[tuple[int, int]]
) -> None:
    words = [Word("maybe", at, at + took, 0.9) for at, took in sorted(timed)]

    def play() -> list[TempoReading]:
        tempo = Tempo(hop_stretches=0.25)
        found = []
        for number, (rate, arousal) in enumerate(voice):
            found.append(tempo.hear_voice(CallMs(number * HOP_MS), rate, 4.0, arousal))
            if number % 10 == 9:
                tempo.hear_words(words, "en")
        return found

    assert play() == play()
    for reading in play():
        assert reading.syllables_per_s is None or 0 <= reading.syllables_per_s < 1000
        assert reading.ratio is None or 0 <= reading.ratio < 1000
