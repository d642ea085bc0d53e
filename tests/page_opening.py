"""Opens pages in real Chromium as a person has them: language, width, colours; and hears what they complain of."""

from __future__ import annotations

from typing import Any

from page_samples import A_CALL
from page_server import PageServer
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tyyni import wire

WAIT_MS = 10_000
"""As long as the slowest machine needs; who waits longer waits for nothing."""


class OpenPage:
    """Called with a path of the server, it opens the page there; each page is alone in a browser of its own."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.complaints: list[str] = []
        """What pages said on their consoles that were not expected to."""
        self._browser = browser
        self._url = url
        self._contexts: list[BrowserContext] = []

    def __call__(
        self,
        path: str,
        *,
        language: str = "en",
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        forced_colors: bool = False,
        complaints_expected: bool = False,
    ) -> Page:
        """Return the page, loaded."""
        context = self._browser.new_context(
            locale=language,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            forced_colors="active" if forced_colors else "none",
            reduced_motion="reduce",
        )
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{path}: {error}"))
        if not complaints_expected:
            page.on("console", lambda line: self.complaints.append(f"{path}: {line.type} {line.text}"))
        page.goto(self._url + path)
        return page

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()


def in_call(server: PageServer, open_page: OpenPage, *more: wire.Message, **how: Any) -> Page:
    """Return the page of an agent in a call with a prompt, after it has heard ``more``; ``how`` it is opened."""
    *before, lag = A_CALL
    server.greet("/ws/agent", *before, *more, lag)
    page = open_page("/agent", **how)
    expect(page.locator('[data-name="lag"]')).to_be_visible()  # the last that it is told: it has heard all
    page.bring_to_front()  # a key goes to the page that is in front, and a new one may not be yet
    return page


def wait_until(page: Page, holds: str) -> None:
    """Wait until a JavaScript expression holds.

    Not by `wait_for_function`: from the second look on that one evaluates text, which our pages' policy forbids.
    """
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
            const until = performance.now() + {WAIT_MS};
            const look = () => {{
                if ({holds}) done();
                else if (performance.now() > until) fail(new Error("not within {WAIT_MS} ms"));
                else requestAnimationFrame(look);
            }};
            look();
        }})"""
    )
