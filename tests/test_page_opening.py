"""Waiting in a page whose policy forbids evaluating text."""

from __future__ import annotations

import pytest
from page_opening import OpenPage, wait_until
from playwright.sync_api import Error


@pytest.mark.browser
def test_what_holds_only_later_is_waited_for(open_page: OpenPage) -> None:
    page = open_page("/agent")
    page.evaluate("() => { setTimeout(() => { window.later = true; }, 200); }")
    wait_until(page, "window.later === true")


@pytest.mark.browser
def test_what_never_holds_is_said(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("page_opening.WAIT_MS", 50)
    with pytest.raises(Error, match="not within 50 ms"):
        wait_until(open_page("/agent"), "false")
