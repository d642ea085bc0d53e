from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from history_sample import everything_in, keep, listed
from sqlalchemy import URL

from tyyni.errors import TyyniError
from tyyni.history import tables
from tyyni.history.database import opened
from tyyni.history.notes import add_follow_up, save_note
from tyyni.history.purging import purge_call, purge_older
from tyyni.history.reading import list_calls
from tyyni.history.records import Note

NOW = datetime(2026, 11, 29, 10, tzinfo=UTC)
SECRET = "Kerrottu vain tähän"


async def test_a_call_goes_with_everything_that_belongs_to_it(database: URL) -> None:
    await keep(database, listed("a"), keep_words=True)
    async with opened(database) as engine:
        await save_note(engine, "a", Note(author="Aino", what_happened=SECRET))
        await add_follow_up(engine, "a", date(2026, 12, 1), "Call", "Aino")
        for table in tables.metadata.sorted_tables:
            assert await everything_in(engine, table), f"{table.name}: nothing to delete"
        await purge_call(engine, "a")
        for table in tables.metadata.sorted_tables:
            assert await everything_in(engine, table) == [], table.name
        with pytest.raises(TyyniError, match="call_not_found"):
            await purge_call(engine, "a")


async def test_what_is_older_goes_and_the_rest_stays(database: URL) -> None:
    await keep(
        database,
        listed("old", started_at="2026-11-19T09:59:59+00:00"),
        listed("young", started_at="2026-11-19T10:00:00+00:00"),
    )
    async with opened(database) as engine:
        assert await purge_older(engine, 10, now=NOW) == 1
        assert [call.call_id for call in (await list_calls(engine)).calls] == ["young"]
        with pytest.raises(TyyniError, match="days_invalid"):
            await purge_older(engine, 0)


@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
async def test_what_was_deleted_is_in_no_file_any_more(database: URL) -> None:
    await keep(database, listed("a"))
    folder = Path(database.database or "").parent

    def holding() -> list[str]:
        return [path.name for path in folder.iterdir() if SECRET.encode() in path.read_bytes()]

    async with opened(database) as engine:
        await save_note(engine, "a", Note(author="Aino", what_happened=SECRET))
        assert holding()
        await purge_call(engine, "a")
        assert holding() == []
