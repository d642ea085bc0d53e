from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from history_sample import everything_in, keep, listed
from sqlalchemy import URL

from tyyni.errors import TyyniError
from tyyni.history import tables
from tyyni.history.database import opened
from tyyni.history.insights import insights
from tyyni.history.notes import add_follow_up, save_note
from tyyni.history.purging import purge_call, purge_older
from tyyni.history.reading import EVERY_CALL, list_calls
from tyyni.history.recordings import Recordings
from tyyni.history.records import Note
from tyyni.units import Party

NOW = datetime(2026, 11, 29, 10, tzinfo=UTC)
SECRET = "Kerrottu vain tähän"


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    made = Recordings(tmp_path)
    made.prepare()
    return made


def keep_sound(recordings: Recordings, *call_ids: str) -> None:
    for call_id in call_ids:
        with recordings.begin(call_id, Party.CALLER) as file:
            file.write(bytes(640))
        assert recordings.finish(call_id, "fi")


async def test_a_call_goes_with_everything_that_belongs_to_it(database: URL, recordings: Recordings) -> None:
    await keep(database, listed("a"), keep_words=True)
    keep_sound(recordings, "a", "other")
    async with opened(database) as engine:
        await save_note(engine, "a", Note(author="Aino", what_happened=SECRET))
        await add_follow_up(engine, "a", date(2026, 12, 1), "Call", "Aino")
        await insights(engine, EVERY_CALL)
        for table in tables.metadata.sorted_tables:
            assert await everything_in(engine, table), f"{table.name}: nothing to delete"
        await purge_call(engine, recordings, "a")
        for table in tables.metadata.sorted_tables:
            assert await everything_in(engine, table) == [], table.name
        assert recordings.all() == {"other"}
        with pytest.raises(TyyniError, match="call_not_found"):
            await purge_call(engine, recordings, "a")


async def test_what_is_older_goes_and_the_rest_stays(database: URL, recordings: Recordings) -> None:
    await keep(
        database,
        listed("old", started_at="2026-11-19T09:59:59+00:00"),
        listed("young", started_at="2026-11-19T10:00:00+00:00"),
    )
    keep_sound(recordings, "old", "young")
    async with opened(database) as engine:
        assert await purge_older(engine, recordings, 10, now=NOW) == 1
        assert [call.call_id for call in (await list_calls(engine)).calls] == ["young"]
        assert recordings.all() == {"young"}
        with pytest.raises(TyyniError, match="days_invalid"):
            await purge_older(engine, recordings, 0)


async def test_sound_that_cannot_be_removed_is_named(
    database: URL, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Recordings, call_id: str) -> bool:
        raise PermissionError(13, "Permission denied")

    await keep(database, listed("a"))
    monkeypatch.setattr(Recordings, "remove", refuse)
    async with opened(database) as engine:
        with pytest.raises(TyyniError, match="audio_not_removed") as raised:
            await purge_call(engine, recordings, "a")
    assert "Permission denied" in raised.value.message


@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
async def test_what_was_deleted_is_in_no_file_any_more(database: URL) -> None:
    await keep(database, listed("a"))
    folder = Path(database.database or "").parent

    def holding() -> list[str]:
        return [path.name for path in folder.iterdir() if SECRET.encode() in path.read_bytes()]

    async with opened(database) as engine:
        await save_note(engine, "a", Note(author="Aino", what_happened=SECRET))
        assert holding()
        await purge_call(engine, Recordings(folder), "a")
        assert holding() == []
