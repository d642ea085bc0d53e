from __future__ import annotations

from msgspec.structs import replace

from tyyni import wire
from tyyni.serve.audience import first_sight
from tyyni.serve.floor import Floor
from tyyni.serve.metrics import Metrics
from tyyni.serve.subscriber import Subscriber


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
        wire.FloorCalls(calls=[first]),
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
    assert await taken(stays, 2) == [wire.FloorCalls(calls=[]), wire.FloorCallChanged(call=floor_call("a"))]
    left.finish()
    assert await taken(left, 2) == [wire.FloorCalls(calls=[]), None]
