from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from history_sample import keep, listed
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from tyyni.errors import TyyniError
from tyyni.history.database import opened
from tyyni.history.notes import MOST_CHARS, add_follow_up, mark_done, open_follow_ups, save_note
from tyyni.history.reading import call_seen
from tyyni.history.records import Note

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
NOTE = Note(
    author="Aino",
    what_happened="Paketti myöhässä",
    resolution="  Uusi lähetys ",
    next_step="Soitan huomenna",
    preventable=True,
    prevention="Viesti viivästyksestä",
)


@pytest.fixture
async def engine(database: URL) -> AsyncIterator[AsyncEngine]:
    await keep(database, listed("a"), listed("b", agent="Ewa", team="sales"))
    async with opened(database) as found:
        yield found


async def test_a_note_is_kept_and_its_author_may_change_it(engine: AsyncEngine) -> None:
    kept = await save_note(engine, "a", NOTE, now=NOW)
    assert (kept.resolution, kept.saved_at) == ("Uusi lähetys", NOW)
    changed = await save_note(engine, "a", Note(author="Aino", what_happened="Selvisi"), now=NOW)
    other = await save_note(engine, "a", Note(author="Ewa"), now=datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert (await call_seen(engine, "a")).notes == [changed, other]
    assert (changed.what_happened, changed.next_step, changed.preventable) == ("Selvisi", "", None)


@pytest.mark.parametrize("text", ["x" * (MOST_CHARS + 1), "zero \0"])
async def test_what_cannot_be_kept_is_refused(engine: AsyncEngine, text: str) -> None:
    with pytest.raises(TyyniError, match="what_happened") as refused:
        await save_note(engine, "a", Note(author="Aino", what_happened=text))
    assert refused.value.code == "note_invalid"
    with pytest.raises(TyyniError, match="note_invalid"):
        await add_follow_up(engine, "a", date(2026, 12, 1), text, "Aino")
    assert (await call_seen(engine, "a")).notes == []


async def test_a_follow_up_is_listed_by_its_day_until_it_is_done(engine: AsyncEngine) -> None:
    later = await add_follow_up(engine, "a", date(2026, 12, 2), "Hyvitys", "Aino", now=NOW)
    first = await add_follow_up(engine, "b", date(2026, 12, 1), "Zadzwonić", "Ewa", now=NOW)
    assert await open_follow_ups(engine) == [first, later]
    assert await open_follow_ups(engine, agent="Aino") == [later]
    assert await open_follow_ups(engine, team="sales") == [first]
    done = await mark_done(engine, first.id, now=NOW)
    assert done.done_at == NOW
    assert await open_follow_ups(engine) == [later]
    assert (await call_seen(engine, "b")).follow_ups == [done]
    assert (await mark_done(engine, first.id, done=False)).done_at is None
    assert await open_follow_ups(engine) == [first, later]


async def test_what_is_not_there_is_told(engine: AsyncEngine) -> None:
    with pytest.raises(TyyniError, match="call_not_found"):
        await save_note(engine, "x", NOTE)
    with pytest.raises(TyyniError, match="call_not_found"):
        await add_follow_up(engine, "x", date(2026, 12, 1), "Call", "Aino")
    with pytest.raises(TyyniError, match="follow_up_not_found"):
        await mark_done(engine, 99)
    with pytest.raises(TyyniError, match="what is to be done"):
        await add_follow_up(engine, "a", date(2026, 12, 1), " ", "Aino")
