"""The table in which the benchmarks of clips print their figures."""

from __future__ import annotations

from rich.box import SIMPLE
from rich.table import Table


def figures_table(title: str, *columns: str) -> Table:
    """Return an empty table; what names a row stands on the left ("set", or a column without a name), figures right."""
    table = Table(title=title, title_justify="left", caption_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column, justify="left" if column in ("set", "") else "right", no_wrap=True)
    return table
