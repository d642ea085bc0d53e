"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import chromium
import pytest
import web_build
from hypothesis import settings
from page_opening import OpenPage
from page_server import PageServer
from playwright.sync_api import Browser
from postgres import PostgresServer, postgres_server
from sqlalchemy import URL

from tyyni.history.database import history_url, upgrade

# No assertions on wall time: a slow machine is not a wrong program.
settings.register_profile("tyyni", deadline=None)
settings.load_profile("tyyni")


SERVICE = Path(__file__).parent.parent / "service" / "tyyni"
PURE = [
    *(SERVICE / "coach").glob("*.py"),
    *(SERVICE / "wire").glob("*.py"),
    *(SERVICE / name for name in ("wire", "units.py", "audio.py", "errors.py")),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the pure modules and their doctests: they alone must take every branch of them."""
    names = {f"test_{path.stem}" for path in PURE}
    for item in items:
        if item.path.stem in names or item.path in PURE:
            item.add_marker("pure")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Real Chromium, for the tests of one file."""
    with chromium.running() as browser:
        yield browser


@pytest.fixture
def server() -> Iterator[PageServer]:
    """The pages, freshly built, and a service that says to them what a test wants."""
    with PageServer(web_build.build_pages()) as server:
        yield server


@pytest.fixture
def open_page(browser: Browser, server: PageServer) -> Iterator[OpenPage]:
    """Open a page at a path of the server; afterwards no page may have complained on its console."""
    opened = OpenPage(browser, server.url)
    yield opened
    opened.close()
    assert not opened.complaints


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for all tests, or skip."""
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """The address of a database without tables, of each kind."""
    if request.param == "sqlite":
        return history_url(None, tmp_path)
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
async def database(empty_database: URL) -> URL:
    """The address of a database with the history's tables, of each kind."""
    await upgrade(empty_database)
    return empty_database
