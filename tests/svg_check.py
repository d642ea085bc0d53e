"""Reading the report's drawings."""

from __future__ import annotations

from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    """Return a drawing that is told in words to who cannot see it."""
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    ids = [element.get("id") for element in root if element.tag in {f"{SVG}title", f"{SVG}desc"}]
    assert root.get("aria-labelledby", "").split() == ids
    assert all(words_of(svg))
    return root


def words_of(svg: str) -> tuple[str, str]:
    """Return a drawing's name and what it shows, in words."""
    root = ElementTree.fromstring(svg)
    return root.findtext(f"{SVG}title") or "", root.findtext(f"{SVG}desc") or ""


def texts_of(svg: str) -> list[str]:
    """Return the text that is drawn."""
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]
