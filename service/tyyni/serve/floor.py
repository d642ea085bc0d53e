"""The supervisors' floor: the state of every live call, and who watches it."""

from __future__ import annotations

from tyyni import wire
from tyyni.serve.subscriber import Subscriber


class Floor:
    """Every live call as supervisors see it; each watcher hears all, then what changes."""

    def __init__(self) -> None:
        self._calls: dict[str, wire.FloorCall] = {}
        self._watchers: set[Subscriber] = set()

    def watch(self, watcher: Subscriber) -> None:
        """Tell a watcher all calls now, and what changes from now on."""
        watcher.put(wire.FloorCalls(calls=list(self._calls.values())))
        self._watchers.add(watcher)

    def unwatch(self, watcher: Subscriber) -> None:
        """Tell a watcher nothing any more."""
        self._watchers.discard(watcher)

    def show(self, call: wire.FloorCall) -> None:
        """Show a call that is new or has changed."""
        self._calls[call.call_id] = call
        self._tell(wire.FloorCallChanged(call=call))

    def remove(self, call_id: str) -> None:
        """A call is over; one that was never shown is none of the floor's business."""
        if self._calls.pop(call_id, None) is not None:
            self._tell(wire.FloorCallGone(call_id=call_id))

    def _tell(self, message: wire.Message) -> None:
        for watcher in self._watchers:
            watcher.put(message)
