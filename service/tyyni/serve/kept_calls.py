"""Calls whose sound is kept, to practise with: each for whoever may look back at it.

Whoever practises with somebody else's call hears what was said in it, as anybody would who heard the recording, and is
told nothing of the agent's own part: neither steps nor conduct.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from fastapi import APIRouter, Request
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import FileResponse, Response

from tyyni import wire
from tyyni.errors import TyyniError, WireError
from tyyni.history import tables
from tyyni.history.archive import Archive, NoArchive
from tyyni.history.reading import CallFilter
from tyyni.history.recordings import Recordings
from tyyni.history.records import CallSummary
from tyyni.serve.api import NO_STORE, ApiError, answer, engine_of, make_api_router
from tyyni.serve.practice import LONGEST_MS, MEDIA_TYPES, UnusableCall, read_recording
from tyyni.serve.review_access import Reviewer, reviewer_of
from tyyni.serve.review_calls import call_of, find_calls
from tyyni.serve.sockets import Doors
from tyyni.units import Party

MOST_LISTED = 50
"""Nobody chooses from more; an older call is opened from its review. Our choice."""


class KeptCall(msgspec.Struct, frozen=True, kw_only=True):
    """A past call whose sound is kept."""

    call_id: str
    agent: str
    team: str
    label: str
    started_at: datetime
    language: str
    """Spoken in it: ISO 639-1, or auto."""
    parties: dict[Party, int]
    """Channel of each party, from 0."""
    duration_ms: int
    """Of its sound."""
    too_long: bool
    """It is longer than a page can play."""
    own: bool
    """Whether it is the own call of whoever asks: others are told no steps and no conduct."""


class KeptCalls(msgspec.Struct, frozen=True, kw_only=True):
    """The newest past calls whose sound is kept and that may be opened, the newest first."""

    calls: list[KeptCall]
    unusable: list[UnusableCall]


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms somebody practises with a call."""

    own: bool
    """The agent's own part of it is told."""
    tone: bool
    """The caller's tone may be analysed."""


@dataclass(frozen=True, slots=True)
class KeptSound:
    """Finds calls whose sound is kept; what a reviewer may not open is not found."""

    recordings: Recordings
    history: Archive | NoArchive

    async def newest(self, reviewer: Reviewer) -> KeptCalls:
        """Return what there is for somebody."""
        if isinstance(self.history, NoArchive):
            return KeptCalls(calls=[], unusable=[])
        finished = await asyncio.to_thread(self.recordings.finished)
        if not finished:
            return KeptCalls(calls=[], unusable=[])
        found, _ = await find_calls(
            self.history.engine,
            reviewer,
            CallFilter(agent=reviewer.only_agent),
            lambda call: call.call_id in finished,
            limit=MOST_LISTED,
        )
        return await asyncio.to_thread(self._listed, reviewer, found)

    async def one(self, reviewer: Reviewer, call_id: str) -> KeptCall:
        """Return one call.

        Raises:
            TyyniError: ``call_not_found``, see `call_of`; ``recording_unknown``: its sound is not kept;
                ``history_off``; or what `read_recording` says.
        """
        call, path = await self._found(reviewer, call_id)
        return await asyncio.to_thread(_kept, reviewer, call, path)

    async def path(self, reviewer: Reviewer, call_id: str) -> Path:
        """Return the file of one call; raises as `one`."""
        return (await self._found(reviewer, call_id))[1]

    async def terms(self, call_id: str | None, reviewer: Reviewer) -> Terms:
        """Return on which terms somebody practises with a call; None: with one that is nobody's.

        Raises:
            WireError: it is none that may be opened, see `one`; fatal.
        """
        if call_id is None:
            return Terms(own=True, tone=True)
        try:
            call, path = await self._found(reviewer, call_id)
            kept = await asyncio.to_thread(_kept, reviewer, call, path)
            return Terms(own=kept.own, tone=await _tone_was_allowed(engine_of(self.history), call))
        except TyyniError as error:
            raise WireError(error.code, error.message, fatal=True) from error

    async def _found(self, reviewer: Reviewer, call_id: str) -> tuple[CallSummary, Path]:
        call = await call_of(engine_of(self.history), reviewer, call_id)
        path = self.recordings.sound(call.call_id)
        if path is None:
            raise ApiError("recording_unknown", f"the sound of call {call_id[:40]} is not kept", 404)
        return call, path

    def _listed(self, reviewer: Reviewer, found: Sequence[CallSummary]) -> KeptCalls:
        calls: list[KeptCall] = []
        unusable: list[UnusableCall] = []
        for call in found:
            path = self.recordings.sound(call.call_id)
            try:
                calls += [_kept(reviewer, call, path)] if path is not None else []
            except TyyniError as error:
                unusable.append(UnusableCall(name=call.call_id, why=error.message))
        return KeptCalls(calls=calls, unusable=unusable)


def is_agents_own(message: wire.Message) -> bool:
    """Return whether a message is of the agent's own part of a call."""
    match message:
        case wire.Conduct() | wire.StepDone() | wire.Checklist():
            return True
        case wire.PromptShown(about=about):
            return about == "conduct"
        case wire.Notice(party=party):
            return party is Party.AGENT
        case _:
            return False


def make_kept_router(doors: Doors, kept: KeptSound) -> APIRouter:
    """Return the routes of calls whose sound is kept."""
    router = make_api_router(doors.metrics)

    @router.get("/api/practice/kept")
    async def calls(request: Request) -> Response:
        """List those that the visitor may open."""
        return answer(await kept.newest(reviewer_of(request, doors)))

    @router.get("/api/calls/{call_id}/recording")
    async def recording(request: Request, call_id: str) -> Response:
        """Say what there is to hear of one."""
        return answer(await kept.one(reviewer_of(request, doors), call_id))

    @router.get("/api/calls/{call_id}/audio")
    async def audio(request: Request, call_id: str) -> Response:
        """Give the sound of one, whole or in part."""
        path = await kept.path(reviewer_of(request, doors), call_id)
        return FileResponse(path, headers=NO_STORE, media_type=MEDIA_TYPES[path.suffix])

    return router


async def _tone_was_allowed(engine: AsyncEngine, call: CallSummary) -> bool:
    """Return whether the caller's tone was analysed from the begin of a call to its end: what a caller did not allow in
    the call, or took back in it, nobody may do to the recording later."""
    notice = tables.notices.c
    switched_off = notice.call_id == call.call_id, notice.code == "voice_analysis", ~notice.active
    async with engine.connect() as connection:
        was_off = (await connection.execute(select(exists().where(*switched_off)))).scalar_one()
    return call.voice_analysis and not was_off


def _kept(reviewer: Reviewer, call: CallSummary, path: Path) -> KeptCall:
    read = read_recording(path)
    return KeptCall(
        call_id=call.call_id,
        agent=call.agent,
        team=call.team,
        label=call.label,
        started_at=call.started_at,
        language=read.language,
        parties=read.parties,
        duration_ms=read.duration_ms,
        too_long=read.duration_ms > LONGEST_MS,
        own=reviewer.may_see_own(call),
    )
