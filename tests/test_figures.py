"""The latency figures, from a made-up log whose every time is known."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni import wire
from tyyni.units import CallMs, Party, WallNs
from tyyni_bench import figures
from tyyni_bench.figures import NEVER_MS, Percentiles
from tyyni_bench.floor_log import FloorHeat
from tyyni_bench.observed import CallLog
from tyyni_bench.segments import Segment
from tyyni_bench.sidecar import SaidWords, SpokenCue, Stretch
from tyyni_bench.word_errors import ErrorCounts
from tyyni_client.connection import Arrival, Sent

CALLER, AGENT = Party.CALLER, Party.AGENT
TEXTS: wire.Texts = {"fi": "a", "pl": "b", "en": "c"}


def log_of(*messages: tuple[int, wire.AgentMessage]) -> CallLog:
    """Return a log in which sound is sent at true speed for 10 s, and messages come at a time in ms."""
    log = CallLog()
    for end_ms in range(20, 10_001, 20):
        for party in (CALLER, AGENT):
            log.on_sent(Sent(party, (end_ms - 20) * 16, end_ms * 16, WallNs(end_ms * 1_000_000)))
    for at_ms, message in messages:
        log.on_message(Arrival(message, WallNs(at_ms * 1_000_000)))
    return log


def text(
    start_ms: int, end_ms: int, *, final: bool = True, party: Party = CALLER, words: str = ""
) -> wire.TranscriptText:
    spoken = [wire.SpokenWord(word, start_ms, end_ms, 1.0) for word in words.split()]
    return wire.TranscriptText(
        party=party, utterance=1, stable=words, tentative="", final=final, start_ms=start_ms, end_ms=end_ms,
        words=spoken, heard_ms=end_ms,
    )  # fmt: skip


def segment(start_ms: int, end_ms: int, party: Party = CALLER) -> Segment:
    return Segment(party, CallMs(start_ms), CallMs(end_ms))


def prompt(rule: str, *sources: str) -> wire.PromptShown:
    return wire.PromptShown(
        id=1, rule=rule, sources=list(sources), about="caller", urgency="normal", text=TEXTS, why=TEXTS,
        quote=None, heard_ms=0,
    )  # fmt: skip


def test_frame_to_reading_counts_from_the_frame_that_completed_it() -> None:
    voice = wire.Voice(
        pitch_hz=None, loudness_dbfs=-20, tension=None, syllables_per_s=None, tempo_ratio=None, arousal=0.2,
        confidence=1.0, heard_ms=2_000,
    )  # fmt: skip
    unsent = wire.Voice(
        pitch_hz=None, loudness_dbfs=-20, tension=None, syllables_per_s=None, tempo_ratio=None, arousal=0.2,
        confidence=1.0, heard_ms=99_000,
    )  # fmt: skip
    assert figures.readings_ms(log_of((2_012, voice), (2_013, unsent))) == [12.0]


def test_speech_end_to_final_takes_the_final_that_reaches_the_end() -> None:
    log = log_of(
        (1_500, text(500, 1_900, final=False)),
        (2_600, text(500, 2_200)),
        (3_000, text(500, 2_000, party=AGENT)),
        (7_500, text(5_000, 6_000)),
        (9_500, text(6_500, 8_000)),
    )
    assert figures.finals_ms(log, [segment(500, 2_000)]) == [600.0]
    # One segment that the service heard as two utterances: only the second reaches its end.
    assert figures.finals_ms(log, [segment(5_000, 8_100)]) == [1_400.0]


def test_a_final_that_never_comes_is_infinite_and_unsent_speech_is_left_out() -> None:
    log = log_of((2_600, text(500, 1_200)))
    assert figures.finals_ms(log, [segment(500, 2_000), segment(9_000, 11_000)]) == [NEVER_MS]


def test_partial_delay_is_until_the_first_text_that_holds_the_word() -> None:
    log = log_of(
        (1_400, text(500, 1_000, final=False, words="my parcel")),
        (1_900, text(500, 1_000, words="My parcel, late")),
        (9_000, text(8_000, 8_900, words="late")),
    )
    words = [
        SaidWords(CALLER, "Parcel", 600, 1_000),
        SaidWords(CALLER, "late", 1_000, 1_200),
        SaidWords(CALLER, "unheard", 1_200, 1_300),
        SaidWords(AGENT, "late", 1_000, 1_200),
        SaidWords(CALLER, "late", 20_000, 20_200),
    ]
    assert figures.partials_ms(log, words) == [400.0, 700.0]


def test_a_cue_is_answered_by_the_first_later_prompt_that_names_it() -> None:
    log = log_of(
        (900, prompt("late", "P2")),
        (2_000, prompt("wait", "P5")),
        (2_500, prompt("late", "P2", "W6")),
        (3_500, prompt("late", "P2")),
    )
    cues = [
        SpokenCue(CALLER, 2_420, id="P2"),
        SpokenCue(CALLER, 1_500, rows=["W1", "W6"]),
        SpokenCue(CALLER, 1_600, id="wait"),
        SpokenCue(CALLER, 1_700, id="P3"),
        SpokenCue(CALLER, 12_000, id="P2"),
    ]
    assert figures.prompts_ms(log, cues) == [80.0, 1_000.0, 400.0, NEVER_MS]


def test_a_prompt_that_the_first_words_of_a_cue_brought_answers_it_at_once() -> None:
    log = log_of((1_000, prompt("late", "P2")))
    assert figures.prompts_ms(log, [SpokenCue(CALLER, 2_500, id="P2")]) == [0.0]
    assert figures.prompts_ms(log, [SpokenCue(CALLER, 2_520, id="P2")]) == [NEVER_MS]


def heat(came_ms: int, level: float) -> FloorHeat:
    return FloorHeat(CallMs(came_ms), level, WallNs(came_ms * 1_000_000))


def test_the_onset_of_heat_counts_until_the_floor_sees_it() -> None:
    heats = [heat(500, 20), heat(3_500, 49.9), heat(4_200, 50), heat(6_000, 80), heat(8_900, 30)]
    hot = [
        Stretch(3_000, 5_000),
        Stretch(7_000, 8_000),  # it is hot already
        Stretch(8_920, 9_500),  # no heat comes
        Stretch(9_600, 12_000),  # not wholly played
    ]
    assert figures.onsets_ms(log_of(), heats, hot) == [1_200.0, 0.0, NEVER_MS]
    assert figures.onsets_ms(log_of(), heats, [Stretch(1_000, 4_000)]) == [NEVER_MS], "it came too late"


def test_the_silence_before_a_text_is_asked_for_is_the_algorithmic_part() -> None:
    log = log_of((2_600, text(500, 2_200)))
    assert figures.endpoints_ms(log, [segment(500, 2_000), segment(4_000, 5_000)]) == [200.0]


def test_finals_are_compared_with_what_was_said_and_sent_party_by_party() -> None:
    said = [
        SaidWords(AGENT, "Good morning", 100, 900),
        SaidWords(CALLER, "parcel", 1_500, 1_900),
        SaidWords(CALLER, "My", 1_000, 1_400),
        SaidWords(CALLER, "is never sent", 9_900, 12_000),
    ]
    log = log_of(
        (1_200, text(100, 900, party=AGENT, words="Good warning")),
        (2_000, text(1_000, 1_900, words="my", final=False)),
        (2_500, text(1_500, 1_900, words="parcel")),
        (2_400, text(1_000, 1_400, words="my")),
    )
    assert figures.final_errors(log, said, "en") == ErrorCounts(1, 4, 2, 21)


def test_prompts_are_listed_by_rule_in_audio_time() -> None:
    assert figures.prompt_times_s(log_of((900, prompt("late", "P2")), (950, prompt("late", "P2")))) == {
        "late": [0.0, 0.0]
    }


def test_frames_that_were_sent_and_not_heard_are_lost() -> None:
    assert figures.lost_frames(log_of((10_100, wire.Ended(call_id="a", heard_ms=10_000)))) == 0
    assert figures.lost_frames(log_of((10_100, wire.Ended(call_id="a", heard_ms=9_940)))) == 6
    assert figures.lost_frames(log_of()) == 1_000, "a call that did not end was not heard"


def test_lags_are_what_the_service_told() -> None:
    lag = wire.Lag(lag_ms=700, dropped_partials=1, dropped_finals=0, heard_ms=0)
    assert figures.lags_ms(log_of((10, lag))) == [700.0]


@given(st.lists(st.floats(0, 1e6) | st.just(math.inf), max_size=50))
def test_percentiles_rise_and_count_what_never_came(values: list[float]) -> None:
    figure = Percentiles.of(values)
    assert figure.n == len(values)
    assert figure.never == sum(map(math.isinf, values))
    shown = [figure.p50, figure.p95, figure.p99, figure.max]
    known = [value for value in shown if value is not None]
    assert known == sorted(known)
    assert shown[: len(known)] == known, "once a percentile is infinite all higher ones are"
    if values and not figure.never:
        assert figure.max == pytest.approx(max(values), abs=0.05)
