"""How a fetch shows its progress: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

Advance = Callable[[int], None]
"""Told how many more bytes have been written."""

LINE_EVERY_PERCENT = 10


class FetchProgress(Protocol):
    """Where a fetch says what it is doing."""

    def say(self, line: str) -> None:
        """Show one line of text."""
        ...

    def file(self, name: str, total_bytes: int, done_bytes: int) -> AbstractContextManager[Advance]:
        """Show the progress of one file, of which ``done_bytes`` are there already."""
        ...


class TerminalProgress:
    """A bar with speed and time left; it exists only while a file is being written."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def say(self, line: str) -> None:
        """Show one line of text."""
        self._console.print(line, markup=False, highlight=False)

    @contextmanager
    def file(self, name: str, total_bytes: int, done_bytes: int) -> Iterator[Advance]:
        """Show a bar until the file is written."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self._console) as bar:
            task = bar.add_task(name, total=total_bytes, completed=done_bytes)
            yield lambda more_bytes: bar.advance(task, more_bytes)


class LineProgress:
    """A line at every tenth of a file, for logs; ``write`` takes each line."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def say(self, line: str) -> None:
        """Show one line of text."""
        self._write(line)

    @contextmanager
    def file(self, name: str, total_bytes: int, done_bytes: int) -> Iterator[Advance]:
        """Show a line whenever another tenth of the file is written."""
        written_bytes = done_bytes
        shown_percent = done_bytes * 100 // total_bytes

        def advance(more_bytes: int) -> None:
            nonlocal written_bytes, shown_percent
            written_bytes += more_bytes
            percent = written_bytes * 100 // total_bytes
            if percent >= shown_percent + LINE_EVERY_PERCENT or (percent == 100 > shown_percent):
                shown_percent = percent
                self._write(f"  {name}: {percent} % of {total_bytes / 1e6:.1f} MB")

        yield advance


def progress_on(console: Console) -> FetchProgress:
    """Return the progress that suits a console."""
    if console.is_terminal:
        return TerminalProgress(console)
    return LineProgress(lambda line: console.print(line, markup=False, highlight=False, soft_wrap=True))
