from __future__ import annotations

import asyncio

from tyyni import wire
from tyyni.serve.metrics import Metrics
from tyyni.serve.subscriber import CLOSE_TRY_LATER, COALESCE_FROM, TOO_SLOW_FROM, Subscriber
from tyyni.units import Party


def heat(level: float) -> wire.Heat:
    return wire.Heat(level=level, band="calm", trend="steady", reasons=[], heard_ms=0)


def notice(number: int) -> wire.Notice:
    return wire.Notice(code=f"n{number}", level="info")


def text(utterance: int, *, final: bool) -> wire.TranscriptText:
    return wire.TranscriptText(
        party=Party.CALLER,
        utterance=utterance,
        stable="",
        tentative="",
        final=final,
        start_ms=0,
        end_ms=0,
        words=[],
        heard_ms=0,
    )


async def waiting(subscriber: Subscriber) -> list[wire.Message]:
    subscriber.finish()
    messages = []
    while (message := await subscriber.take()) is not None:
        messages.append(message)
    return messages


async def test_a_screen_that_keeps_up_gets_everything_in_order() -> None:
    subscriber = Subscriber(Metrics())
    sent = [heat(1), notice(1), heat(2), heat(2)]
    for message in sent:
        subscriber.put(message)
    assert await waiting(subscriber) == sent


async def test_take_waits_for_the_next_message() -> None:
    subscriber = Subscriber(Metrics())
    taking = asyncio.create_task(subscriber.take())
    await asyncio.sleep(0)
    subscriber.put(notice(1))
    assert await taking == notice(1)


async def test_a_slow_screen_gets_only_the_newest_figure_but_every_prompt_notice_and_final() -> None:
    subscriber = Subscriber(Metrics())
    kept: list[wire.Message] = [notice(number) for number in range(COALESCE_FROM)]
    for message in kept:
        subscriber.put(message)
    for level in range(5):
        subscriber.put(heat(level))
    subscriber.put(text(1, final=False))
    subscriber.put(text(1, final=True))
    subscriber.put(text(1, final=False))
    assert await waiting(subscriber) == [*kept, heat(4), text(1, final=True), text(1, final=False)]


async def test_floor_updates_coalesce_per_call() -> None:
    subscriber = Subscriber(Metrics())
    for number in range(COALESCE_FROM):
        subscriber.put(notice(number))

    def call(call_id: str, level: float) -> wire.FloorCallChanged:
        floor_call = wire.FloorCall(
            call_id=call_id, label="", language="fi", started_at="", heard_ms=0, level=level, band="calm",
            trend="steady", reasons=[], prompt=None, voice_analysis=True, lag_ms=0, notices=[],
        )  # fmt: skip
        return wire.FloorCallChanged(call=floor_call)

    for message in (call("a", 1), call("b", 1), call("a", 2)):
        subscriber.put(message)
    assert (await waiting(subscriber))[COALESCE_FROM:] == [call("b", 1), call("a", 2)]


async def test_a_screen_that_reads_nothing_is_disconnected_with_a_code() -> None:
    subscriber = Subscriber(Metrics())
    for number in range(TOO_SLOW_FROM + 5):
        subscriber.put(notice(number))
    (last,) = await waiting(subscriber)
    assert isinstance(last, wire.ErrorMessage)
    assert (last.code, last.fatal) == ("screen_too_slow", True)
    assert subscriber.close_code == CLOSE_TRY_LATER


async def test_the_first_close_counts_and_nothing_is_put_after_it() -> None:
    metrics = Metrics()
    subscriber = Subscriber(metrics)
    subscriber.error("rate_mismatch", "resample", close=1008)
    subscriber.finish(1000)
    subscriber.put(notice(1))
    assert await waiting(subscriber) == [
        wire.ErrorMessage(code="rate_mismatch", message="resample", fatal=True)
    ]
    assert subscriber.close_code == 1008
    assert 'tyyni_errors_total{code="rate_mismatch"} 1.0' in metrics.exposition().decode()


def opened(utterance: int, said: str, *, final: bool) -> wire.WatchedText:
    text = wire.FloorText(party=Party.CALLER, utterance=utterance, text=said, final=final, start_ms=0)
    return wire.WatchedText(call_id="c", text=text)


async def test_of_texts_of_an_opened_call_that_still_grow_a_slow_screen_gets_the_newest() -> None:
    subscriber = Subscriber(Metrics())
    notices = [notice(number) for number in range(COALESCE_FROM)]
    final = opened(1, "well then", final=True)
    for message in (*notices, final, opened(2, "so", final=False), opened(2, "so long", final=False), final):
        subscriber.put(message)
    assert await waiting(subscriber) == [*notices, final, opened(2, "so long", final=False), final]
