"""Batches, failures and what is lost, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from history_sample import HOT_CALL, PLAYBOOK, Count, everything_in, heat, listed, tell
from postgres import PostgresServer
from sqlalchemy import URL, event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from tyyni.history import tables
from tyyni.history.database import make_engine, upgrade
from tyyni.history.recorder import CallRecorder
from tyyni.history.rows import Row
from tyyni.history.writer import MOST_ROWS, Writer


@dataclass
class Desk:
    engine: AsyncEngine
    writer: Writer
    written: Count
    lost: Count

    def recorder(self) -> CallRecorder:
        return CallRecorder(self.writer, keep_words=False)

    async def run_sql(self, sql: str) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text(sql))

    async def kept(self, table: str) -> int:
        return len(await everything_in(self.engine, tables.metadata.tables[table]))


def desk_on(url: URL, most_waiting: int = 10_000) -> Desk:
    engine, written, lost = make_engine(url), Count(), Count()
    writer = Writer(engine, written=written, lost=lost, every_s=0.01, most_waiting=most_waiting)
    return Desk(engine, writer, written, lost)


@pytest.fixture
async def desk(database: URL) -> AsyncIterator[Desk]:
    made = desk_on(database)
    yield made
    await made.engine.dispose()


async def test_what_is_taken_is_written_by_itself_in_one_transaction(desk: Desk) -> None:
    begun = 0

    @event.listens_for(desk.engine.sync_engine, "commit")
    def committed(_connection: object) -> None:
        nonlocal begun
        begun += 1

    running = asyncio.create_task(desk.writer.run())
    tell(desk.recorder(), listed("a"))
    tell(desk.recorder(), listed("b"))
    await asyncio.wait_for(desk.written.counted.wait(), 10)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert begun == 1
    assert await desk.kept("calls") == 2
    assert await desk.kept("prompts") == 4
    assert desk.lost.total == 0


async def test_more_than_fits_a_transaction_is_written_in_several(desk: Desk) -> None:
    record = desk.recorder()
    record.begin(listed("a"), True, PLAYBOOK)
    record.take([heat(at, at % 2 * 50.0) for at in range(MOST_ROWS + 5)])
    assert await desk.writer.flush()
    assert await desk.kept("heat") == MOST_ROWS + 5
    (call,) = await everything_in(desk.engine, tables.calls)
    assert call["heard_ms"] == MOST_ROWS + 4


async def test_a_batch_that_is_written_twice_doubles_nothing(desk: Desk) -> None:
    for _ in range(2):
        record = desk.recorder()
        record.begin(listed("a"), True, PLAYBOOK)
        record.take(HOT_CALL)
        assert await desk.writer.flush()
    assert await desk.kept("cues") == 3


async def test_while_the_database_fails_rows_wait_and_come_in_when_it_is_back(desk: Desk) -> None:
    await desk.run_sql("ALTER TABLE heat RENAME TO gone")
    tell(desk.recorder(), listed("a"))
    assert not await desk.writer.flush()
    assert desk.writer.failing
    running = asyncio.create_task(desk.writer.run())
    tell(desk.recorder(), listed("b"))
    await desk.run_sql("ALTER TABLE gone RENAME TO heat")
    await asyncio.wait_for(desk.written.counted.wait(), 10)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await desk.writer.flush()
    assert await desk.kept("heat") == 6
    assert (desk.writer.failing, desk.lost.total) == (False, 0)


async def test_a_server_that_goes_down_and_comes_back_costs_nothing(postgres: PostgresServer) -> None:
    url = postgres.new_database()
    await upgrade(url)
    desk = desk_on(url)
    tell(desk.recorder(), listed("a"))
    assert await desk.writer.flush()
    await asyncio.to_thread(postgres.stop)
    try:
        tell(desk.recorder(), listed("b"))
        assert not await desk.writer.flush()
        assert desk.writer.failing
    finally:
        await asyncio.to_thread(postgres.start)
    assert await desk.writer.flush()
    assert (desk.writer.failing, desk.lost.total, await desk.kept("calls")) == (False, 0, 2)
    await desk.engine.dispose()


async def test_what_finds_no_room_is_counted_as_lost(database: URL) -> None:
    desk = desk_on(database, most_waiting=3)
    tell(desk.recorder(), listed("a"))
    lost = desk.lost.total
    assert lost > 0
    assert await desk.writer.flush()
    assert desk.written.total == 3
    tell(desk.recorder(), listed("b"), [])
    assert await desk.writer.flush()
    assert await desk.kept("calls") == 2
    await desk.engine.dispose()


async def test_a_row_that_is_refused_is_lost_alone(desk: Desk) -> None:
    tell(desk.recorder(), listed("a"))
    count = len([row for row in desk.writer._rows])
    desk.writer.add(Row(tables.whispers, {"call_id": "no such call", "seq": 1, "text": "", "heard_ms": 0}))
    desk.writer.add(Row(tables.whispers, {"call_id": "a", "seq": 999, "text": None, "heard_ms": 0}))
    assert await desk.writer.flush()
    assert not desk.writer.failing
    assert desk.lost.total == 2
    assert sum([await desk.kept(name) for name in tables.metadata.tables]) == count


async def test_what_cannot_be_written_at_the_end_is_counted(desk: Desk) -> None:
    await desk.run_sql("ALTER TABLE heat RENAME TO gone")
    record = desk.recorder()
    record.begin(listed("a"), True, PLAYBOOK)
    record.take([heat(0, 10.0)])
    await desk.writer.close()
    assert desk.lost.total == 3, "the call, its heat, and its summary"


async def test_what_changes_while_a_batch_is_written_is_not_forgotten(desk: Desk) -> None:
    record = desk.recorder()
    record.begin(listed("a"), True, PLAYBOOK)

    @event.listens_for(desk.engine.sync_engine, "begin", once=True)
    def begun(_connection: object) -> None:
        record.end(7_000)

    record.take([heat(1_000, 10.0)])
    assert await desk.writer.flush()
    (call,) = await everything_in(desk.engine, tables.calls)
    assert call["heard_ms"] == 7_000
    assert call["ended_at"] is not None
