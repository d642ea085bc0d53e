"""The history of a running service: gives each call its recorder, and writes what they take."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Protocol

import structlog
from sqlalchemy import URL

from tyyni.errors import TyyniError
from tyyni.history.database import make_engine
from tyyni.history.recorder import CallRecorder, NullRecorder, Recorder
from tyyni.history.resumable import RESUMABLE_S, ResumableCall, end_abandoned, find_resumable
from tyyni.history.writer import FAILURES, WRITE_EVERY_S, Tally, Writer

log = structlog.get_logger()


class Keeper(Protocol):
    """What live calls need of a history."""

    @property
    def failing(self) -> bool:
        """Whether what is taken cannot be written now."""

    def recorder(self) -> Recorder:
        """Return a recorder for a call that begins."""

    async def find_resumable(self, call_id: str) -> ResumableCall | None:
        """Return a call that this or another process had and that is not over; None: there is none.

        Raises:
            TyyniError: ``history_unreadable``.
        """


class NoArchive:
    """The history is off."""

    failing = False

    def recorder(self) -> Recorder:
        """Return one that keeps nothing."""
        return NullRecorder()

    async def find_resumable(self, call_id: str) -> ResumableCall | None:
        """Find nothing."""
        return None

    def start(self) -> None:
        """Do nothing."""

    async def end_abandoned(self) -> None:
        """Do nothing."""

    async def stop(self) -> None:
        """Do nothing."""


class Archive:
    """The history of one running service; `tyyni.history.database.upgrade` has made its tables."""

    def __init__(
        self, url: URL, *, keep_words: bool, written: Tally, lost: Tally, every_s: float = WRITE_EVERY_S
    ) -> None:
        self.engine = make_engine(url)
        """To read from, too."""
        self._keep_words = keep_words
        self._writer = Writer(self.engine, written=written, lost=lost, every_s=every_s)
        self._running: asyncio.Task[None] | None = None

    @property
    def failing(self) -> bool:
        """Whether what is taken cannot be written now."""
        return self._writer.failing

    def recorder(self) -> Recorder:
        """Return a recorder for a call that begins."""
        return CallRecorder(self._writer, keep_words=self._keep_words)

    async def find_resumable(self, call_id: str) -> ResumableCall | None:
        """Return a call that is not over; a call's end that still waits is written first."""
        try:
            if not await self.flush():
                raise unreadable()
            return await find_resumable(self.engine, call_id, datetime.now(UTC))
        except FAILURES as error:
            raise unreadable() from error

    async def end_abandoned(self) -> None:
        """End the calls of services that died, once nobody can come back for them; runs until cancelled."""
        while True:
            try:
                if count := await end_abandoned(self.engine, datetime.now(UTC)):
                    log.warning("abandoned_calls_ended", count=count)
            except FAILURES as error:
                log.error("abandoned_calls_not_ended", error=type(error).__name__)
            await asyncio.sleep(RESUMABLE_S)

    def start(self) -> None:
        """Begin to write."""
        self._running = asyncio.create_task(self._writer.run())

    async def flush(self) -> bool:
        """Write everything that was taken, now, such as before it is read; False when the database fails."""
        return await self._writer.flush()

    async def stop(self) -> None:
        """Write what was taken, and close; calls are over."""
        await self._writer.close()
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        await self.engine.dispose()


def unreadable() -> TyyniError:
    """Return the error for a history that cannot be read now."""
    return TyyniError("history_unreadable", "the history cannot be read now; the log of the service says why")
