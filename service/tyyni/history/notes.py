"""What people write about a call when it is over (W11), and what they promised for later (W12)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from tyyni.errors import TyyniError
from tyyni.history import tables
from tyyni.history.database import inserting
from tyyni.history.reading import CallFilter, asked, call_row
from tyyni.history.records import FollowUp, KeptNote, Note, built

MOST_CHARS = 4_000
"""Of one field: two pages. Our choice."""


async def save_note(
    engine: AsyncEngine, call_id: str, note: Note, *, now: datetime | None = None
) -> KeptNote:
    """Save what somebody wrote about a call, in place of what the same author wrote before.

    Raises:
        TyyniError: ``call_not_found``; ``note_invalid``: a field is too long or not text.
    """
    texts = {
        name: _checked(name, getattr(note, name))
        for name in ("author", "what_happened", "resolution", "next_step", "prevention")
    }
    kept = KeptNote(**texts, preventable=note.preventable, saved_at=now or datetime.now(UTC))
    values = {name: getattr(kept, name) for name in KeptNote.__struct_fields__}
    async with engine.begin() as connection:
        await call_row(connection, call_id)
        adding = inserting(connection, tables.notes).values(call_id=call_id, **values)
        await connection.execute(
            adding.on_conflict_do_update(index_elements=["call_id", "author"], set_=values)
        )
    return kept


async def add_follow_up(
    engine: AsyncEngine, call_id: str, due: date, text: str, author: str, *, now: datetime | None = None
) -> FollowUp:
    """Promise something about a call for a day.

    Raises:
        TyyniError: ``call_not_found``; ``note_invalid``: the text is empty, too long or not text.
    """
    if not text.strip():
        raise TyyniError("note_invalid", "text: say what is to be done")
    values = {
        "call_id": call_id,
        "due": due,
        "text": _checked("text", text),
        "author": _checked("author", author),
        "created_at": now or datetime.now(UTC),
    }
    async with engine.begin() as connection:
        await call_row(connection, call_id)
        adding = insert(tables.follow_ups).values(**values).returning(tables.follow_ups.c.id)
        id_ = (await connection.execute(adding)).scalar_one()
    return built(FollowUp, {**values, "id": id_, "done_at": None})  # type: ignore[no-any-return]


async def open_follow_ups(
    engine: AsyncEngine, *, agent: str | None = None, team: str | None = None
) -> list[FollowUp]:
    """Return what is promised and not done, what is due first before the rest.

    Args:
        engine: of the history.
        agent: only those about this agent's calls.
        team: only those about this team's calls.
    """
    follow_up = tables.follow_ups.c
    query = (
        select(tables.follow_ups)
        .join(tables.calls, tables.calls.c.id == follow_up.call_id)
        .where(follow_up.done_at.is_(None), *asked(CallFilter(agent=agent, team=team)))
        .order_by(follow_up.due, follow_up.id)
    )
    async with engine.connect() as connection:
        return [built(FollowUp, row) for row in (await connection.execute(query)).mappings()]


async def mark_done(
    engine: AsyncEngine, follow_up: int, *, done: bool = True, now: datetime | None = None
) -> FollowUp:
    """Take a follow-up off the list, or put it back.

    Raises:
        TyyniError: ``follow_up_not_found``.
    """
    at = (now or datetime.now(UTC)) if done else None
    changing = update(tables.follow_ups).where(tables.follow_ups.c.id == follow_up).values(done_at=at)
    async with engine.begin() as connection:
        changed = (await connection.execute(changing.returning(tables.follow_ups))).mappings().first()
    if changed is None:
        raise TyyniError("follow_up_not_found", f"the history has no follow-up {follow_up}")
    return built(FollowUp, changed)  # type: ignore[no-any-return]


def _checked(name: str, text: str) -> str:
    if len(text) > MOST_CHARS or "\0" in text:
        raise TyyniError("note_invalid", f"{name}: at most {MOST_CHARS} characters of text")
    return text.strip()
