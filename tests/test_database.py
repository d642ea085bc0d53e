from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest
from history_sample import everything_in, keep, listed
from sqlalchemy import URL, text

from tyyni.errors import TyyniError
from tyyni.history import tables
from tyyni.history.database import FILE, history_url, make_engine, opened, shown, upgrade


async def test_an_upgrade_makes_the_tables_once_and_keeps_what_is_there(empty_database: URL) -> None:
    assert await upgrade(empty_database) == (None, "0003")
    await keep(empty_database, listed("a"))
    assert await upgrade(empty_database) == ("0003", "0003")
    async with opened(empty_database) as engine:
        assert [call["id"] for call in await everything_in(engine, tables.calls)] == ["a"]


async def test_two_services_that_start_at_once_both_get_their_tables(postgres: object) -> None:
    url = postgres.new_database()  # type: ignore[attr-defined]
    done = await asyncio.gather(upgrade(url), upgrade(url))
    assert sorted(done, key=str) == [("0003", "0003"), (None, "0003")]


async def test_a_database_that_is_newer_than_the_program_is_refused_and_left_alone(database: URL) -> None:
    engine = make_engine(database)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(TyyniError, match="newer version of Tyyni") as refused:
        await upgrade(database)
    assert refused.value.code == "database_newer"
    with pytest.raises(TyyniError, match="database_newer"):
        async with opened(database):
            raise AssertionError("it must not open")
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar() == "9999"
    await engine.dispose()


async def test_a_database_without_tables_is_named_and_not_made(empty_database: URL, tmp_path: Path) -> None:
    with pytest.raises(TyyniError, match="tyyni history upgrade") as refused:
        async with opened(empty_database):
            raise AssertionError("it must not open")
    assert refused.value.code == "database_outdated"
    assert not os.listdir(tmp_path), "to look for it makes no file"


async def test_a_file_of_the_history_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    await upgrade(history_url(None, folder))
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


async def test_where_no_database_can_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for url in (
        history_url(None, tmp_path / "file"),
        history_url(f"postgresql://me:secret@/db?host={tmp_path}", tmp_path),
    ):
        with pytest.raises(TyyniError) as refused:
            await upgrade(url)
        assert refused.value.code == "database_unreachable"
        assert "secret" not in refused.value.message


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgresql://me:secret@host/name", "postgresql+psycopg"),
        ("postgres://host/name", "postgresql+psycopg"),
        ("sqlite:////srv/history.sqlite", "sqlite+aiosqlite"),
        ("", "sqlite+aiosqlite"),
        (None, "sqlite+aiosqlite"),
    ],
)
def test_an_address_gets_the_driver_that_is_installed(given: str | None, driver: str) -> None:
    assert history_url(given, Path("folder")).drivername == driver


@pytest.mark.parametrize(
    "given", ["mysql://host/name", "sqlite://", "sqlite:///:memory:", "no address: secret"]
)
def test_another_address_is_refused_without_being_repeated(given: str) -> None:
    with pytest.raises(TyyniError, match="postgresql://") as refused:
        history_url(given, Path())
    assert refused.value.code == "database_url_invalid"
    assert "secret" not in refused.value.message


def test_a_password_is_not_shown() -> None:
    assert shown(history_url("postgresql://me:secret@host/name", Path())) == "postgresql://me:***@host/name"
