"""The API of the page after the call: past calls, one call whole, notes, follow-ups, exports."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from tyyni.coach.heat import BAND_FROM
from tyyni.history.archive import Archive, NoArchive
from tyyni.history.export import TextLanguage, as_csv, as_json, exported
from tyyni.history.helped import AFTER_FROM_MS, AFTER_TO_MS, BEFORE_MS, Helped, helped_in
from tyyni.history.recordings import Recordings
from tyyni.history.records import CallSeen, OwnPart
from tyyni.serve.access import Role
from tyyni.serve.api import answer, attachment, csv_attachment, engine_of, make_api_router, query_of
from tyyni.serve.review_access import Reviewer, reviewer_of
from tyyni.serve.review_calls import CallQuery, ShortText, call_of, lines_of, promises_of
from tyyni.serve.review_writing import add_writing
from tyyni.serve.sockets import Doors
from tyyni.wire import Band


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, and what there is to ask for."""

    role: Role
    agent: str
    """Empty: the key that all of the role share."""
    team: str
    author: str
    """Under which name notes are kept."""
    roles: list[Role]
    """Whom this browser can be."""
    history: bool
    """Whether calls are kept at all."""
    keeps_words: bool
    """Whether transcripts of calls are kept from now on."""


class HelpedWindows(msgspec.Struct, frozen=True, kw_only=True):
    """What "before" and "after" a prompt mean, counted from when it came."""

    before: int
    after_from: int
    after_to: int


class ReviewedCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call whole."""

    seen: CallSeen
    own: OwnPart | None
    """The agent's own part, for the agent of the call alone."""
    helped: list[Helped]
    """The heat before and after each prompt that the reviewer sees."""
    helped_ms: HelpedWindows
    """In ms."""
    author: str
    """Which of the notes is the reviewer's own."""
    live: bool
    sound: bool
    """Whether its sound is kept, to practise with."""
    band_from: dict[Band, float]
    """Level from which each band begins."""


class FollowUpQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which follow-ups are listed."""

    team: ShortText | None = None


class ExportQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a call is exported."""

    language: TextLanguage = TextLanguage.EN


def make_review_router(doors: Doors, history: Archive | NoArchive, recordings: Recordings) -> APIRouter:
    """Return the routes under ``/api`` that look back at calls."""
    router = make_api_router(doors.metrics)
    _add_reading(router, doors, history, recordings)
    add_writing(router, doors, history)
    return router


def _add_reading(
    router: APIRouter, doors: Doors, history: Archive | NoArchive, recordings: Recordings
) -> None:
    def is_live(call_id: str) -> bool:
        return doors.calls.find(call_id) is not None

    @router.get("/api/me")
    async def me(request: Request) -> Response:
        """Say who asks."""
        reviewer = reviewer_of(request, doors)
        identity = reviewer.identity
        return answer(
            Me(
                role=identity.role,
                agent=identity.agent,
                team=identity.team,
                author=reviewer.author,
                roles=doors.access.roles_of(request),
                history=isinstance(history, Archive),
                keeps_words=doors.settings.keep_transcripts,
            )
        )

    @router.get("/api/calls")
    async def calls(request: Request) -> Response:
        """List past calls."""
        reviewer = reviewer_of(request, doors)
        query = query_of(request, CallQuery)
        return answer(await lines_of(engine_of(history), reviewer, query, is_live))

    @router.get("/api/calls/{call_id}")
    async def call(request: Request, call_id: str) -> Response:
        """Show one call whole."""
        reviewer = reviewer_of(request, doors)
        sound = recordings.sound(call_id) is not None
        return answer(await _reviewed(history, reviewer, call_id, is_live(call_id), sound))

    @router.get("/api/calls/{call_id}/export.json")
    async def export_json(request: Request, call_id: str) -> Response:
        """Give one call as a file for programs."""
        reviewer = reviewer_of(request, doors)
        engine = engine_of(history)
        found = await call_of(engine, reviewer, call_id)
        file = as_json(await exported(engine, call_id, own=reviewer.may_see_own(found)))
        return attachment(f"tyyni-{call_id}.json", file, "application/json")

    @router.get("/api/calls/{call_id}/export.csv")
    async def export_csv(request: Request, call_id: str) -> Response:
        """Give one call as a file for a spreadsheet."""
        reviewer = reviewer_of(request, doors)
        query = query_of(request, ExportQuery)
        engine = engine_of(history)
        found = await call_of(engine, reviewer, call_id)
        file = as_csv(await exported(engine, call_id, own=reviewer.may_see_own(found)), query.language)
        return csv_attachment(f"tyyni-{call_id}.csv", file)

    @router.get("/api/follow-ups")
    async def follow_ups(request: Request) -> Response:
        """List what is promised and not done."""
        reviewer = reviewer_of(request, doors)
        query = query_of(request, FollowUpQuery)
        return answer(await promises_of(engine_of(history), reviewer, query.team))


async def _reviewed(
    history: Archive | NoArchive, reviewer: Reviewer, call_id: str, live: bool, sound: bool
) -> ReviewedCall:
    engine = engine_of(history)
    if isinstance(history, Archive):
        await history.flush()  # the agent comes here as soon as the call is over
    call = await call_of(engine, reviewer, call_id)
    whole = await exported(engine, call_id, own=reviewer.may_see_own(call))
    prompts = whole.own.prompts if whole.own is not None else whole.seen.prompts
    return ReviewedCall(
        seen=whole.seen,
        own=whole.own,
        helped=helped_in(whole.seen, prompts),
        helped_ms=HelpedWindows(before=BEFORE_MS, after_from=AFTER_FROM_MS, after_to=AFTER_TO_MS),
        author=reviewer.author,
        band_from=BAND_FROM,
        live=live,
        sound=sound,
    )
