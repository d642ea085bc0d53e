"""Reads what of a call concerns its agent alone: for the agent's own page, and for nothing else.

It lies in a module of its own, so that a page of supervisors cannot read it by accident: a test forbids the import.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from tyyni.history import tables
from tyyni.history.reading import CHARM, CallFilter, asked, call_row, rows_of
from tyyni.history.records import KeptCue, KeptDoing, KeptNotice, KeptStep, OwnPart, OwnPrompt, built


async def own_part(engine: AsyncEngine, call_id: str) -> OwnPart:
    """Return the agent's own part of a call; who asks must be that agent.

    Raises:
        TyyniError: ``call_not_found``.
    """
    async with engine.connect() as connection:
        await call_row(connection, call_id)
        agents_cue, about_agent = tables.cues.c.party == "agent", tables.notices.c.party == "agent"
        return OwnPart(
            prompts=await rows_of(connection, OwnPrompt, tables.prompts, call_id),
            steps=await rows_of(connection, KeptStep, tables.steps, call_id),
            cues=await rows_of(connection, KeptCue, tables.cues, call_id, agents_cue),
            doings=await rows_of(connection, KeptDoing, tables.doings, call_id),
            notices=await rows_of(connection, KeptNotice, tables.notices, call_id, about_agent),
        )


async def own_charm_moments(engine: AsyncEngine, agent: str) -> list[tuple[str, OwnPrompt]]:
    """Return the charm moments (H9) that an agent was told of, the newest first: call id and prompt."""
    joined = tables.prompts.join(tables.calls, tables.calls.c.id == tables.prompts.c.call_id)
    query = (
        select(tables.prompts)
        .select_from(joined)
        .where(*asked(CallFilter(agent=agent)))
        .order_by(tables.calls.c.started_at.desc(), tables.prompts.c.seq)
    )
    async with engine.connect() as connection:
        found = (await connection.execute(query)).mappings()
        return [(row["call_id"], built(OwnPrompt, row)) for row in found if CHARM in row["sources"]]
