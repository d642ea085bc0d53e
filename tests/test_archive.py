from __future__ import annotations

import asyncio

import pytest
from history_sample import archive, listed, tell
from sqlalchemy import URL, text

from tyyni.errors import TyyniError
from tyyni.history.archive import NoArchive
from tyyni.history.database import opened
from tyyni.history.holding import Claim
from tyyni.history.reading import list_calls
from tyyni.history.recorder import NullRecorder


async def test_what_was_taken_can_be_read_once_it_is_flushed(database: URL) -> None:
    async with archive(database, every_s=3600) as running:
        tell(running.recorder(), listed("a"))
        assert (await list_calls(running.engine)).calls == []
        assert await running.flush()
        assert [call.call_id for call in (await list_calls(running.engine)).calls] == ["a"]
        assert not running.failing


async def test_a_service_that_stops_has_written_everything(database: URL) -> None:
    async with archive(database, every_s=3600) as running:
        tell(running.recorder(), listed("a"))
    async with opened(database) as engine:
        assert [call.call_id for call in (await list_calls(engine)).calls] == ["a"]


async def test_without_a_history_nothing_is_kept_and_nothing_fails() -> None:
    off = NoArchive()
    off.start()
    assert isinstance(off.recorder(), NullRecorder)
    assert not off.failing
    await off.stop()


async def test_without_a_history_no_call_is_found_again_and_none_is_abandoned() -> None:
    assert await NoArchive().find_resumable("a") is None
    await NoArchive().end_abandoned()


async def test_a_history_that_cannot_be_read_is_told_as_such(database: URL) -> None:
    async with archive(database) as running:
        async with running.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE resumes RENAME TO gone"))
        with pytest.raises(TyyniError, match="history_unreadable"):
            await running.find_resumable("a")
        record = running.recorder()
        record.begin(listed("a"), True, None)
        record.hold(Claim("", "", {}))
        with pytest.raises(TyyniError, match="history_unreadable"):
            await running.find_resumable("a")
        async with running.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE gone RENAME TO resumes"))


async def test_abandoned_calls_are_ended_from_the_start_on_whatever_the_database_does(
    database: URL,
) -> None:
    async with archive(database) as running:
        async with running.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE resumes RENAME TO gone"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(running.end_abandoned(), 1)
        async with running.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE gone RENAME TO resumes"))
        running.recorder().begin(listed("a"), True, None)
        assert await running.flush()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(running.end_abandoned(), 1)
        (call,) = (await list_calls(running.engine)).calls
        assert call.ended_at == call.started_at
