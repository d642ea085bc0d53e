"""Writes rows in batches, beside the calls: a database that fails or is slow holds no call up.

What cannot be written waits, up to a bound, and is written when the database is back; what finds no room is counted as
lost. A row that the database refuses is lost alone, not with its batch.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from itertools import groupby
from typing import Any, Protocol

import structlog
from sqlalchemy import Table, and_, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tyyni.history import tables
from tyyni.history.database import inserting
from tyyni.history.rows import Change, Row

log = structlog.get_logger()

WRITE_EVERY_S = 0.5
"""What is heard is in the database within a second even when a write takes as long again: the issue's bar is 1 s."""

MOST_ROWS = 2_000
"""In one transaction; 200 calls make some 400 rows in half a second."""

MOST_WAITING = 100_000
"""Rows that wait for the database, about 50 MB: a minute or two of 200 calls, an hour of five. Our choice."""

WRITE_WITHIN_S = 10.0
"""A batch takes milliseconds; a server that is gone without a word must not hold the next attempt up."""

CLOSE_WITHIN_S = 5.0
"""What still waits when the service stops; a database that is gone must not keep it from stopping."""

FAILURES = (SQLAlchemyError, OSError, TimeoutError)
"""What a database may fail with; anything else is a bug and is not hidden."""

Key = tuple[Table, tuple[tuple[str, Any], ...]]
Batch = tuple[list[Row], dict[Key, dict[str, Any]]]
"""New rows, and after them new values."""


class Tally(Protocol):
    """A counter, such as one of the service's metrics."""

    def inc(self, amount: float = 1) -> None:
        """Count so many more."""


class Writer:
    """The one that writes what happens in calls."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        written: Tally,
        lost: Tally,
        every_s: float = WRITE_EVERY_S,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._engine = engine
        self._written = written
        self._lost = lost
        self._every_s = every_s
        self._most_waiting = most_waiting
        self._rows: deque[Row] = deque()
        self._changes: dict[Key, dict[str, Any]] = {}
        """By what they change: of several to one row, the newest value of each column counts."""
        self._something = asyncio.Event()
        self._plenty = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self.failing = False
        """Whether the last attempt to write failed."""

    def add(self, row: Row) -> bool:
        """Take a new row; False when too many wait already and it is lost."""
        if len(self._rows) >= self._most_waiting:
            self._lost.inc()
            return False
        self._rows.append(row)
        self._something.set()
        if len(self._rows) >= MOST_ROWS:
            self._plenty.set()
        return True

    def change(self, change: Change) -> None:
        """Take new values; they are written after all rows that wait now."""
        key = (change.table, change.key)
        if key not in self._changes and len(self._changes) >= self._most_waiting:
            self._lost.inc()
            return
        self._changes.setdefault(key, {}).update(change.values)
        self._something.set()

    async def run(self) -> None:
        """Write what comes, until cancelled."""
        while True:
            await self._something.wait()
            with suppress(TimeoutError):
                # While the database fails, plenty waits: the pause between attempts stays.
                await asyncio.wait_for(self._never() if self.failing else self._plenty.wait(), self._every_s)
            await self.flush()

    async def flush(self) -> bool:
        """Write everything that waits, now; return False when the database failed."""
        async with self._one_at_a_time:
            while self._rows or self._changes:
                if not await self._write_batch():
                    return False
            self._something.clear()
        return True

    async def close(self) -> None:
        """Write what waits, not for ever, and count as lost what could not be written."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await self.flush()
        if left := len(self._rows) + len(self._changes):
            self._lost.inc(left)
            log.error("history_lost_at_stop", rows=left)

    @staticmethod
    async def _never() -> None:
        await asyncio.Event().wait()

    async def _write_batch(self) -> bool:
        rows = [self._rows[i] for i in range(min(len(self._rows), MOST_ROWS))]
        # A change may be of a row that still waits: the last batch brings them.
        last = len(rows) == len(self._rows)
        changes = {key: dict(values) for key, values in self._changes.items()} if last else {}
        try:
            await self._write((rows, changes))
        except FAILURES as error:
            if not _is_refusal(error):
                return self._failed(error)
            try:
                await self._write_apart((rows, changes))
            except FAILURES as failed:
                return self._failed(failed)
        self._take_off(rows, changes)
        self._written.inc(len(rows))
        if self.failing:
            log.info("history_recovered")
        self.failing = False
        return True

    def _take_off(self, rows: list[Row], changes: dict[Key, dict[str, Any]]) -> None:
        for _ in rows:
            self._rows.popleft()
        for key, values in changes.items():
            # What came while this was written stays for the next batch.
            newer = {
                name: value
                for name, value in self._changes.pop(key).items()
                if values.get(name, _NONE) != value
            }
            if newer:
                self._changes[key] = newer
        if len(self._rows) < MOST_ROWS:
            self._plenty.clear()

    def _failed(self, error: Exception) -> bool:
        if not self.failing:
            # The kind alone: a database's message may repeat the values of a row.
            log.error("history_failing", error=type(error).__name__, waiting=len(self._rows))
        self.failing = True
        return False

    async def _write(self, batch: Batch) -> None:
        rows, changes = batch
        async with asyncio.timeout(WRITE_WITHIN_S), self._engine.begin() as connection:
            await _insert(connection, rows)
            for (table, key), values in changes.items():
                await connection.execute(
                    update(table)
                    .where(and_(*(table.c[name] == value for name, value in key)))
                    .values(**values)
                )

    async def _write_apart(self, batch: Batch) -> None:
        """Write what can be written of a batch of which something was refused; most often one call is at fault."""
        for of_call in _by_call(batch):
            if await self._accepted(of_call):
                continue
            for single in _singles(of_call):
                if not await self._accepted(single):
                    self._lost.inc()
                    log.error("history_row_refused")

    async def _accepted(self, batch: Batch) -> bool:
        try:
            await self._write(batch)
        except StatementError as error:
            if not _is_refusal(error):
                raise
            return False
        return True


_NONE = object()


def _by_call(batch: Batch) -> list[Batch]:
    parts: dict[str, Batch] = {}
    for row in batch[0]:
        call_id = row.values.get("call_id") or row.values["id"]
        parts.setdefault(call_id, ([], {}))[0].append(row)
    for (table, key), values in batch[1].items():
        parts.setdefault(key[0][1], ([], {}))[1][table, key] = values
    return list(parts.values())


def _singles(batch: Batch) -> list[Batch]:
    return [*(([row], {}) for row in batch[0]), *(([], {key: values}) for key, values in batch[1].items())]


def _is_refusal(error: Exception) -> bool:
    """Say whether a value is at fault, not the database: to try again would fail again."""
    refused = isinstance(error, IntegrityError | DataError)
    return refused or (isinstance(error, StatementError) and not isinstance(error, DBAPIError))


async def _insert(connection: AsyncConnection, rows: list[Row]) -> None:
    """Insert rows, those of calls first; one that is there already, by an attempt whose end was not seen, stays."""
    of_calls_first = sorted(rows, key=lambda row: (row.table is not tables.calls, row.table.name))
    for name, group in groupby(of_calls_first, key=lambda row: row.table.name):
        values = [dict(row.values) for row in group]
        adding = inserting(connection, tables.metadata.tables[name])
        await connection.execute(adding.on_conflict_do_nothing(), values)
