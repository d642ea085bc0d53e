"""The API of the page of insights, for supervisors: what many calls show together, and each table of it as CSV.

About calls and causes: no name and no figure of an agent is in any answer. What rests on what agents did is left out
altogether but for mutes, which `tyyni.history.insights` gives over five agents or more together.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import msgspec
from fastapi import APIRouter, Request
from sqlalchemy import URL
from starlette.responses import Response

from tyyni.history.archive import Archive, NoArchive
from tyyni.history.database import make_engine
from tyyni.history.insights import (
    FEWEST_AGENTS,
    FEWEST_SHOWINGS,
    WEEK,
    Insights,
    insights,
    monday_of,
    teams,
)
from tyyni.history.notes import open_follow_ups
from tyyni.history.reading import CallFilter
from tyyni.serve.access import Role
from tyyni.serve.api import ApiError, answer, csv_attachment, engine_of, make_api_router, query_of
from tyyni.serve.insights_tables import TABLES, InsightsAnswer, OpenPromise, PromptLine, as_csv
from tyyni.serve.review_calls import ShortText
from tyyni.serve.sockets import Doors

USUAL_PERIOD = timedelta(weeks=12)
"""A quarter of a year with the running week, when none is asked for. Our choice."""
LONGEST_PERIOD = timedelta(weeks=53)
"""A row and a digest of every call of the period are read at once. Our choice."""


class InsightsQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which calls; days by UTC, widened to whole weeks."""

    since: date | None = msgspec.field(default=None, name="from")
    until: date | None = msgspec.field(default=None, name="to")
    """The last day of the period."""
    team: ShortText | None = None


def make_insights_router(doors: Doors, history: Archive | NoArchive) -> APIRouter:
    """Return the routes under ``/api/insights``."""
    router = make_api_router(doors.metrics)

    @router.get("/api/insights")
    async def told(request: Request) -> Response:
        """Say what many calls show together."""
        return answer(await _told(request, doors, history))

    @router.get("/api/insights/{table}.csv")
    async def table(request: Request, table: str) -> Response:
        """Give one table as a file for a spreadsheet."""
        given = await _told(request, doors, history)
        if table not in TABLES:
            raise ApiError("table_unknown", f"table: one of {', '.join(TABLES)}", 404)
        return csv_attachment(f"tyyni-{table}-{given.since}.csv", as_csv(table, given))

    return router


async def _told(request: Request, doors: Doors, history: Archive | NoArchive) -> InsightsAnswer:
    doors.access.identity(request, Role.SUPERVISOR)
    query = query_of(request, InsightsQuery)
    since, until = _period(query, datetime.now(UTC))
    wanted = CallFilter(team=query.team, since=since, until=until)
    engine = engine_of(history)
    # 5,000 calls of 150 levels take 0.3 s, and 17 s when they are looked at for the first time (our measurement, beside
    # other work): in a thread of its own it holds live calls up the least.
    found = await asyncio.to_thread(_insights_aside, engine.url, wanted)
    promises = await open_follow_ups(engine, team=query.team)
    return InsightsAnswer(
        since=since.date(),
        until=until.date(),
        weeks=_weeks(since, until),
        team=query.team,
        teams=await teams(engine),
        calls=found.calls,
        hot_calls=found.hot_calls,
        causes=found.causes,
        heat=found.heat,
        prompts=_lines(found),
        fewest_agents=FEWEST_AGENTS,
        fewest_showings=FEWEST_SHOWINGS,
        charm_moments=found.charm_moments,
        promises=[OpenPromise(call_id=one.call_id, due=one.due, text=one.text) for one in promises],
    )


def _insights_aside(database: URL, wanted: CallFilter) -> Insights:
    """Return the insights, read with connections and a loop of their own."""

    async def read() -> Insights:
        engine = make_engine(database)
        try:
            return await insights(engine, wanted)
        finally:
            await engine.dispose()

    return asyncio.run(read())


def _period(query: InsightsQuery, now: datetime) -> tuple[datetime, datetime]:
    """Return the Monday on which the period begins, and the one that is no longer part of it.

    Raises:
        ApiError: ``query_invalid``: it ends before it begins, or is too long.
    """
    last = query.until or now.date()
    first = query.since or last - USUAL_PERIOD
    if not timedelta(0) <= last - first <= LONGEST_PERIOD:
        raise ApiError(
            "query_invalid", f"from, to: at most {LONGEST_PERIOD.days} days, and from is not later", 422
        )
    return monday_of(_midnight(first)), monday_of(_midnight(last)) + WEEK


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _weeks(since: datetime, until: datetime) -> list[str]:
    days = range(0, (until - since).days, 7)
    return [f"{since + timedelta(days=day):%G-W%V}" for day in days]


def _lines(found: Insights) -> list[PromptLine]:
    return [
        PromptLine(
            rule=one.rule,
            text=one.text,
            shown=one.shown,
            known=one.known,
            mean_before=one.mean_before,
            mean_after=one.mean_after,
            muted_calls=one.muted_calls,
        )
        for one in found.prompts
    ]
