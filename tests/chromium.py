"""Real Chromium for tests of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import needs
from playwright.sync_api import Browser, BrowserType, sync_playwright


@contextmanager
def running(*flags: str) -> Iterator[Browser]:
    """Run a browser, with further flags, while the context lasts.

    Not the fixture of pytest-playwright: that one keeps an event loop running in the main thread until the
    end of the session, which the asynchronous tests of other files cannot share.
    """
    with sync_playwright() as playwright, launched(playwright.chromium, *flags) as browser:
        yield browser


@contextmanager
def launched(kind: BrowserType, *flags: str, audible: bool = False) -> Iterator[Browser]:
    """Run one more browser beside another, whose ``browser_type`` this is: there can be one Playwright at a time.

    Playwright mutes its browsers, and a tab that is muted gives no sound to one that captures it: ``audible``.
    """
    browser = kind.launch(
        executable_path=needs.chromium(),
        args=["--no-sandbox", "--disable-gpu", *flags],
        ignore_default_args=["--mute-audio"] if audible else None,
    )
    yield browser
    browser.close()
