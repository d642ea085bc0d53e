"""How far the text is behind the sound: wall time now minus the arrival of the newest sample with final text.

Pure: every method is told the time. Silence has no text to wait for, so a party without an open utterance is
not behind; within an open utterance, the words that are stable never change and count as final. Text that waits
for more to be said is not behind either: no machine could bring it sooner.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable

from tyyni.coach.events import OpenText
from tyyni.units import Party, WallNs

NS_PER_MS = 1_000_000

ARRIVALS_KEPT = 6_000
"""Per party: two minutes of 20 ms chunks, four times the longest utterance; up to twice as many stay for a while."""


class LagMeter:
    """Remembers when the sound of one call arrived."""

    def __init__(self, parties: tuple[Party, ...]) -> None:
        # Of each party, ends in ms and arrivals in ns. Arrays: as tuples they took 1.5 MB a call.
        self._ends_ms = {party: array("q") for party in parties}
        self._arrived_ns = {party: array("q") for party in parties}

    def arrived(self, party: Party, end_ms: int, at_ns: WallNs) -> None:
        """Take note that a party's sound up to ``end_ms`` has arrived."""
        kept = self._ends_ms[party], self._arrived_ns[party]
        for values, value in zip(kept, (end_ms, at_ns), strict=True):
            values.append(value)
            if len(values) >= 2 * ARRIVALS_KEPT:  # seldom: to move an array for each chunk would cost more
                del values[:-ARRIVALS_KEPT]

    def lag_ms(self, open_texts: Iterable[OpenText], now_ns: WallNs) -> int:
        """Return the lag of the text that is furthest behind; 0 when no text is to come."""
        behind_ms = [self._behind_ms(text, now_ns) for text in open_texts if not text.waits_for_speech]
        return max(behind_ms, default=0)

    def _behind_ms(self, open_text: OpenText, now_ns: WallNs) -> int:
        ends_ms = self._ends_ms[open_text.party]
        at = bisect_left(ends_ms, open_text.final_to_ms)
        if at == len(ends_ms):
            return 0
        return max(0, (now_ns - self._arrived_ns[open_text.party][at]) // NS_PER_MS)
