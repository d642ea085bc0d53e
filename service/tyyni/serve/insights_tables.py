"""What the page of insights is told, and each table of it as CSV. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date

import msgspec

from tyyni.history.export import safe_cell
from tyyni.history.insights import CauseOfWeek, CharmMoment, HeatArises


class PromptLine(msgspec.Struct, frozen=True, kw_only=True):
    """How the heat changed after a rule's prompts, and how often the rule was muted: over five agents or more."""

    rule: str
    text: dict[str, str]
    """What it said last, by language."""
    shown: int
    known: int
    """After how many of them it can be told what became of the heat."""
    mean_before: float | None
    mean_after: float | None
    """Means of those; None: there are too few."""
    muted_calls: int


class OpenPromise(msgspec.Struct, frozen=True, kw_only=True):
    """What was promised a caller and is not done; who promised it is not told here."""

    call_id: str
    due: date
    text: str


class InsightsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the page of insights shows."""

    since: date
    """A Monday."""
    until: date
    """The Monday that is no longer part of the period."""
    weeks: list[str]
    """The period's, such as 2026-W48, also those without calls."""
    team: str | None
    teams: list[str]
    calls: int
    hot_calls: int
    causes: list[CauseOfWeek]
    heat: HeatArises
    prompts: list[PromptLine]
    """Over all teams; none when one team is asked for."""
    fewest_agents: int
    fewest_showings: int
    charm_moments: list[CharmMoment]
    promises: list[OpenPromise]
    """Due first in front, whenever they were made."""


Row = tuple[str | int | float | None, ...]


def _causes(given: InsightsAnswer) -> Iterable[Row]:
    yield "week", "cause", "calls", "hot_calls"
    for one in given.causes:
        yield one.week, one.row, one.calls, one.hot_calls


def _minutes(given: InsightsAnswer) -> Iterable[Row]:
    yield "minute", "calls"
    for minute, calls in given.heat.by_minute.items():
        yield minute + 1, calls


def _phases(given: InsightsAnswer) -> Iterable[Row]:
    yield "phase", "calls"
    yield from given.heat.by_phase.items()


def _prompts(given: InsightsAnswer) -> Iterable[Row]:
    yield "rule", "text", "shown", "heat_known_after", "mean_heat_before", "mean_heat_after", "muted_calls"
    for one in given.prompts:
        heat = (one.mean_before, one.mean_after)
        yield one.rule, one.text.get("en", ""), one.shown, one.known, *heat, one.muted_calls


def _charm(given: InsightsAnswer) -> Iterable[Row]:
    yield "call", "started_at", "said_ms", "hottest", "level"
    for one in given.charm_moments:
        yield one.call_id, one.started_at.isoformat(), one.said_ms, one.hottest, one.level


def _promises(given: InsightsAnswer) -> Iterable[Row]:
    yield "call", "due", "text"
    for one in given.promises:
        yield one.call_id, one.due.isoformat(), one.text


TABLES: Mapping[str, Callable[[InsightsAnswer], Iterable[Row]]] = {
    "causes": _causes,
    "minutes": _minutes,
    "phases": _phases,
    "prompts": _prompts,
    "charm": _charm,
    "promises": _promises,
}
"""What each file holds: a row of names, then the figures."""


def as_csv(table: str, given: InsightsAnswer) -> str:
    """Return one of `TABLES`; levels have one digit, what is not known is an empty cell."""
    written = io.StringIO()
    csv.writer(written).writerows([_cell(cell) for cell in row] for row in TABLES[table](given))
    return written.getvalue()


def _cell(cell: str | float | None) -> str:
    if isinstance(cell, float):
        return f"{cell:.1f}"
    return "" if cell is None else safe_cell(str(cell))
