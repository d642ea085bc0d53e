"""After a hot call the agent is offered a few minutes to breathe: for the agent alone, counted nowhere."""

from __future__ import annotations

from tyyni import wire
from tyyni.coach.heat import HOT_BANDS, Heat
from tyyni.units import CallMs

HOT_FROM_MS = 20_000
"""So much time in the two upper bands, altogether, makes a hot call (our choice: a single outburst that the agent
calms at once is everyday work)."""

BREAK_MINUTES = 5
"""Our choice: long enough for a glass of water, short enough to be granted."""


class HotTime:
    """Adds up how long a call has been hot."""

    def __init__(self) -> None:
        self._hot_ms = 0
        self._hot_since: CallMs | None = None

    def hear(self, heat: Heat) -> None:
        """Take the heat from now on; it holds until the next."""
        if self._hot_since is not None:
            self._hot_ms += heat.at_ms - self._hot_since
        self._hot_since = heat.at_ms if heat.band in HOT_BANDS else None

    def offer(self, end_ms: CallMs) -> wire.BreakOffer | None:
        """Return what the agent of a call that ends here is offered; None: the call was not hot."""
        last_ms = end_ms - self._hot_since if self._hot_since is not None else 0
        return wire.BreakOffer(minutes=BREAK_MINUTES) if self._hot_ms + last_ms >= HOT_FROM_MS else None
