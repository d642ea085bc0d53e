from __future__ import annotations

from history_sample import archive, listed, tell
from sqlalchemy import URL

from tyyni.history.archive import NoArchive
from tyyni.history.database import opened
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
