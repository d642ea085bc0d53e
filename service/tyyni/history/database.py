"""Where the history lies: SQLite in the data folder, or PostgreSQL by its address; and its way to today's tables."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Table, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from tyyni.errors import TyyniError

T = TypeVar("T")

FILE = "history.sqlite"
MIGRATIONS = Path(__file__).parent / "migrations"

CONNECT_WITHIN_S = 5
"""A PostgreSQL server of one's own answers in milliseconds: after 5 s it is not there. Our choice."""

BUSY_MS = 5_000
"""SQLite lets one write at a time; a batch takes milliseconds, a purge seconds. Our choice."""

UPGRADE_LOCK = 0x7479796E69
"""PostgreSQL's advisory lock for upgrades ("tyyni"): two services that start at once do it one after the other."""

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def history_url(given: str | None, data_dir: Path) -> URL:
    """Return the address of the database: the one given, or a SQLite file in the data folder.

    Raises:
        TyyniError: ``database_url_invalid``; the address is not repeated, since a password may stand in it.
    """
    if not given:
        return URL.create(DRIVERS["sqlite"], database=str(data_dir / FILE))
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise _invalid_url() from error
    kind = url.drivername.partition("+")[0]
    if kind not in DRIVERS or (kind == "sqlite" and url.database in {None, "", ":memory:"}):
        raise _invalid_url()
    return url.set(drivername=DRIVERS[kind])


def _invalid_url() -> TyyniError:
    return TyyniError(
        "database_url_invalid",
        "TYYNI_DATABASE_URL is not usable: expected postgresql://user:password@host/name or sqlite:///path",
    )


def make_engine(url: URL) -> AsyncEngine:
    """Return an engine that has not connected yet; errors never carry the values of a row."""
    if url.get_backend_name() != "sqlite":
        return create_async_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_WITHIN_S},
        )
    engine = create_async_engine(url, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        # Transactions are begun below: left to the driver, it would begin none for the statements of an upgrade.
        connection.isolation_level = None
        cursor = connection.cursor()
        # NORMAL: a commit outlives the death of the process; the loss of power may cost the last ones, never the file.
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={BUSY_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def inserting(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an insertion in the database's own dialect: only those say what is to be done with a row that is there."""
    is_postgresql = connection.dialect.name == "postgresql"
    return postgresql.insert(table) if is_postgresql else sqlite.insert(table)


def batches(ids: Collection[str], most: int) -> Iterator[list[str]]:
    """Yield all of the ids in their order, ``most`` at a time: a query takes only so many values."""
    ordered = sorted(ids)
    for at in range(0, len(ordered), most):
        yield ordered[at : at + most]


@asynccontextmanager
async def opened(url: URL) -> AsyncIterator[AsyncEngine]:
    """Open a history to read or tidy it: one that exists and has today's tables.

    Raises:
        TyyniError: ``database_unreachable``, ``database_outdated`` or ``database_newer``.
    """
    engine = make_engine(url)
    try:
        # To connect to a file that is not there would make it.
        if _lacks_file(url) or await _connected(engine, _revision) != _newest():
            raise _outdated(url)
        yield engine
    finally:
        await engine.dispose()


def _lacks_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()


def _outdated(url: URL) -> TyyniError:
    return TyyniError(
        "database_outdated",
        f"{shown(url)}: holds no history of this version; `tyyni history upgrade` makes the tables and keeps what is "
        "there",
    )


async def upgrade(url: URL) -> tuple[str | None, str]:
    """Bring a database to today's tables, in one transaction; return its revision before and now.

    Raises:
        TyyniError: ``database_unreachable``, or ``database_newer``: a newer version of the program has been here.
    """
    if url.get_backend_name() == "sqlite":
        _make_private_file(Path(url.database or ""))
    engine = make_engine(url)
    try:
        return await _connected(engine, _upgrade)
    finally:
        await engine.dispose()


async def _connected(engine: AsyncEngine, work: Callable[[Connection], T]) -> T:
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    except (DBAPIError, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise TyyniError("database_unreachable", f"{shown(engine.url)}: {cause}") from error


def shown(url: URL) -> str:
    """Return an address for a person, without its password."""
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


def _make_private_file(path: Path) -> None:
    """Make the file, readable by its owner alone; SQLite gives the files beside it the same rights."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise TyyniError("database_unreachable", f"{path}: {error.strerror}") from error


def _newest() -> str:
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert newest is not None, "the package has its migrations"
    return newest


def _revision(connection: Connection) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if revision is not None and revision not in known:
        raise TyyniError(
            "database_newer",
            f"{shown(connection.engine.url)}: was upgraded by a newer version of Tyyni (revision {revision}); run that "
            "version, or give another database in TYYNI_DATABASE_URL",
        )
    return revision


def _upgrade(connection: Connection) -> tuple[str | None, str]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
    before = _revision(connection)
    scripts = ScriptDirectory(str(MIGRATIONS))
    context = MigrationContext.configure(
        connection, opts={"fn": lambda revision, _: scripts._upgrade_revs("head", revision)}
    )
    with Operations.context(context):
        context.run_migrations()
    return before, _newest()
