"""What all tests share."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import chromium
import httpx
import pytest
import web_build
from hypothesis import settings
from live_service import LiveService
from page_opening import OpenPage
from page_server import PageServer
from playwright.sync_api import Browser
from postgres import PostgresServer, postgres_server
from review_sample import Ask, People, serving
from sqlalchemy import URL

from tyyni.history.database import history_url, upgrade

# No assertions on wall time: a slow machine is not a wrong program.
settings.register_profile("tyyni", deadline=None)
settings.load_profile("tyyni")


ROOT = Path(__file__).parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PURE = {path for pattern in SETTINGS["tool"]["coverage"]["run"]["include"] for path in ROOT.glob(pattern)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the pure modules and their doctests: they alone must take every branch of them."""
    names = {f"test_{name}" for path in PURE for name in (path.stem, path.parent.name)}
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


@pytest.fixture(scope="module")
def service(people: People) -> Iterator[LiveService]:
    """The service on the history that a file's own fixture ``people`` has prepared."""
    with serving(people) as running:
        yield running


@pytest.fixture(scope="module")
def ask(service: LiveService, people: People) -> Iterator[Ask]:
    """Ask that service as somebody: aino, olli, shared or supervisor."""
    with httpx.Client(base_url=service.url) as program:
        yield lambda who, path: program.get(path, headers=people.headers(who))


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
