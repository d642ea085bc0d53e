"""Real Chromium for tests of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import needs
from playwright.sync_api import Browser, sync_playwright


@contextmanager
def running(*flags: str) -> Iterator[Browser]:
    """Run a browser, with further flags, while the context lasts.

    Not the fixture of pytest-playwright: that one keeps an event loop running in the main thread until the
    end of the session, which the asynchronous tests of other files cannot share.
    """
    executable = needs.chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu", *flags]
        )
        yield browser
        browser.close()
