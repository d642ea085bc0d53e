"""The pictures of the README: named apart, all of them there, and each on a page that there is."""

from __future__ import annotations

from tyyni.serve.web import PAGES
from tyyni_bench.screens import AFTER, ALL_SHOTS, LIVE, WALLS


def test_pictures_have_names_of_their_own() -> None:
    assert len(set(ALL_SHOTS)) == len(ALL_SHOTS)


def test_every_picture_is_of_a_page_that_is_built() -> None:
    pages = {shot.path.partition("?")[0].removeprefix("/") for shot in (*LIVE, *AFTER, *WALLS)}
    assert {f"{page}.html" for page in pages} <= {path.name for path in PAGES.glob("*.html")}
