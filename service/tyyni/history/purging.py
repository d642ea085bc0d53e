"""Deletes calls with everything that belongs to them: notes, follow-ups and sound too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete
from sqlalchemy.ext.asyncio import AsyncEngine

from tyyni.errors import TyyniError
from tyyni.history import tables
from tyyni.history.recordings import Recordings


async def purge_older(
    engine: AsyncEngine, recordings: Recordings, days: int, *, now: datetime | None = None
) -> int:
    """Delete calls that began more than ``days`` days ago; return how many there were.

    Raises:
        TyyniError: ``days_invalid``: less than 1; ``audio_not_removed``.
    """
    if days < 1:
        raise TyyniError("days_invalid", f"{days} days: at least 1, so that no call that is live goes")
    before = (now or datetime.now(UTC)) - timedelta(days=days)
    return await _purge(engine, recordings, tables.calls.c.started_at < before)


async def purge_call(engine: AsyncEngine, recordings: Recordings, call_id: str) -> None:
    """Delete one call, such as when the caller asks for it. What is still heard of a live one is lost, and counted.

    Raises:
        TyyniError: ``call_not_found``, ``audio_not_removed``.
    """
    if not await _purge(engine, recordings, tables.calls.c.id == call_id):
        raise TyyniError("call_not_found", f"the history has no call {call_id}")


async def _purge(engine: AsyncEngine, recordings: Recordings, condition: Any) -> int:
    async with engine.begin() as connection:
        deleting = delete(tables.calls).where(condition).returning(tables.calls.c.id)
        gone = list((await connection.execute(deleting)).scalars())
    if engine.dialect.name == "sqlite":
        # Deleted rows are overwritten in the file (secure_delete), but lie in the log beside it until it is emptied.
        # A reader may hold it up: then it is emptied by the next purge, or when the service stops.
        async with engine.connect() as connection:
            await connection.run_sync(_empty_log)
    for call_id in gone:
        _remove_sound(recordings, call_id)
    return len(gone)


def _remove_sound(recordings: Recordings, call_id: str) -> None:
    try:
        recordings.remove(call_id)
    except OSError as error:
        raise TyyniError(
            "audio_not_removed",
            f"{recordings.folder}: the sound of call {call_id} cannot be removed: {error.strerror}; the service "
            "removes it, and that of other calls that are gone, when it starts the next time",
        ) from error


def _empty_log(connection: Connection) -> None:
    """Outside any transaction: within one SQLite would wait for itself."""
    raw = connection.connection.dbapi_connection
    assert raw is not None, "it is connected"
    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
