"""The part of the API that writes about a past call: notes (W11, E5) and follow-ups (W12)."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from tyyni.history.archive import Archive, NoArchive
from tyyni.history.notes import MOST_CHARS, add_follow_up, mark_done, save_note
from tyyni.history.reading import call_seen
from tyyni.history.records import KeptNote, Note
from tyyni.serve.api import answer, body_of, engine_of
from tyyni.serve.review_access import reviewer_of
from tyyni.serve.review_calls import call_of, call_of_follow_up
from tyyni.serve.sockets import Doors

Words = Annotated[str, msgspec.Meta(max_length=MOST_CHARS)]


class WrittenNote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the form sends."""

    what_happened: Words
    resolution: Words
    next_step: Words
    preventable: bool | None
    prevention: Words
    based_on: datetime | None
    """``saved_at`` of the note that the form began with; None: there was none."""


class NoteConflict(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody under the same name has saved meanwhile; nothing was written."""

    code: str
    message: str
    newest: KeptNote | None


class WrittenFollowUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is promised for a day."""

    due: date
    text: Words


class Done(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a follow-up is done."""

    done: bool


def add_writing(router: APIRouter, doors: Doors, history: Archive | NoArchive) -> None:
    """Add the routes that write."""
    one_at_a_time = asyncio.Lock()

    @router.put("/api/calls/{call_id}/notes")
    async def put_note(request: Request, call_id: str) -> Response:
        """Save the reviewer's note, unless it was changed since the form began with it."""
        reviewer = reviewer_of(request, doors)
        engine = engine_of(history)
        await call_of(engine, reviewer, call_id)
        written = await body_of(request, WrittenNote)
        async with one_at_a_time:
            notes = (await call_seen(engine, call_id)).notes
            newest = next((note for note in notes if note.author == reviewer.author), None)
            if (newest.saved_at if newest else None) != written.based_on:
                message = "this note was saved by somebody else meanwhile; nothing was overwritten"
                return answer(NoteConflict(code="note_changed", message=message, newest=newest), 409)
            return answer(await save_note(engine, call_id, _note(written, reviewer.author)))

    @router.post("/api/calls/{call_id}/follow-ups")
    async def post_follow_up(request: Request, call_id: str) -> Response:
        """Promise something for a day."""
        reviewer = reviewer_of(request, doors)
        engine = engine_of(history)
        await call_of(engine, reviewer, call_id)
        promised = await body_of(request, WrittenFollowUp)
        return answer(await add_follow_up(engine, call_id, promised.due, promised.text, reviewer.author), 201)

    @router.patch("/api/follow-ups/{follow_up}")
    async def patch_follow_up(request: Request, follow_up: str) -> Response:
        """Take a follow-up off the list, or put it back."""
        reviewer = reviewer_of(request, doors)
        engine = engine_of(history)
        await call_of_follow_up(engine, reviewer, follow_up)
        wanted = await body_of(request, Done)
        return answer(await mark_done(engine, int(follow_up), done=wanted.done))


def _note(written: WrittenNote, author: str) -> Note:
    return Note(
        author=author,
        what_happened=written.what_happened,
        resolution=written.resolution,
        next_step=written.next_step,
        preventable=written.preventable,
        prevention=written.prevention,
    )
