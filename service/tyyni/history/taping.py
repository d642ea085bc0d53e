"""The recordings of a running service: gives each call its tape, and tidies what services that died have left."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from tyyni.history.recordings import Recordings
from tyyni.history.resumable import RESUMABLE_S, calls_known, calls_over, has_calls
from tyyni.history.tape import CallTape, Deck, NullTape, Tape
from tyyni.history.writer import FAILURES, Tally
from tyyni.units import Party

log = structlog.get_logger()


class Taping(Protocol):
    """What live calls need of it."""

    def begin(self, call_id: str, parties: Sequence[Party]) -> Tape:
        """Return the tape of a call that begins."""

    def go_on(self, call_id: str, parties: Sequence[Party]) -> Tape:
        """Return the tape of a call that another process had: it goes on when that one kept the sound."""


class NoTapes:
    """There is no history, and without it no sound is kept."""

    def begin(self, call_id: str, parties: Sequence[Party]) -> Tape:
        """Return one that keeps nothing."""
        return NullTape()

    def go_on(self, call_id: str, parties: Sequence[Party]) -> Tape:
        """Return one that keeps nothing."""
        return NullTape()

    def start(self) -> None:
        """Do nothing."""

    async def tidy(self) -> None:
        """Do nothing."""

    async def stop(self) -> None:
        """Do nothing."""


class Tapes:
    """The recordings of one running service.

    Args:
        recordings: where they lie; its folder is there when sound is kept.
        engine: of the history.
        keep: whether the sound of calls that begin from now on is kept.
        lost_s: counts the seconds of sound that found no room, of each party.
        failed: counts recordings that ended before their call, or could not be encoded.
    """

    def __init__(
        self, recordings: Recordings, engine: AsyncEngine, *, keep: bool, lost_s: Tally, failed: Tally
    ) -> None:
        self._recordings = recordings
        self._engine = engine
        self._keep = keep
        self._deck = Deck(recordings, lost_s=lost_s, failed=failed)

    def begin(self, call_id: str, parties: Sequence[Party]) -> Tape:
        """Return the tape of a call that begins."""
        return CallTape(self._deck, call_id, parties, fresh=True) if self._keep else NullTape()

    def go_on(self, call_id: str, parties: Sequence[Party]) -> Tape:
        """Return the tape of a call that another process had: it goes on when that one kept the sound."""
        if not self._keep or not self._recordings.grows(call_id):
            return NullTape()
        return CallTape(self._deck, call_id, parties, fresh=False)

    def start(self) -> None:
        """Begin to write."""
        self._deck.start()

    async def tidy(self) -> None:
        """Remove, once, what no call in the history has, and encode what services that died left; until cancelled.

        A call that begins meanwhile is not in the history yet, so only what was there before can be removed.
        """
        try:
            left_over = await asyncio.to_thread(self._recordings.all)
        except OSError as error:
            log.error("recordings_unreadable", error=error.strerror)
            return
        while True:
            try:
                await self._remove_orphans(left_over)
                left_over = set()
                growing = await asyncio.to_thread(self._recordings.growing)
                over = await calls_over(self._engine, growing, datetime.now(UTC))
                for call_id, language in over.items():
                    self._deck.encode(call_id, language)
            except FAILURES as error:
                log.error("recordings_not_tidied", error=type(error).__name__)
            await asyncio.sleep(RESUMABLE_S)

    async def stop(self) -> None:
        """Write and encode what waits; calls are over."""
        await asyncio.to_thread(self._deck.stop)

    async def _remove_orphans(self, call_ids: set[str]) -> None:
        orphans = call_ids - await calls_known(self._engine, call_ids)
        if orphans and not await has_calls(self._engine):
            # More likely another database was given by mistake than that every call was purged.
            log.error("recordings_of_another_history", count=len(orphans))
            return
        for call_id in orphans:
            await asyncio.to_thread(self._recordings.remove, call_id)
        if orphans:
            log.warning("recordings_without_call_removed", count=len(orphans))
