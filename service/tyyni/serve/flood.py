"""How many messages a second somebody at a screen, or the client of a call, may send (token bucket)."""

from __future__ import annotations

from collections.abc import Callable

from tyyni.errors import WireError

TEXTS_PER_S = 20.0
TEXTS_BURST = 40
"""Text messages (not audio): a person presses a button, a program does not need more. Our choice."""


class TextBudget:
    """Counts the messages of one connection; ``clock_s`` is any clock that only goes forward."""

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self._left = float(TEXTS_BURST)
        self._at_s = clock_s()

    def spend(self) -> None:
        """Let one message through.

        Raises:
            WireError: ``message_flood``; fatal.
        """
        now_s = self._clock_s()
        self._left = min(self._left + (now_s - self._at_s) * TEXTS_PER_S, TEXTS_BURST) - 1
        self._at_s = now_s
        if self._left < 0:
            raise WireError("message_flood", f"more than {TEXTS_PER_S:g} text messages a second", fatal=True)
