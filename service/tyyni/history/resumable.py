"""Calls whose service died in them: found again by the one that starts, or ended when nobody comes back for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tyyni.coach.heat import Heat
from tyyni.coach.playbook import Prompt
from tyyni.coach.resuming import PastPrompt, Reached
from tyyni.coach.words import Cue
from tyyni.history import tables
from tyyni.history.database import batches
from tyyni.history.holding import Claim
from tyyni.history.own import own_part
from tyyni.history.reading import call_seen, in_call
from tyyni.history.records import (
    CallSummary,
    KeptCue,
    KeptDoing,
    KeptHeat,
    KeptPrompt,
    KeptStep,
    KeptWhisper,
    OwnPrompt,
)
from tyyni.units import CallMs, Party

RESUMABLE_S = 45.0
"""A client gives up after 30 s without a service, and keeps 30 s of sound. With the 15 s that it is asked for again at
most (`MOST_REHEARD_MS`) this is as long as a call may be away: what is missing then is the 30 s that can be bridged."""


MOST_ASKED_FOR = 500
"""Calls in one query; SQLite of old took 999 values."""


@dataclass(frozen=True, slots=True)
class PastText:
    """A final text that is kept."""

    party: Party
    utterance: int
    text: str
    start_ms: CallMs
    end_ms: CallMs


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumableCall:
    """All that is kept of a call that is not over."""

    call: CallSummary
    claim: Claim
    voice_analysis: bool
    reached: Reached
    heat: Heat | None
    """The newest."""
    help_taken: bool
    last_seq: int
    heats: tuple[Heat, ...]
    cues: tuple[Cue, ...]
    """Of both parties, in the order of their time."""
    prompts: tuple[PastPrompt, ...]
    caller_prompts: tuple[Prompt, ...]
    """As supervisors were told them; their numbers and alerts are not kept."""
    steps: tuple[KeptStep, ...]
    texts: tuple[PastText, ...]
    doings: tuple[KeptDoing, ...]
    whispers: tuple[KeptWhisper, ...]


async def find_resumable(engine: AsyncEngine, call_id: str, now: datetime) -> ResumableCall | None:
    """Return a call that is not over, and whose service was alive at most `RESUMABLE_S` ago; None: there is none."""
    resume, call = tables.resumes, tables.calls
    query = (
        select(resume)
        .join(call, call.c.id == resume.c.call_id)
        .where(resume.c.call_id == call_id, call.c.ended_at.is_(None))
        .where(resume.c.alive_at >= now - timedelta(seconds=RESUMABLE_S))
    )
    async with engine.connect() as connection:
        row = (await connection.execute(query)).mappings().first()
        if row is None:
            return None
        last_seq = await _last_seq(connection, call_id)
        texts = [_text(one) for one in (await connection.execute(in_call(tables.texts, call_id))).mappings()]
    seen, own = await call_seen(engine, call_id), await own_part(engine, call_id)
    return ResumableCall(
        call=seen.call,
        claim=Claim(row["token_sha256"], row["owner"], row["declared"]),
        voice_analysis=row["voice_analysis"],
        reached=_reached(row),
        heat=_heat(msgspec.convert(row["heat"], KeptHeat)) if row["heat"] else None,
        help_taken=row["help_taken"],
        last_seq=last_seq,
        heats=tuple(map(_heat, seen.heat)),
        cues=tuple(sorted(map(_cue, [*seen.cues, *own.cues]), key=lambda cue: cue.said_ms)),
        prompts=tuple(PastPrompt(_own_prompt(one), one.gone_ms is not None) for one in own.prompts),
        caller_prompts=tuple(_prompt(0, "caller", one) for one in seen.prompts),
        steps=tuple(own.steps),
        texts=tuple(texts),
        doings=tuple(own.doings),
        whispers=tuple(seen.whispers),
    )


async def calls_over(engine: AsyncEngine, call_ids: Collection[str], now: datetime) -> dict[str, str | None]:
    """Return those of these calls that are over or for which nobody can come back, each with its language."""
    resume, call = tables.resumes, tables.calls
    query = select(call.c.id, call.c.language).outerjoin(resume, call.c.id == resume.c.call_id)
    over = or_(call.c.ended_at.is_not(None), *_left_alone(now))
    async with engine.connect() as connection:
        found = [
            row
            for some in batches(call_ids, MOST_ASKED_FOR)
            for row in await connection.execute(query.where(call.c.id.in_(some), over))
        ]
    return {row.id: row.language for row in found}


async def calls_known(engine: AsyncEngine, call_ids: Collection[str]) -> set[str]:
    """Return those of these calls that the history has."""
    call = tables.calls.c
    async with engine.connect() as connection:
        return {
            call_id
            for some in batches(call_ids, MOST_ASKED_FOR)
            for call_id in (await connection.execute(select(call.id).where(call.id.in_(some)))).scalars()
        }


async def has_calls(engine: AsyncEngine) -> bool:
    """Return whether the history has any call."""
    async with engine.connect() as connection:
        return (await connection.execute(select(tables.calls.c.id).limit(1))).first() is not None


async def end_abandoned(engine: AsyncEngine, now: datetime) -> int:
    """End, with the last time they are known to have lived, the calls for which nobody can come back; return how many.

    A call of another service that shares the database is alive, and is left alone. One without anything to go on with
    is of a version before this, and long over. What only a call that is not over needs goes once it is.
    """
    resume, call = tables.resumes, tables.calls
    query = (
        select(call.c.id, call.c.started_at, call.c.heard_ms, resume.c.alive_at)
        .outerjoin(resume, call.c.id == resume.c.call_id)
        .where(call.c.ended_at.is_(None))
        .where(or_(*_left_alone(now)))
    )
    async with engine.begin() as connection:
        found = list((await connection.execute(query)).mappings())
        for row in found:
            heard_until = row["started_at"] + timedelta(milliseconds=row["heard_ms"])
            ended = update(call).where(call.c.id == row["id"])
            await connection.execute(ended.values(ended_at=row["alive_at"] or heard_until))
        over = select(call.c.id).where(call.c.ended_at.is_not(None))
        await connection.execute(delete(resume).where(resume.c.call_id.in_(over)))
    return len(found)


def _left_alone(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of which one holds for a call that is not over and that nobody can come back for."""
    alive_at = tables.resumes.c.alive_at
    return alive_at.is_(None), alive_at < now - timedelta(seconds=RESUMABLE_S)


async def _last_seq(connection: AsyncConnection, call_id: str) -> int:
    last = 0
    for table in tables.metadata.tables.values():
        if "seq" in table.c:
            query = select(func.max(table.c.seq)).where(table.c.call_id == call_id)
            last = max(last, (await connection.execute(query)).scalar() or 0)
    return last


def _reached(row: Any) -> Reached:
    return Reached(
        CallMs(row["heard_ms"]),
        {Party(party): sample for party, sample in row["next_samples"].items()},
        row["last_utterance"],
        tuple((Party(party), utterance) for party, utterance in row["open_texts"]),
    )


def _heat(kept: KeptHeat) -> Heat:
    return msgspec.convert(msgspec.to_builtins(kept), Heat)


def _cue(kept: KeptCue) -> Cue:
    said_ms = CallMs(kept.said_ms)
    return Cue(
        kept.cue, kept.party, kept.phrase or "", kept.quote or "", said_ms, kept.confidence, kept.heat_points
    )


def _own_prompt(kept: OwnPrompt) -> Prompt:
    return _prompt(kept.prompt, kept.about, kept)


def _prompt(id_: int, about: str, kept: KeptPrompt) -> Prompt:
    values = {"id": id_, "about": about, "heard_ms": kept.shown_ms, **msgspec.to_builtins(kept)}
    return msgspec.convert(values, Prompt)


def _text(row: Any) -> PastText:
    return PastText(
        Party(row["party"]), row["utterance"], row["text"], CallMs(row["start_ms"]), CallMs(row["end_ms"])
    )
