"""Lists of past calls and of what is promised, each as far as the reviewer may see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from tyyni.coach.heat import BAND_FROM
from tyyni.history import tables
from tyyni.history.digests import charm_moment
from tyyni.history.notes import open_follow_ups
from tyyni.history.reading import CHARM, MOST_PER_PAGE, CallFilter, call_row, list_calls, summary_of
from tyyni.history.records import CallSummary, FollowUp
from tyyni.serve.api import ApiError
from tyyni.serve.review_access import Reviewer
from tyyni.wire import Band

MOST_LOOKED_AT = 10 * MOST_PER_PAGE
"""Calls that one request looks through for words or for those that may be opened; a page may then hold fewer than were
asked for, and says where to go on. Our choice: 0.6 s on SQLite, on a machine that is busy five times over."""

ShortText = Annotated[str, msgspec.Meta(max_length=100, pattern=r"^[^\x00]*$")]
"""PostgreSQL takes no NUL in a text."""
MOST_DIGITS = 9
"""Of a number that every database takes for an integer."""
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class CallQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which calls a list is of; what is left out asks nothing."""

    hot: bool = False
    team: ShortText | None = None
    agent: ShortText | None = None
    text: ShortText = ""
    """Part of the label, the agent's name, the team or the id, in capitals or not."""
    since: Moment | None = None
    until: Moment | None = None
    after: ShortText | None = None
    """The ``next`` of the page before."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_PER_PAGE)] = 50


class CallLine(msgspec.Struct, frozen=True, kw_only=True):
    """A past call in a list."""

    call: CallSummary
    charm: bool
    """The caller was grateful after the call had been hot, by the caller's words."""
    promises_open: int
    live: bool
    """It is not over yet."""


class CallLines(msgspec.Struct, frozen=True, kw_only=True):
    """A page of past calls, the newest first."""

    calls: list[CallLine]
    band_from: dict[Band, float]
    """Level from which each band of heat begins."""
    next: str | None
    """What to give as ``after`` for those that follow; None: no more."""


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """A follow-up that is not done, and the call it is about."""

    follow_up: FollowUp
    call: CallSummary


async def call_of(engine: AsyncEngine, reviewer: Reviewer, call_id: str) -> CallSummary:
    """Return the line of a call.

    Raises:
        TyyniError: ``call_not_found``: there is none, or it is not this reviewer's; which, is not told apart.
    """
    missing = ApiError("call_not_found", f"the history has no call {call_id[:40]}", 404)
    if not call_id.isprintable():
        raise missing
    async with engine.connect() as connection:
        call = summary_of(await call_row(connection, call_id))
    if not reviewer.may_open(call):
        raise missing
    return call


async def lines_of(
    engine: AsyncEngine, reviewer: Reviewer, query: CallQuery, is_live: Callable[[str], bool]
) -> CallLines:
    """Return a page of past calls.

    Args:
        engine: of the history.
        reviewer: who asks.
        query: which calls.
        is_live: says whether a call is not over.

    Raises:
        TyyniError: ``call_not_found``: ``after`` is no call of this reviewer's.
    """
    if query.after is not None:
        await call_of(engine, reviewer, query.after)
    agent = reviewer.only_agent or query.agent
    if query.agent not in (None, agent):
        return CallLines(calls=[], band_from=BAND_FROM, next=None)
    wanted = CallFilter(agent=agent, team=query.team, since=query.since, until=query.until, hot=query.hot)
    text = query.text.strip().casefold()
    all_fit = not text and (reviewer.only_agent is not None or reviewer.may_open_all)
    found, next_ = await find_calls(
        engine,
        reviewer,
        wanted,
        lambda call: _has_text(call, text),
        limit=query.limit,
        after=query.after,
        at_once=query.limit if all_fit else None,
    )
    ids = [call.call_id for call in found]
    charmed, promised = await _charmed(engine, ids), await _promised(engine, ids)
    lines = [
        CallLine(
            call=call,
            charm=call.call_id in charmed,
            promises_open=promised.count(call.call_id),
            live=is_live(call.call_id),
        )
        for call in found
    ]
    return CallLines(calls=lines, band_from=BAND_FROM, next=next_)


async def promises_of(engine: AsyncEngine, reviewer: Reviewer, team: str | None = None) -> list[Promise]:
    """Return what is promised and not done about calls that the reviewer may open, what is due first in front."""
    open_ = await open_follow_ups(engine, agent=reviewer.only_agent, team=team)
    ids = {promise.call_id for promise in open_}
    async with engine.connect() as connection:
        rows = (await connection.execute(select(tables.calls).where(tables.calls.c.id.in_(ids)))).mappings()
        calls = {call.call_id: call for call in map(summary_of, rows)}
    told = [Promise(follow_up=promise, call=calls[promise.call_id]) for promise in open_]
    return [promise for promise in told if reviewer.may_open(promise.call)]


async def call_of_follow_up(engine: AsyncEngine, reviewer: Reviewer, follow_up: str) -> CallSummary:
    """Return the call that a follow-up is about.

    Raises:
        TyyniError: ``follow_up_not_found``: there is none, or its call is not this reviewer's.
    """
    missing = ApiError("follow_up_not_found", f"the history has no follow-up {follow_up[:20]}", 404)
    if not (follow_up.isascii() and follow_up.isdigit() and len(follow_up) <= MOST_DIGITS):
        raise missing
    calls = select(tables.calls).join(tables.follow_ups, tables.follow_ups.c.call_id == tables.calls.c.id)
    asked = calls.where(tables.follow_ups.c.id == int(follow_up))
    async with engine.connect() as connection:
        row = (await connection.execute(asked)).mappings().first()
    if row is None or not reviewer.may_open(call := summary_of(row)):
        raise missing
    return call


async def find_calls(
    engine: AsyncEngine,
    reviewer: Reviewer,
    wanted: CallFilter,
    fits: Callable[[CallSummary], bool],
    *,
    limit: int,
    after: str | None = None,
    at_once: int | None = None,
) -> tuple[list[CallSummary], str | None]:
    """Return the newest calls that fit and that the reviewer may open, and what to give as ``after`` for more.

    Args:
        engine: of the history.
        reviewer: who asks.
        wanted: which calls are looked at, `MOST_LOOKED_AT` or somewhat more of them.
        fits: which of those are found.
        limit: how many at most.
        after: see `list_calls`.
        at_once: how many are read at once; None: as many as can be.
    """
    found: list[CallSummary] = []
    looked_at = 0
    while True:
        page = await list_calls(engine, wanted, after=after, limit=at_once or MOST_PER_PAGE)
        for call in page.calls:
            if reviewer.may_open(call) and fits(call):
                found.append(call)
                after = call.call_id
                if len(found) == limit:
                    more = page.next is not None or call is not page.calls[-1]
                    return found, after if more else None
        looked_at += len(page.calls)
        if page.next is None:
            return found, None
        after = page.next
        if looked_at >= MOST_LOOKED_AT:
            return found, after


def _has_text(call: CallSummary, text: str) -> bool:
    return any(text in part.casefold() for part in (call.label, call.agent, call.team, call.call_id))


async def _promised(engine: AsyncEngine, call_ids: Sequence[str]) -> list[str]:
    """Return the call of each promise that is not done."""
    follow_up = tables.follow_ups.c
    query = select(follow_up.call_id).where(follow_up.call_id.in_(call_ids), follow_up.done_at.is_(None))
    async with engine.connect() as connection:
        return list((await connection.execute(query)).scalars())


async def _charmed(engine: AsyncEngine, call_ids: Sequence[str]) -> set[str]:
    """Return the calls with a charm moment, by the caller's words."""
    cue, heat = tables.cues.c, tables.heat.c
    said = select(cue.call_id, cue.said_ms, cue.sources).where(
        cue.call_id.in_(call_ids), cue.party == "caller"
    )
    async with engine.connect() as connection:
        thanks = [row for row in (await connection.execute(said)).all() if CHARM in row.sources]
        levels = select(heat.call_id, heat.at_ms, heat.level).order_by(heat.call_id, heat.seq)
        of_these = levels.where(heat.call_id.in_({row.call_id for row in thanks}))
        points = (await connection.execute(of_these)).all()
    return {
        call_id
        for call_id in {row.call_id for row in thanks}
        if charm_moment(
            [(row.at_ms, row.level) for row in points if row.call_id == call_id],
            [row.said_ms for row in thanks if row.call_id == call_id],
        )
    }
