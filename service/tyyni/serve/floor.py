"""The supervisors' floor: the state of every live call, who watches it, and which call each has open."""

from __future__ import annotations

from collections.abc import Callable

from tyyni import wire
from tyyni.errors import WireError
from tyyni.serve.audience import CallPart
from tyyni.serve.call_record import CallRecord, news
from tyyni.serve.subscriber import Subscriber

Witness = Callable[[wire.FloorCall | None, wire.FloorCall | None], None]
"""Told how a call was on the floor (None: it is new) and how it is now (None: it is over)."""


class Floor:
    """Every live call as supervisors see it; each watcher hears all, then what changes."""

    def __init__(self, witness: Witness = lambda _before, _now: None) -> None:
        self._witness = witness
        self._calls: dict[str, wire.FloorCall] = {}
        self._records: dict[str, CallRecord] = {}
        self._watchers: dict[Subscriber, str | None] = {}
        """Which call each watcher has open."""

    def watch(self, watcher: Subscriber) -> None:
        """Tell a watcher all calls now, and what changes from now on."""
        lines = {call_id: record.latest_heat() for call_id, record in self._records.items()}
        watcher.put(wire.FloorCalls(calls=list(self._calls.values()), lines=lines))
        self._watchers[watcher] = None

    def unwatch(self, watcher: Subscriber) -> None:
        """Tell a watcher nothing any more."""
        self._watchers.pop(watcher, None)

    def open(self, watcher: Subscriber, call_id: str | None) -> None:
        """Show a watcher one call whole, and what is added to it from now on; None: no call any more.

        Raises:
            WireError: ``call_unknown``: it is over; what was open stays so.
        """
        record = self._records.get(call_id) if call_id is not None else None
        if call_id is not None:
            if record is None:
                raise WireError("call_unknown", "that call is over")
            watcher.put(record.message(call_id))
        self._watchers[watcher] = call_id

    def show(self, call: wire.FloorCall) -> None:
        """Show a call that is new or has changed."""
        before = self._calls.get(call.call_id)
        self._calls[call.call_id] = call
        if before is None:
            self._records[call.call_id] = CallRecord()
        self._tell(wire.FloorCallChanged(call=call))
        self._witness(before, call)

    def add(self, call_id: str, part: CallPart) -> None:
        """Add a part to a call: for those who have it open, or will."""
        self._records[call_id].put(part)
        message = news(call_id, part)
        if message is None:
            return
        for watcher, opened in self._watchers.items():
            if opened == call_id:
                watcher.put(message)

    def remove(self, call_id: str) -> None:
        """A call is over; one that was never shown is none of the floor's business."""
        before = self._calls.pop(call_id, None)
        if before is None:
            return
        del self._records[call_id]
        self._tell(wire.FloorCallGone(call_id=call_id))
        for watcher, opened in self._watchers.items():
            if opened == call_id:
                self._watchers[watcher] = None
        self._witness(before, None)

    def _tell(self, message: wire.Message) -> None:
        for watcher in self._watchers:
            watcher.put(message)
