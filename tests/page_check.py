"""What every page of ours must be, read with a parser that forgives nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input"}
REFERENCES = re.compile(r"""(?:href|src|srcset|action|data)\s*=\s*["']?([^"'\s>]*)|url\(([^)]*)\)|@import""")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.labels: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> ends nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)


def text_of(page: str) -> str:
    """Return the text of a page that is well-formed and whose ids differ; whitespace as it stands."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    return "".join(reader.texts)


def references(page: str) -> set[str]:
    """Return everything the page points at, except its own parts."""
    found = {match.group(1) or match.group(2) or "@import" for match in REFERENCES.finditer(page)}
    return {target for target in found if not target.startswith("#")}
