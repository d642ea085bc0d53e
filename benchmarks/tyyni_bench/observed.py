"""What a client saw of one call: when each sample was handed to the network, and what came back when.

On loopback the moment of sending is the moment of arrival at the service, so a figure counted from here is
never better than what it claims to be.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TypeVar

from tyyni import wire
from tyyni.units import CallMs, Party, WallNs, ms_to_samples, samples_to_ms
from tyyni_client.connection import Arrival, CallListener, Sent

NS_PER_MS = 1_000_000

M = TypeVar("M", bound=wire.Message)


class CallLog(CallListener):
    """Keeps one call as its client saw it; times are of the machine's monotonic clock."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self._ends: dict[Party, list[int]] = {}
        self._sent_ns: dict[Party, list[WallNs]] = {}

    def on_message(self, arrival: Arrival) -> None:
        """Keep a message of the service."""
        self.arrivals.append(arrival)

    def on_sent(self, sent: Sent) -> None:
        """Keep when samples were first sent; what is sent again after a break counts from the first time."""
        ends = self._ends.setdefault(sent.party, [])
        if ends and sent.end_sample <= ends[-1]:
            return
        ends.append(sent.end_sample)
        self._sent_ns.setdefault(sent.party, []).append(sent.wall_ns)

    @property
    def parties(self) -> tuple[Party, ...]:
        """Whose sound was sent."""
        return tuple(self._ends)

    @property
    def call_id(self) -> str | None:
        """How the service names this call; None before it was welcomed."""
        return next((welcome.call_id for welcome, _ in self.of_kind(wire.Welcome)), None)

    @property
    def sent_between_ns(self) -> tuple[WallNs, WallNs] | None:
        """When the first and the last sound was sent; None when none was."""
        times = [time for sent in self._sent_ns.values() for time in sent]
        return (min(times), max(times)) if times else None

    def sent_ms(self, party: Party) -> CallMs:
        """Return how much of a party's sound was sent."""
        ends = self._ends.get(party)
        return samples_to_ms(ends[-1]) if ends else CallMs(0)

    def sent_ns(self, party: Party, at_ms: CallMs) -> WallNs | None:
        """Return when a party's sound up to ``at_ms`` had been sent; None when it never was."""
        ends = self._ends.get(party, [])
        at = bisect_left(ends, ms_to_samples(at_ms))
        return self._sent_ns[party][at] if at < len(ends) else None

    def all_sent_ns(self, at_ms: CallMs) -> WallNs | None:
        """Return when the sound of all parties up to ``at_ms`` had been sent; None when it never was."""
        times = [self.sent_ns(party, at_ms) for party in self._ends]
        known = [time for time in times if time is not None]
        return max(known) if known and len(known) == len(times) else None

    def of_kind(self, kind: type[M]) -> Iterator[tuple[M, WallNs]]:
        """Yield the messages of one kind and when each arrived, in order."""
        for arrival in self.arrivals:
            if isinstance(arrival.message, kind):
                yield arrival.message, arrival.wall_ns


def ms_between(earlier_ns: WallNs, later_ns: WallNs) -> float:
    """Return the time between two moments in milliseconds.

    >>> ms_between(WallNs(0), WallNs(1_500_000))
    1.5
    """
    return (later_ns - earlier_ns) / NS_PER_MS
