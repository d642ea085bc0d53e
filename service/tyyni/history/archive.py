"""The history of a running service: gives each call its recorder, and writes what they take."""

from __future__ import annotations

import asyncio
from typing import Protocol

from sqlalchemy import URL

from tyyni.history.database import make_engine
from tyyni.history.recorder import CallRecorder, NullRecorder, Recorder
from tyyni.history.writer import WRITE_EVERY_S, Tally, Writer


class Keeper(Protocol):
    """What live calls need of a history."""

    @property
    def failing(self) -> bool:
        """Whether what is taken cannot be written now."""

    def recorder(self) -> Recorder:
        """Return a recorder for a call that begins."""


class NoArchive:
    """The history is off."""

    failing = False

    def recorder(self) -> Recorder:
        """Return one that keeps nothing."""
        return NullRecorder()

    def start(self) -> None:
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
