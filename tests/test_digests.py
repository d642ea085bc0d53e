"""What a call adds to the insights is worked out once, when it is over."""

from __future__ import annotations

from typing import Any

import pytest
from history_sample import HOT_CALL, PLAYBOOK, archive, everything_in, keep, listed
from sqlalchemy import URL, delete, select, update

from tyyni.history import digests as module
from tyyni.history import tables
from tyyni.history.database import opened
from tyyni.history.digests import VERSION, Charm, Digest, digests
from tyyni.history.helped import Helped
from tyyni.history.reading import EVERY_CALL

HOT = Digest(
    causes=["P2"],
    prompts=[
        Helped(rule="late-delivery", shown_ms=22_000, before=15.0, after=30.0),
        Helped(rule="charm", shown_ms=31_000, before=57.0, after=None),
    ],
    muted=["charm"],
    charm=Charm(said_ms=40_000, hottest=60.0, level=30.0),
)


async def found(url: URL) -> dict[str, Digest]:
    async with opened(url) as engine:
        async with engine.connect() as connection:
            rows: list[Any] = list((await connection.execute(select(tables.calls))).mappings())
        return await digests(engine, EVERY_CALL, {row["id"]: row for row in rows})


async def test_a_call_adds_its_causes_its_prompts_what_was_done_and_its_charm(database: URL) -> None:
    await keep(database, listed("a"))
    assert await found(database) == {"a": HOT}


async def test_it_is_made_once_and_what_it_was_made_of_is_not_read_again(
    database: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    await keep(database, *(listed(call_id) for call_id in "abc"))
    assert await found(database) == {"a": HOT, "b": HOT, "c": HOT}
    async with opened(database) as engine, engine.begin() as connection:
        await connection.execute(delete(tables.heat))
    assert await found(database) == {"a": HOT, "b": HOT, "c": HOT}


async def test_one_of_another_version_is_made_anew(database: URL) -> None:
    await keep(database, listed("a"))
    await found(database)
    async with opened(database) as engine, engine.begin() as connection:
        await connection.execute(update(tables.digests).values(version=VERSION - 1, digest={}))
    assert await found(database) == {"a": HOT}
    async with opened(database) as engine:
        (kept,) = await everything_in(engine, tables.digests)
    assert kept["version"] == VERSION


async def test_of_a_live_call_none_is_kept(database: URL) -> None:
    async with archive(database) as running:
        record = running.recorder()
        record.begin(listed("live"), True, PLAYBOOK)
        record.take(HOT_CALL[:5])
    assert (await found(database))["live"].causes == ["P2"]
    async with opened(database) as engine:
        assert await everything_in(engine, tables.digests) == []
