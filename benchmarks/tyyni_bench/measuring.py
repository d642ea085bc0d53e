"""Measuring one thing after the other: a bar on the terminal, and Ctrl-C keeps what was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def until_stopped(
    things: Iterable[Thing],
    measure: Callable[[Thing], Result],
    name: Callable[[Thing], str],
    *,
    total: int | None,
) -> tuple[list[Result], bool]:
    """Return the measure of each thing, and whether Ctrl-C stopped it before the last.

    Args:
        things: what is measured; to bring the next one may be most of the work.
        measure: what is done with each.
        name: what the bar says meanwhile.
        total: how many there are; None: nobody knows.
    """
    measured: list[Result] = []
    time_column = TimeElapsedColumn() if total is None else TimeRemainingColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), time_column)
    try:
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("begins", total=total)
            for thing in things:
                bar.update(task, description=name(thing))
                measured.append(measure(thing))
                bar.advance(task)
    except KeyboardInterrupt:
        return measured, True
    return measured, False
