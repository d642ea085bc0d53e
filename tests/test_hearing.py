from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from tyyni.coach.events import LanguageWanted, TranscriptWanted
from tyyni.serve.degrading import THRESHOLDS
from tyyni.serve.hearing import NICENESS, Heard, HearingPool, transcript_of
from tyyni.serve.metrics import Metrics
from tyyni.units import CallMs, Party, WallNs
from tyyni_models.contracts import (
    LanguageReading,
    LanguageRequest,
    OneByOne,
    Transcription,
    TranscriptionRequest,
    Word,
)


class Gate(OneByOne):
    """A transcriber that works on one request for each `open`; the text is the number of samples."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.threads: set[int] = set()
        self.fails = False
        self.together: list[int] = []
        """How many requests came with each call."""
        self._may_end = threading.Semaphore(0)

    def open(self, times: int = 1) -> None:
        self._may_end.release(times)

    def transcribe_together(self, requests: Sequence[TranscriptionRequest]) -> list[Transcription]:
        self.together.append(len(requests))
        return super().transcribe_together(requests)

    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        self.threads.add(threading.get_ident())
        self.begun.release()
        self._may_end.acquire()
        if self.fails:
            raise RuntimeError("out of memory")
        return Transcription((Word(f"{len(request.samples)} {request.language}", 10, 20, 1.0),))

    def read_language(self, request: LanguageRequest) -> LanguageReading:
        self._may_end.acquire()
        return LanguageReading(dict.fromkeys(request.languages, 0.5), len(request.samples))


class Clock:
    def __init__(self) -> None:
        self.ms = 0

    def __call__(self) -> WallNs:
        return WallNs(self.ms * 1_000_000)


class Desk:
    """A pool, its parts, and what it told the calls."""

    def __init__(self, max_queued: int, batch: int = 1) -> None:
        self.gate = Gate()
        self.clock = Clock()
        self.metrics = Metrics()
        self.pool = HearingPool(self.metrics, self.clock, workers=1, max_queued=max_queued, batch=batch)
        self.heard: asyncio.Queue[tuple[str, Heard]] = asyncio.Queue()

    def join(self, call_id: str) -> None:
        self.pool.join(call_id, lambda heard: self.heard.put_nowait((call_id, heard)))

    async def next(self) -> tuple[str, Heard]:
        async with asyncio.timeout(10):
            return await self.heard.get()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk(max_queued=4)
    made.join("a")
    made.join("b")
    made.pool.start(made.gate)
    yield made
    made.gate.open(100)
    await made.pool.stop()


def wanted(
    utterance: int, *, final: bool = True, party: Party = Party.CALLER, samples: int = 1
) -> TranscriptWanted:
    pcm = np.zeros(samples, dtype=np.int16)
    return TranscriptWanted(utterance, party, CallMs(1_000), CallMs(1_500), pcm, final, CallMs(2_000))


async def test_works_off_the_loop_and_brings_the_text_on_the_calls_clock(desk: Desk) -> None:
    desk.pool.ask("a", "fi", wanted(7, samples=320))
    desk.gate.open()
    call_id, heard = await desk.next()
    assert call_id == "a"
    assert heard.transcript is not None
    assert heard.transcript.words == (Word("320 fi", 1_010, 1_020, 1.0),)
    assert (heard.transcript.utterance, heard.transcript.final, heard.transcript.end_ms) == (7, True, 1_500)
    assert threading.get_ident() not in desk.gate.threads
    text = desk.metrics.exposition().decode()
    assert 'tyyni_decodes_total{kind="final",party="caller",suppressed="none"} 1.0' in text


async def test_what_waits_shares_a_decode_and_each_call_gets_its_own_answer() -> None:
    desk = Desk(max_queued=9, batch=3)
    for call_id in "abcd":
        desk.join(call_id)
    desk.pool.start(desk.gate)
    for number, call_id in enumerate("abcd", start=1):
        desk.pool.ask(call_id, "fi", wanted(number, samples=number))
    desk.gate.open(4)
    answers = dict([await desk.next() for _ in "abcd"])
    texts = {
        call_id: heard.transcript and heard.transcript.words[0].text for call_id, heard in answers.items()
    }
    assert texts == {"a": "1 fi", "b": "2 fi", "c": "3 fi", "d": "4 fi"}
    assert desk.gate.together == [1, 3]
    assert "tyyni_decode_batch_sum 4.0" in desk.metrics.exposition().decode()
    await desk.pool.stop()


async def test_a_shared_decode_that_fails_is_told_to_all_of_its_calls() -> None:
    desk = Desk(max_queued=9, batch=3)
    for call_id in "abc":
        desk.join(call_id)
    desk.pool.start(desk.gate)
    desk.gate.fails = True
    for number, call_id in enumerate("abc", start=1):
        desk.pool.ask(call_id, "fi", wanted(number))
    desk.gate.open(3)
    answers = [await desk.next() for _ in "abc"]
    assert sorted((call_id, heard.reason) for call_id, heard in answers) == [
        (call, "failed") for call in "abc"
    ]
    await desk.pool.stop()


async def test_which_language_it_is_can_be_asked_instead_of_the_words(desk: Desk) -> None:
    asked = wanted(7, samples=320)
    desk.pool.ask("a", LanguageWanted(("fi", "pl"), asked, np.zeros(0, dtype=np.int16)), asked)
    desk.gate.open()
    _, heard = await desk.next()
    assert heard == Heard(asked, None, language=LanguageReading({"fi": 0.5, "pl": 0.5}, 320))
    text = desk.metrics.exposition().decode()
    assert 'tyyni_decode_seconds_count{kind="language"} 1.0' in text
    assert "tyyni_decodes_total{" not in text, "nothing was put into words"


async def test_the_loop_goes_on_while_the_model_works_and_finals_go_first(desk: Desk) -> None:
    desk.pool.ask("a", "en", wanted(1, samples=11))
    desk.pool.ask("a", "en", wanted(2, samples=12, final=False))
    desk.pool.ask("b", "en", wanted(1, samples=13))
    desk.gate.open(3)
    said = [(await desk.next())[1] for _ in range(3)]
    assert [h.transcript.words[0].text for h in said if h.transcript] == ["11 en", "13 en", "12 en"]


@pytest.mark.skipif(sys.platform != "linux", reason="niceness of one thread is Linux's")
async def test_the_words_give_way_to_the_voice(desk: Desk) -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert await desk.pool.load(niceness) == min(niceness() + NICENESS, 19), "19 is Linux's last"


async def test_drops_are_told_to_their_call_and_counted(desk: Desk) -> None:
    for number in range(1, 6):  # the first runs; what follows waits, and the queue holds four
        desk.pool.ask("a", "en", wanted(number))
    desk.pool.ask("b", "en", wanted(1, party=Party.AGENT))
    call_id, heard = await desk.next()
    assert (call_id, heard.reason, heard.transcript) == ("b", "queue_full", None)
    text = desk.metrics.exposition().decode()
    assert 'tyyni_decodes_dropped_total{kind="final",reason="queue_full"} 1.0' in text


async def test_a_stale_partial_is_told_when_a_worker_is_free(desk: Desk) -> None:
    desk.pool.ask("a", "en", wanted(1))
    desk.pool.ask("b", "en", wanted(1, final=False))
    desk.clock.ms = 60_000
    desk.pool.look()
    assert "tyyni_queue_age_seconds 60.0" in desk.metrics.exposition().decode()
    desk.gate.open()
    told = dict([await desk.next(), await desk.next()])
    assert told["b"].reason == "stale"


async def test_a_failing_model_is_told_and_the_pool_goes_on(desk: Desk) -> None:
    desk.gate.fails = True
    desk.pool.ask("a", "en", wanted(1))
    desk.gate.open()
    assert (await desk.next())[1].reason == "failed"
    desk.gate.fails = False
    desk.pool.ask("a", "en", wanted(2))
    desk.gate.open()
    assert (await desk.next())[1].transcript is not None


async def test_a_call_that_left_is_told_nothing(desk: Desk) -> None:
    desk.pool.ask("a", "en", wanted(1))
    desk.pool.ask("a", "en", wanted(2))
    desk.pool.leave("a")
    desk.pool.ask("b", "en", wanted(1))
    desk.gate.open(2)
    assert (await desk.next())[0] == "b"
    assert desk.heard.empty()


async def test_stopping_waits_for_what_runs_and_drops_the_rest(desk: Desk) -> None:
    desk.pool.ask("a", "en", wanted(1))
    desk.pool.ask("a", "en", wanted(2))
    await asyncio.to_thread(desk.gate.begun.acquire)
    stopping = asyncio.create_task(desk.pool.stop())
    desk.gate.open()
    async with asyncio.timeout(10):
        await stopping
    assert not desk.gate.begun.acquire(blocking=False), "queued work ran after the stop"


async def test_a_mode_withdraws_what_waits_refuses_what_comes_and_is_counted(desk: Desk) -> None:
    desk.pool.ask("a", "en", wanted(1))  # runs, however long
    for step in (1, 2):
        desk.pool.ask("a", "en", wanted(2 * step))
        desk.pool.ask("b", "en", wanted(2 * step, party=Party.AGENT))
        desk.clock.ms += THRESHOLDS.settle_ms + THRESHOLDS.caller_only_wait_ms + 1
        desk.pool.look()
    assert (desk.pool.mode, desk.pool.hears(Party.CALLER), desk.pool.hears(Party.AGENT)) == (
        "caller_only",
        True,
        False,
    )
    desk.pool.ask("b", "en", wanted(6, party=Party.AGENT))
    told = [await desk.next() for _ in range(3)]
    assert [(call_id, heard.wanted.utterance, heard.reason) for call_id, heard in told] == [
        ("b", 2, "caller_only"),
        ("b", 4, "caller_only"),
        ("b", 6, "caller_only"),
    ]
    assert desk.heard.empty()
    text = desk.metrics.exposition().decode()
    assert "tyyni_mode 2.0" in text
    assert 'tyyni_mode_changes_total{mode="caller_only"} 1.0' in text
    assert 'tyyni_decodes_dropped_total{kind="final",reason="caller_only"} 3.0' in text


async def keep_waiting(desk: Desk, *, ahead_ms: int = 0) -> None:
    """Let finals of a call wait so long that a mode may be given up, then put them into words."""
    for number in range(3):
        heard_ms = CallMs(desk.clock.ms + ahead_ms)
        desk.pool.ask("a", "en", replace(wanted(number), heard_ms=heard_ms))
    desk.clock.ms += THRESHOLDS.settle_ms + THRESHOLDS.finals_only_wait_ms
    desk.pool.look()
    desk.gate.open(3)
    for _ in range(3):
        await desk.next()


def rest(desk: Desk) -> int:
    """Let time pass until the mode is normal; return how long that took in s."""
    for second in range(120):
        if desk.pool.mode == "normal":
            return second
        desk.clock.ms += 1_000
        desk.pool.look()
    raise AssertionError("the mode is not normal after two minutes")


async def test_when_the_decoders_are_free_again_the_mode_goes_back(desk: Desk) -> None:
    hold_s = THRESHOLDS.hold_ms // 1_000
    await keep_waiting(desk)
    assert desk.pool.mode == "finals_only"
    assert hold_s <= rest(desk) <= 2 * hold_s
    await keep_waiting(desk)
    assert 2 * hold_s <= rest(desk) <= 3 * hold_s, "it did not last: the next wait is longer"
    await keep_waiting(desk)
    for call_id in "ab":
        desk.pool.leave(call_id)
    assert hold_s <= rest(desk) <= 2 * hold_s, "with the last call that is forgotten"


async def test_sound_that_comes_faster_than_it_was_spoken_does_not_count_as_load(desk: Desk) -> None:
    await keep_waiting(desk, ahead_ms=THRESHOLDS.ahead_ms + 1)
    assert desk.pool.mode == "normal"


async def test_partials_that_keep_being_pushed_out_are_no_longer_asked_for(desk: Desk) -> None:
    desk.clock.ms = 60_000
    desk.pool.ask("a", "en", wanted(1))
    for number in range(THRESHOLDS.lost_least + 1):
        desk.pool.ask("b", "en", wanted(number, final=False))
    desk.pool.look()
    assert desk.pool.mode == "finals_only"
    desk.gate.open(5)
    reasons = [(await desk.next())[1].reason for _ in range(THRESHOLDS.lost_least + 2)]
    assert reasons == ["overtaken"] * THRESHOLDS.lost_least + ["finals_only", None]


def test_word_times_move_to_the_calls_clock() -> None:
    transcript = transcript_of(wanted(1), Transcription((Word("hei", 0, 250, 0.9),)))
    assert transcript.words == (Word("hei", 1_000, 1_250, 0.9),)
    assert transcript.heard_ms == 2_000
