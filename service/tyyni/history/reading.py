"""Reads calls as supervisors may see them; what is the agent's alone is read by `tyyni.history.own`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, Table, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tyyni.coach.heat import BAND_FROM
from tyyni.errors import TyyniError
from tyyni.history import tables
from tyyni.history.records import (
    CallPage,
    CallSeen,
    CallSummary,
    FollowUp,
    KeptCue,
    KeptHeat,
    KeptHelp,
    KeptNote,
    KeptNotice,
    KeptPrompt,
    KeptText,
    KeptWhisper,
    built,
)

R = TypeVar("R")

HOT_FROM = BAND_FROM["hot"]

CHARM = "H9"
"""The row of the source articles that charm moments serve."""

MOST_PER_PAGE = 200
"""More lines than this nobody reads. Our choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls; what is left out asks nothing."""

    agent: str | None = None
    team: str | None = None
    since: datetime | None = None
    """Began at this time or later; with a time zone."""
    until: datetime | None = None
    """Began before this."""
    hot: bool = False
    """Only calls that were hot at some time."""


EVERY_CALL = CallFilter()


def asked(wanted: CallFilter) -> list[Any]:
    """Return the conditions on `tables.calls` that a filter stands for."""
    call = tables.calls.c
    conditions: list[Any] = []
    if wanted.agent is not None:
        conditions.append(call.agent == wanted.agent)
    if wanted.team is not None:
        conditions.append(call.team == wanted.team)
    if wanted.since is not None:
        conditions.append(call.started_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(call.started_at < wanted.until)
    if wanted.hot:
        conditions.append(call.max_heat >= HOT_FROM)
    return conditions


async def list_calls(
    engine: AsyncEngine, wanted: CallFilter = EVERY_CALL, *, after: str | None = None, limit: int = 50
) -> CallPage:
    """Return calls, the newest first.

    Args:
        engine: of the history.
        wanted: which.
        after: the ``next`` of the page before; calls that began meanwhile shift nothing.
        limit: how many at most, 1 to 200.

    Raises:
        TyyniError: ``call_not_found``: ``after`` names no call.
    """
    limit = min(max(limit, 1), MOST_PER_PAGE)
    call = tables.calls.c
    query = select(tables.calls).where(*asked(wanted))
    async with engine.connect() as connection:
        if after is not None:
            last = await call_row(connection, after)
            earlier = and_(call.started_at == last["started_at"], call.id < after)
            query = query.where(or_(call.started_at < last["started_at"], earlier))
        query = query.order_by(call.started_at.desc(), call.id.desc()).limit(limit + 1)
        found = [summary_of(row) for row in (await connection.execute(query)).mappings()]
    return CallPage(calls=found[:limit], next=found[limit - 1].call_id if len(found) > limit else None)


async def call_seen(engine: AsyncEngine, call_id: str) -> CallSeen:
    """Return one call whole, as supervisors may see it.

    Raises:
        TyyniError: ``call_not_found``.
    """
    async with engine.connect() as connection:
        call = summary_of(await call_row(connection, call_id))
        of_others = or_(tables.notices.c.party.is_(None), tables.notices.c.party != "agent")
        asks = tables.doings.c.kind == "ask_help"
        notes = (
            select(tables.notes).where(tables.notes.c.call_id == call_id).order_by(tables.notes.c.saved_at)
        )
        open_or_done = select(tables.follow_ups).where(tables.follow_ups.c.call_id == call_id)
        return CallSeen(
            call=call,
            heat=await rows_of(connection, KeptHeat, tables.heat, call_id),
            cues=await rows_of(connection, KeptCue, tables.cues, call_id, tables.cues.c.party == "caller"),
            prompts=await rows_of(connection, KeptPrompt, tables.caller_prompts, call_id),
            # A text is kept when it is final: on a busy machine after one that began later.
            texts=sorted(
                await rows_of(connection, KeptText, tables.texts, call_id), key=lambda text: text.start_ms
            ),
            notices=await rows_of(connection, KeptNotice, tables.notices, call_id, of_others),
            help=[
                KeptHelp(on=row["value"], heard_ms=row["heard_ms"])
                for row in await _mappings(connection, in_call(tables.doings, call_id).where(asks))
            ],
            whispers=await rows_of(connection, KeptWhisper, tables.whispers, call_id),
            notes=[built(KeptNote, row) for row in await _mappings(connection, notes)],
            follow_ups=[
                built(FollowUp, row)
                for row in await _mappings(connection, open_or_done.order_by(tables.follow_ups.c.id))
            ],
        )


async def call_row(connection: AsyncConnection, call_id: str) -> Any:
    """Return the row of a call.

    Raises:
        TyyniError: ``call_not_found``.
    """
    found = await _mappings(connection, select(tables.calls).where(tables.calls.c.id == call_id))
    if not found:
        raise TyyniError("call_not_found", f"the history has no call {call_id}")
    return found[0]


async def rows_of(
    connection: AsyncConnection, kind: type[R], table: Table, call_id: str, *conditions: Any
) -> list[R]:
    """Return the rows of a call in the order they happened, as records."""
    found = await _mappings(connection, in_call(table, call_id).where(*conditions))
    return [built(kind, row) for row in found]


def in_call(table: Table, call_id: str) -> Select[Any]:
    """Return what reads the rows of a call in the order they happened."""
    return select(table).where(table.c.call_id == call_id).order_by(table.c.seq)


def summary_of(row: Any) -> CallSummary:
    """Return the line of a call's row."""
    return built(CallSummary, {**row, "call_id": row["id"]})  # type: ignore[no-any-return]


async def _mappings(connection: AsyncConnection, query: Select[Any]) -> list[Any]:
    return list((await connection.execute(query)).mappings())
