"""The tables that the program uses are those that the migrations make."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import URL, Connection

from tyyni.history.database import make_engine
from tyyni.history.tables import UtcTime, metadata


async def test_the_migrations_make_these_tables(database: URL) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    engine = make_engine(database)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


def test_a_moment_comes_back_in_utc() -> None:
    dialect = make_engine(URL.create("sqlite+aiosqlite", database="unused")).dialect
    in_helsinki = datetime(2026, 11, 24, 12, tzinfo=timezone(timedelta(hours=2)))
    written = UtcTime().process_bind_param(in_helsinki, dialect)
    assert written == datetime(2026, 11, 24, 10)
    assert UtcTime().process_result_value(written, dialect) == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert UtcTime().process_bind_param(None, dialect) is None
    assert UtcTime().process_result_value(None, dialect) is None
