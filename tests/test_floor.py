from __future__ import annotations

import pytest
from msgspec.structs import replace

from tyyni import wire
from tyyni.errors import WireError
from tyyni.serve.audience import first_sight
from tyyni.serve.floor import Floor
from tyyni.serve.metrics import Metrics
from tyyni.serve.subscriber import Subscriber
from tyyni.units import Party


def floor_call(call_id: str) -> wire.FloorCall:
    return first_sight(wire.LiveCall(call_id=call_id, label="", language="fi", started_at=""), True)


async def taken(watcher: Subscriber, count: int) -> list[wire.Message | None]:
    return [await watcher.take() for _ in range(count)]


async def test_a_watcher_hears_all_calls_then_every_change() -> None:
    floor = Floor()
    first, second = floor_call("a"), floor_call("b")
    floor.show(first)
    watcher = Subscriber(Metrics())
    floor.watch(watcher)
    floor.show(second)
    hotter = replace(first, level=60.0, band="hot")
    floor.show(hotter)
    floor.remove("b")
    assert await taken(watcher, 4) == [
        wire.FloorCalls(calls=[first], lines={"a": []}),
        wire.FloorCallChanged(call=second),
        wire.FloorCallChanged(call=hotter),
        wire.FloorCallGone(call_id="b"),
    ]


async def test_a_watcher_that_left_hears_nothing_and_unknown_calls_are_not_announced() -> None:
    floor = Floor()
    left, stays = Subscriber(Metrics()), Subscriber(Metrics())
    floor.watch(left)
    floor.watch(stays)
    floor.unwatch(left)
    floor.remove("never shown")
    floor.show(floor_call("a"))
    assert await taken(stays, 2) == [
        wire.FloorCalls(calls=[], lines={}),
        wire.FloorCallChanged(call=floor_call("a")),
    ]
    left.finish()
    assert await taken(left, 2) == [wire.FloorCalls(calls=[], lines={}), None]


def a_text(said: str) -> wire.FloorText:
    return wire.FloorText(party=Party.CALLER, utterance=1, text=said, final=False, start_ms=0)


async def test_who_opens_a_call_is_shown_it_whole_then_what_is_added_and_nobody_else_is() -> None:
    floor = Floor()
    opener, other = Subscriber(Metrics()), Subscriber(Metrics())
    for watcher in (opener, other):
        floor.watch(watcher)
    for call_id in ("a", "b"):
        floor.show(floor_call(call_id))
    floor.add("a", a_text("well"))
    floor.open(opener, "a")
    floor.add("a", a_text("well then"))
    floor.add("b", a_text("not opened"))
    floor.open(opener, None)
    floor.add("a", a_text("closed again"))
    for watcher in (opener, other):
        watcher.finish()
    known = await taken(opener, 6)
    assert known[3:] == [
        wire.WatchedCall(call_id="a", heat=[], prompts=[], texts=[a_text("well")], whispers=[]),
        wire.WatchedText(call_id="a", text=a_text("well then")),
        None,
    ]
    assert (await taken(other, 4))[3] is None


async def test_a_call_that_is_over_cannot_be_opened_and_what_was_open_closes_with_it() -> None:
    floor = Floor()
    watcher = Subscriber(Metrics())
    floor.watch(watcher)
    floor.show(floor_call("a"))
    floor.open(watcher, "a")
    with pytest.raises(WireError, match="call_unknown"):
        floor.open(watcher, "nonsense")
    floor.add("a", a_text("still open"))
    floor.remove("a")
    floor.show(floor_call("a"))
    floor.add("a", a_text("another call of that name"))
    watcher.finish()
    kinds = [type(message) for message in await taken(watcher, 7)]
    assert kinds[2:] == [
        wire.WatchedCall, wire.WatchedText, wire.FloorCallGone, wire.FloorCallChanged, type(None)
    ]  # fmt: skip


def test_a_witness_hears_how_each_call_was_and_is() -> None:
    heard: list[tuple[wire.FloorCall | None, wire.FloorCall | None]] = []
    floor = Floor(lambda before, now: heard.append((before, now)))
    first, hotter = floor_call("a"), replace(floor_call("a"), level=60.0, band="hot")
    floor.show(first)
    floor.show(hotter)
    floor.remove("a")
    floor.remove("a")
    assert heard == [(None, first), (first, hotter), (hotter, None)]
