"""What every HTTP API of the service does alike: who asks, bodies and queries, coded errors, answers kept nowhere.

A part of the API is a router of `make_api_router`; whatever its routes raise becomes ``{"code", "message"}``.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import msgspec
import structlog
from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import Response

from tyyni.errors import TyyniError
from tyyni.history.archive import Archive, NoArchive
from tyyni.serve.access import Access, AccessDenied, Identity, Role
from tyyni.serve.metrics import Metrics

log = structlog.get_logger()

T = TypeVar("T")

MAX_BODY_BYTES = 256 * 1024
"""Five fields of 4,000 characters, each written as twelve bytes of escapes, are 240,000 bytes: no note is refused."""

NO_STORE = {"Cache-Control": "no-store"}
"""What is answered is about people: no cache may keep it."""

STATUSES = {"call_not_found": 404, "follow_up_not_found": 404, "note_invalid": 422}
"""HTTP statuses of the history's own errors."""


class ApiError(TyyniError):
    """A request that cannot be answered; ``status`` is its HTTP status."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(code, message)
        self.status = status


def make_api_router(metrics: Metrics) -> APIRouter:
    """Return a router whose routes answer errors as coded JSON; any other error is a bug and stays one."""

    class CodedRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def coded(request: Request) -> Response:
                try:
                    return await handle(request)
                except (TyyniError, SQLAlchemyError, OSError) as error:
                    refused = _refusal(error)
                metrics.errors.labels(refused.code).inc()
                return answer({"code": refused.code, "message": refused.message}, refused.status)

            return coded

    return APIRouter(route_class=CodedRoute)


def _refusal(error: TyyniError | SQLAlchemyError | OSError) -> ApiError:
    if isinstance(error, ApiError):
        return error
    if isinstance(error, AccessDenied):
        return ApiError(error.code, error.message, error.status)
    if isinstance(error, TyyniError):
        if error.code not in STATUSES:
            raise error
        return ApiError(error.code, error.message, STATUSES[error.code])
    # The kind alone: a database's message may repeat what was written.
    log.error("history_unreadable", error=type(error).__name__)
    return ApiError("history_failing", "the history's database does not answer; try again in a while", 503)


def answer(body: object, status: int = 200) -> Response:
    """Return a body as JSON that no cache keeps."""
    return Response(msgspec.json.encode(body), status, NO_STORE, "application/json")


def attachment(name: str, body: bytes, media_type: str) -> Response:
    """Return a file to save under this name, which no cache keeps."""
    return Response(
        body,
        headers={**NO_STORE, "Content-Disposition": f'attachment; filename="{name}"'},
        media_type=media_type,
    )


def csv_attachment(name: str, table: str) -> Response:
    """Return a table to save; with the mark in front Excel reads UTF-8 as such."""
    return attachment(name, table.encode("utf-8-sig"), "text/csv")


def who(request: Request, access: Access) -> Identity:
    """Return who asks: the agent whose link this browser opened, else the supervisor; ``?as=`` chooses.

    Raises:
        AccessDenied: see `Access.identity`.
        ApiError: ``query_invalid``: ``as`` is no role.
    """
    wanted = request.query_params.get("as")
    if wanted is None:
        return access.identity(request, Role.AGENT, Role.SUPERVISOR)
    if wanted not in set(Role):
        raise ApiError("query_invalid", f"as: one of {', '.join(Role)}", 422)
    return access.identity(request, Role(wanted))


def engine_of(history: Archive | NoArchive) -> AsyncEngine:
    """Return what reads the history.

    Raises:
        ApiError: ``history_off``.
    """
    if isinstance(history, NoArchive):
        raise ApiError("history_off", "no history is kept: the service runs with TYYNI_HISTORY=false", 503)
    return history.engine


def query_of(request: Request, kind: type[T]) -> T:
    """Return the query of a request as a struct.

    Raises:
        ApiError: ``query_invalid``: a part is unknown or of the wrong kind.
    """
    given = {name: value for name, value in request.query_params.items() if name != "as"}
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise ApiError("query_invalid", str(error), 422) from error


async def body_of(request: Request, kind: type[T]) -> T:
    """Return the JSON body of a request as a struct.

    Raises:
        ApiError: ``body_too_large`` (413); ``body_invalid`` (422): it is not what this takes.
    """
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise ApiError("body_too_large", f"at most {MAX_BODY_BYTES} bytes", 413)
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise ApiError("body_invalid", str(error), 422) from error
