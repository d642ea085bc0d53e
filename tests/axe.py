"""axe-core in a page that a test has opened: what it finds against WCAG 2.2 A and AA, told so that one can mend it."""

from __future__ import annotations

import functools
from typing import Any

import web_build
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""Everything of WCAG 2.2 A and AA that a machine can tell, and what axe's makers advise beyond it."""


def assert_accessible(page: Page) -> None:
    """Fail with every violation on the page as it stands now: the rule, what it asks for, and the elements.

    Axe is evaluated through the browser's debugger, which no Content-Security-Policy keeps out.
    """
    page.evaluate(_source())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES
    )
    told = "\n".join(_told(violation) for violation in found["violations"])
    assert not found["violations"], f"axe finds on {page.url}:\n{told}"
    # An empty page has nothing to find either.
    assert found["passes"], f"axe had nothing to look at on {page.url}"


def _told(violation: dict[str, Any]) -> str:
    nodes = "\n".join(f"    {node['html']}\n      {node['failureSummary']}" for node in violation["nodes"])
    return f"  {violation['id']}: {violation['help']}\n{nodes}"


@functools.cache
def _source() -> str:
    return (web_build.modules() / "axe-core" / "axe.min.js").read_text("utf-8")
