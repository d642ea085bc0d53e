"""From utterance steps and transcripts to text: every order in which answers may come."""

from __future__ import annotations

import numpy as np

from tyyni.coach.endpointing import Utterance, UtteranceStep
from tyyni.coach.events import TextHeard, Transcript, TranscriptWanted
from tyyni.coach.scribe import Scribe
from tyyni.units import CallMs, Party
from tyyni_models.contracts import Word


def step(kind: str, end_ms: int, *, as_settled: bool = False, id_: int = 1) -> UtteranceStep:
    utterance = Utterance(id_, Party.CALLER, CallMs(0), CallMs(end_ms), np.zeros(end_ms * 16, dtype=np.int16))
    return UtteranceStep(kind, utterance, as_settled)  # type: ignore[arg-type]


def follow(scribe: Scribe, made: UtteranceStep) -> TranscriptWanted | TextHeard | None:
    outcomes = scribe.follow(made, made.utterance.end_ms)
    assert len(outcomes) <= 1
    return outcomes[0] if outcomes else None


def read(scribe: Scribe, text: str, end_ms: int, *, final: bool, id_: int = 1) -> TextHeard | None:
    words = tuple(Word(part, at * 200, at * 200 + 150, 0.9) for at, part in enumerate(text.split()))
    texts = scribe.read(
        Transcript(id_, Party.CALLER, CallMs(0), CallMs(end_ms), words, final, CallMs(end_ms))
    )
    assert len(texts) <= 1
    return texts[0] if texts else None


def test_partials_then_final_after_the_end() -> None:
    scribe = Scribe()
    wanted = follow(scribe, step("grew", 600))
    assert isinstance(wanted, TranscriptWanted)
    assert not wanted.final
    first = read(scribe, "my order", 600, final=False)
    assert first is not None
    assert (first.stable, first.tentative) == ("", "my order")
    second = read(scribe, "my order is", 1100, final=False)
    assert second is not None
    assert (second.stable, second.tentative) == ("my order", "is")
    settled = follow(scribe, step("settled", 1500))
    assert isinstance(settled, TranscriptWanted)
    assert settled.final
    assert follow(scribe, step("ended", 1500, as_settled=True)) is None
    last = read(scribe, "my order is late", 1500, final=True)
    assert last is not None
    assert last.final
    assert last.stable == "my order is late"
    assert last.tentative == ""


def test_settled_answer_before_the_end_is_shown_and_becomes_final() -> None:
    scribe = Scribe()
    follow(scribe, step("settled", 900))
    shown = read(scribe, "it broke", 900, final=True)
    assert shown is not None
    assert not shown.final
    last = follow(scribe, step("ended", 900, as_settled=True))
    assert isinstance(last, TextHeard)
    assert last.final
    assert last.stable == "it broke"


def test_speech_after_settling_asks_again() -> None:
    scribe = Scribe()
    follow(scribe, step("settled", 900))
    read(scribe, "it broke", 900, final=True)
    follow(scribe, step("settled", 1900))
    assert follow(scribe, step("ended", 1900, as_settled=True)) is None
    last = read(scribe, "it broke at once", 1900, final=True)
    assert last is not None
    assert last.final
    assert last.stable == "it broke at once"


def test_a_monologue_that_is_cut_before_the_end_of_a_partial_gets_its_final_text() -> None:
    scribe = Scribe()
    follow(scribe, step("grew", 1_100))
    read(scribe, "one two three four five", 1_100, final=False)
    wanted = follow(scribe, step("ended", 800))  # the cut is made at a quiet place further back
    assert isinstance(wanted, TranscriptWanted)
    assert read(scribe, "one two three four five six", 1_300, final=False) is None, "it reaches over the cut"
    last = read(scribe, "one two three four", 800, final=True)
    assert last is not None
    assert (last.final, last.stable) == (True, "one two three four")
    assert scribe.open_texts == []


def test_words_that_were_stable_before_a_cut_are_not_told_twice() -> None:
    scribe = Scribe()
    follow(scribe, step("grew", 1_100))
    read(scribe, "one two three four five", 1_100, final=False)
    read(scribe, "one two three four five", 1_100, final=False)
    follow(scribe, step("ended", 700))
    last = read(scribe, "one two three", 700, final=True)
    assert last is not None
    assert last.stable == "one two three four five"
    follow(scribe, step("ended", 1_900, id_=2))
    rest = read(scribe, "no no no four five six seven", 1_900, final=True, id_=2)
    assert rest is not None
    assert rest.stable == "six seven"


def test_hang_up_asks_for_the_rest() -> None:
    scribe = Scribe()
    wanted = follow(scribe, step("ended", 700))
    assert isinstance(wanted, TranscriptWanted)
    assert wanted.final


def test_stale_and_unknown_answers_tell_nothing() -> None:
    scribe = Scribe()
    follow(scribe, step("grew", 600))
    read(scribe, "one two", 1100, final=False)
    assert read(scribe, "one", 600, final=False) is None
    assert read(scribe, "other", 600, final=True, id_=99) is None
    assert read(scribe, "one two", 1100, final=False) is not None  # now agreed on: stable
    assert read(scribe, "one two", 1100, final=False) is None  # nothing new


def test_given_up_utterance_ends_with_the_text_there_is() -> None:
    scribe = Scribe()
    follow(scribe, step("grew", 600))
    read(scribe, "my order", 600, final=False)
    assert scribe.give_up(1, CallMs(700)) == []
    follow(scribe, step("ended", 1000))
    closed = scribe.give_up(1, CallMs(1000))
    assert [text.stable for text in closed] == ["my order"]
    assert closed[0].final
    assert scribe.give_up(1, CallMs(1000)) == []


def test_noise_without_words_is_not_shown() -> None:
    scribe = Scribe()
    follow(scribe, step("ended", 700))
    assert read(scribe, "", 700, final=True) is None


def test_words_that_a_final_withholds_are_taken_back() -> None:
    scribe = Scribe()
    follow(scribe, step("grew", 600))
    read(scribe, "thanks for", 600, final=False)
    follow(scribe, step("ended", 900))
    last = read(scribe, "", 900, final=True)
    assert last is not None
    assert (last.stable, last.tentative, last.final) == ("", "", True)
