"""What one call adds to the insights: worked out once when it is over, and kept, so that the insights of many thousand
calls need not read every heat level of them again. It concerns the agent too: only the insights read it, added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tyyni.history import tables
from tyyni.history.database import batches, inserting
from tyyni.history.helped import Helped, what_helped
from tyyni.history.reading import CHARM, CallFilter, asked

VERSION = 1
"""Counts up when a digest of the same call would be another: then all are made anew."""

AT_ONCE = 200
"""Calls of which all is read at once: 30,000 levels of heat, a few MB. Our choice."""

CAUSES = {f"P{number}" for number in range(1, 9)}
"""Rows of the source articles that say what makes callers cross."""

WARM_ENOUGH = 50.0
COOL_AGAIN = 50.0
"""A charm moment, by the caller's words alone: grateful, after the call was this hot, when it is no hotter than that.
The figures of the default playbook's rule for charm moments."""

READ = {
    tables.heat: ("at_ms", "level"),
    tables.cues: ("party", "sources", "said_ms"),
    tables.prompts: ("rule", "shown_ms"),
    tables.doings: ("kind", "rule", "value"),
}
"""What is read of each table for it."""


class Charm(msgspec.Struct, frozen=True, kw_only=True):
    """When the caller was grateful in a call that had been hot and had calmed."""

    said_ms: int
    hottest: float
    """The highest level before it."""
    level: float


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What one call adds."""

    causes: list[str]
    """Rows of the source articles that the caller's words named."""
    prompts: list[Helped]
    muted: list[str]
    """Rules that the agent muted, each once."""
    charm: Charm | None


async def digests(engine: AsyncEngine, wanted: CallFilter, calls: Mapping[str, Any]) -> dict[str, Digest]:
    """Return the digest of each call, made and kept where there was none; those of live calls are not kept.

    Args:
        engine: of the history.
        wanted: the filter that found the calls.
        calls: rows of `tables.calls` by id.
    """
    async with engine.connect() as connection:
        found = await _kept(connection, wanted)
    missing = [call_id for call_id in calls if call_id not in found]
    for some in batches(missing, AT_ONCE):
        async with engine.begin() as connection:
            made = await _made(connection, {call_id: calls[call_id] for call_id in some})
            over = [call_id for call_id in some if calls[call_id]["ended_at"] is not None]
            await _keep(connection, {call_id: made[call_id] for call_id in over})
        found |= made
    return found


async def _kept(connection: AsyncConnection, wanted: CallFilter) -> dict[str, Digest]:
    digest = tables.digests.c
    query = (
        select(digest.call_id, digest.digest)
        .join(tables.calls, tables.calls.c.id == digest.call_id)
        .where(digest.version == VERSION, *asked(wanted))
    )
    rows = (await connection.execute(query)).all()
    return {call_id: msgspec.convert(kept, Digest) for call_id, kept in rows}


async def _keep(connection: AsyncConnection, made: Mapping[str, Digest]) -> None:
    """Keep what was made; another request may have made the same."""
    if not made:
        return
    adding = inserting(connection, tables.digests)
    newest = adding.on_conflict_do_update(
        index_elements=["call_id"],
        set_={"version": adding.excluded.version, "digest": adding.excluded.digest},
    )
    rows = [
        {"call_id": call_id, "version": VERSION, "digest": msgspec.to_builtins(digest)}
        for call_id, digest in made.items()
    ]
    await connection.execute(newest, rows)


async def _made(connection: AsyncConnection, calls: Mapping[str, Any]) -> dict[str, Digest]:
    rows = {table: await _rows(connection, table, columns, list(calls)) for table, columns in READ.items()}
    return {
        call_id: _digest(
            call["heard_ms"],
            [(row["at_ms"], row["level"]) for row in rows[tables.heat][call_id]],
            [row for row in rows[tables.cues][call_id] if row["party"] == "caller"],
            rows[tables.prompts][call_id],
            [
                row
                for row in rows[tables.doings][call_id]
                if row["kind"] == "mute" and row["rule"] and row["value"]
            ],
        )
        for call_id, call in calls.items()
    }


async def _rows(
    connection: AsyncConnection, table: Table, columns: Sequence[str], call_ids: Sequence[str]
) -> defaultdict[str, list[Any]]:
    """Return rows of some calls by call, in their order."""
    query = (
        select(table.c.call_id, *(table.c[name] for name in columns))
        .where(table.c.call_id.in_(call_ids))
        .order_by(table.c.call_id, table.c.seq)
    )
    by_call: defaultdict[str, list[Any]] = defaultdict(list)
    for row in (await connection.execute(query)).mappings():
        by_call[row["call_id"]].append(row)
    return by_call


def _digest(
    heard_ms: int,
    points: Sequence[tuple[int, float]],
    cues: Sequence[Any],
    prompts: Sequence[Any],
    mutes: Sequence[Any],
) -> Digest:
    thanks_ms = [cue["said_ms"] for cue in cues if CHARM in cue["sources"]]
    return Digest(
        causes=sorted({row for cue in cues for row in cue["sources"]} & CAUSES),
        prompts=what_helped(points, [(row["rule"], row["shown_ms"]) for row in prompts], heard_ms),
        muted=sorted({row["rule"] for row in mutes}),
        # By the caller's words: that the agent was praised on the screen is the agent's own.
        charm=charm_moment(points, thanks_ms),
    )


def charm_moment(points: Sequence[tuple[int, float]], thanks_ms: Sequence[int]) -> Charm | None:
    """Return the first charm moment of a call.

    Args:
        points: of the heat line: time in ms and level, in the order of time.
        thanks_ms: when the caller was grateful, in the order of time.

    >>> charm_moment([(0, 60.0), (5_000, 20.0)], [6_000])
    Charm(said_ms=6000, hottest=60.0, level=20.0)
    """
    for said_ms in thanks_ms:
        levels = [level for at_ms, level in points if at_ms <= said_ms]
        if levels and max(levels) >= WARM_ENOUGH and levels[-1] < COOL_AGAIN:
            return Charm(said_ms=said_ms, hottest=max(levels), level=levels[-1])
    return None
