"""What waits to be sent to one websocket: bounded, and a slow screen costs nobody else anything.

As long as the screen keeps up, every message is sent in order. When it does not, of figures that replace each
other (heat, voice, conduct, lag, text still growing) only the newest waits; prompts, final texts and notices
all stay. A screen that is too slow even for those is disconnected with ``screen_too_slow``.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Hashable

from tyyni import wire
from tyyni.serve.metrics import Metrics

COALESCE_FROM = 32
"""Messages waiting from which a screen counts as slow: about five seconds of a lively call."""
TOO_SLOW_FROM = 512
"""Waiting messages that cannot be left out: minutes of a call; nobody reads that screen."""

CLOSE_NORMAL = 1000
CLOSE_POLICY = 1008
CLOSE_BUG = 1011
CLOSE_TRY_LATER = 1013
"""Close codes of RFC 6455, section 7.4.1, and (1013) of its IANA registry."""


class Subscriber:
    """The waiting messages of one connection; `put` never waits, `take` does."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._waiting: deque[wire.Message] = deque()
        self._news = asyncio.Event()
        self.close_code: int | None = None
        """Set when the connection is to be closed after what waits has been sent."""
        self.withholds: Callable[[wire.Message], bool] = lambda _: False
        """Which messages are not for whoever looks."""

    def put(self, message: wire.Message) -> None:
        """Add a message; nothing once the connection is to be closed."""
        if self.close_code is not None or self.withholds(message):
            return
        if len(self._waiting) >= COALESCE_FROM:
            self._leave_out_what_it_replaces(message)
        self._waiting.append(message)
        if len(self._waiting) >= TOO_SLOW_FROM:
            self._waiting.clear()
            text = f"{TOO_SLOW_FROM} messages wait for this screen: it does not read them"
            self._waiting.append(wire.ErrorMessage(code="screen_too_slow", message=text, fatal=True))
            self._metrics.errors.labels("screen_too_slow").inc()
            self.close_code = CLOSE_TRY_LATER
        self._news.set()

    def error(self, code: str, message: str, *, close: int | None = None) -> None:
        """Tell the peer what is wrong; with ``close`` it is fatal and the connection ends with that code."""
        self._metrics.errors.labels(code).inc()
        self.put(wire.ErrorMessage(code=code, message=message, fatal=close is not None))
        if close is not None:
            self.finish(close)

    def finish(self, close_code: int = CLOSE_NORMAL) -> None:
        """Close the connection once what waits has been sent."""
        if self.close_code is None:
            self.close_code = close_code
        self._news.set()

    async def take(self) -> wire.Message | None:
        """Return the next message, waiting for one; None when the connection is to be closed now."""
        while not self._waiting:
            if self.close_code is not None:
                return None
            self._news.clear()
            await self._news.wait()
        return self._waiting.popleft()

    def _leave_out_what_it_replaces(self, message: wire.Message) -> None:
        subject = _subject(message)
        if subject is None:
            return
        kept = deque(
            waiting for waiting in self._waiting if _subject(waiting) != subject or _is_final(waiting)
        )
        self._metrics.coalesced.inc(len(self._waiting) - len(kept))
        self._waiting = kept


def _is_final(message: wire.Message) -> bool:
    if isinstance(message, wire.WatchedText):
        return message.text.final
    return isinstance(message, wire.TranscriptText) and message.final


def _subject(message: wire.Message) -> Hashable | None:
    """Return what a message is the newest state of; None when each one counts."""
    if isinstance(message, wire.TranscriptText):
        return "transcript", message.party, message.utterance
    if isinstance(message, wire.FloorCallChanged):
        return "floor_call", message.call.call_id
    if isinstance(message, wire.WatchedText):
        return "watched_text", message.call_id, message.text.utterance
    if isinstance(message, wire.Heat | wire.Voice | wire.Conduct | wire.Lag | wire.LiveCalls):
        return type(message)
    return None
