"""Pieces of the HTML report: text made safe, tables."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

NEVER = "never"
"""How an infinite figure is written."""
OVERLOADED = "overloaded"

_NOT_TEXT = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What neither HTML nor XML may hold: a file's name may hold anything."""

Rows = Sequence[Sequence[str]]
"""Rows of a table; the first cell of each names it."""


def printable(text: str) -> str:
    """Return text with what no page may hold (control characters, halves of surrogates) replaced."""
    return _NOT_TEXT.sub("\ufffd", text)


def escaped(text: str) -> str:
    """Return any text as HTML that shows it, in an element or in a quoted attribute."""
    return html.escape(printable(text))


def facts(told: Mapping[str, str]) -> str:
    """Return facts under their names as an HTML list."""
    items = "".join(
        f"<div><dt>{escaped(name)}</dt><dd>{escaped(fact)}</dd></div>" for name, fact in told.items()
    )
    return f'<dl class="facts">{items}</dl>'


def table(caption: str, head: Sequence[str], groups: Mapping[str, Rows]) -> str:
    """Return a table as HTML.

    Args:
        caption: what it shows; its screen reader name too.
        head: the columns' names.
        groups: rows under the name of their group; an empty name: no group.
    """
    columns = "".join(f'<th scope="col">{escaped(name)}</th>' for name in head)
    bodies = "".join(_group(name, rows, len(head)) for name, rows in groups.items())
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escaped(caption)}">'
        f"<table><caption>{escaped(caption)}</caption>"
        f"<thead><tr>{columns}</tr></thead>{bodies}</table></div>"
    )


def _group(name: str, rows: Rows, columns: int) -> str:
    heading = f'<tr><th scope="rowgroup" colspan="{columns}">{escaped(name)}</th></tr>' if name else ""
    return f"<tbody>{heading}{''.join(_row(cells) for cells in rows)}</tbody>"


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    told = "".join(f"<td{_kind(cell)}>{escaped(cell)}</td>" for cell in others)
    return f'<tr><th scope="row">{escaped(first)}</th>{told}</tr>'


def _kind(cell: str) -> str:
    return ' class="bad"' if cell in {NEVER, OVERLOADED} else ""
