"""How far the text is behind the sound: wall time now minus the arrival of the newest sample with final text.

Pure: every method is told the time. Silence has no text to wait for, so a party without an open utterance is
not behind; within an open utterance, the words that are stable never change and count as final. Text that waits
for more to be said is not behind either: no machine could bring it sooner.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable

from tyyni.coach.events import OpenText
from tyyni.units import Party, WallNs

NS_PER_MS = 1_000_000

ARRIVALS_KEPT = 6_000
"""Per party: two minutes of 20 ms chunks, four times the longest utterance; the lag shown ends there."""


class LagMeter:
    """Remembers when the sound of one call arrived."""

    def __init__(self, parties: tuple[Party, ...]) -> None:
        self._arrivals: dict[Party, deque[tuple[int, WallNs]]] = {
            party: deque(maxlen=ARRIVALS_KEPT) for party in parties
        }

    def arrived(self, party: Party, end_ms: int, at_ns: WallNs) -> None:
        """Take note that a party's sound up to ``end_ms`` has arrived."""
        self._arrivals[party].append((end_ms, at_ns))

    def lag_ms(self, open_texts: Iterable[OpenText], now_ns: WallNs) -> int:
        """Return the lag of the text that is furthest behind; 0 when no text is to come."""
        behind_ms = [self._behind_ms(text, now_ns) for text in open_texts if not text.waits_for_speech]
        return max(behind_ms, default=0)

    def _behind_ms(self, open_text: OpenText, now_ns: WallNs) -> int:
        arrivals = self._arrivals[open_text.party]
        ends_ms = [end_ms for end_ms, _ in arrivals]
        at = bisect_left(ends_ms, open_text.final_to_ms)
        if at == len(arrivals):
            return 0
        return max(0, (now_ns - arrivals[at][1]) // NS_PER_MS)
