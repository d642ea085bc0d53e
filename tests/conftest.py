"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import chromium
import pytest
import web_build
from hypothesis import settings
from page_opening import OpenPage
from page_server import PageServer
from playwright.sync_api import Browser

# No assertions on wall time: a slow machine is not a wrong program.
settings.register_profile("tyyni", deadline=None)
settings.load_profile("tyyni")


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
