"""What the service answers over plain HTTP: health, figures, and the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response

from tyyni.serve.access import AccessDenied, Role
from tyyni.serve.reloading import PlaybookState
from tyyni.serve.sockets import Doors

PAGES = Path(__file__).parent / "pages"

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
"""On every answer: nothing inline, nothing from elsewhere, no frame around, no address passed on."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """The state of the service; ``reason`` says why it is not ready."""

    state: Literal["loading", "ready", "draining", "failed"]
    reason: str = ""

    @property
    def ready(self) -> bool:
        """Whether calls can begin."""
        return self.state == "ready"


LOADING = Readiness("loading", "the speech model is still loading")
READY = Readiness("ready")
DRAINING = Readiness("draining", "the service is stopping")


def make_router(
    doors: Doors,
    readiness: Callable[[], Readiness],
    playbook: Callable[[], PlaybookState | None] = lambda: None,
    *,
    pages: Path = PAGES,
) -> APIRouter:
    """Return the plain HTTP routes of a service."""
    router = APIRouter()

    @router.get("/livez")
    async def livez() -> Response:
        """Say that the process lives."""
        return PlainTextResponse("alive\n")

    @router.get("/readyz")
    async def readyz() -> Response:
        """Say whether calls can begin, and if not, why; and which playbook they get. A refused edit keeps none out."""
        now, rules = readiness(), playbook()
        body = {"state": now.state, "reason": now.reason, "playbook": asdict(rules) if rules else None}
        return JSONResponse(body, status_code=200 if now.ready else 503)

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        """Give the figures to whoever holds a key."""
        try:
            _admit_figures(request, doors)
        except AccessDenied as denied:
            return _denial(denied)
        return Response(doors.metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")

    @router.get("/")
    async def home() -> Response:
        """Lead to the agent's page."""
        return RedirectResponse("/agent", status_code=303)

    _add_pages(router, doors, pages)
    return router


def _add_pages(router: APIRouter, doors: Doors, pages: Path) -> None:
    @router.get("/agent")
    async def agent(request: Request) -> Response:
        """Show the agent's page."""
        return _page(request, doors, pages / "agent.html", Role.AGENT)

    @router.get("/floor")
    async def floor(request: Request) -> Response:
        """Show the supervisors' page."""
        return _page(request, doors, pages / "floor.html", Role.SUPERVISOR)

    @router.get("/review")
    async def review(request: Request) -> Response:
        """Show the page that looks back at calls."""
        return _page(request, doors, pages / "review.html", Role.AGENT, Role.SUPERVISOR)

    @router.get("/insights")
    async def insights(request: Request) -> Response:
        """Show what many calls show together."""
        return _page(request, doors, pages / "insights.html", Role.SUPERVISOR)

    @router.get("/practice")
    async def practice(request: Request) -> Response:
        """Show the page on which recorded calls are played for training."""
        return _page(request, doors, pages / "practice.html", Role.AGENT, Role.SUPERVISOR)

    @router.get("/pages/{name}")
    async def page_file(name: str) -> Response:
        """Give what the pages are made of: the same for everybody, so it needs no key."""
        path = pages / name
        if Path(name).name != name or name.startswith(".") or path.suffix == ".html" or not path.is_file():
            return PlainTextResponse(f"no file {name}\n", status_code=404)
        return FileResponse(path)


def _page(request: Request, doors: Doors, file: Path, *roles: Role) -> Response:
    """Show a page to whoever holds a cookie of these roles; exchange the key in a link for one."""
    access = doors.access
    token = request.query_params.get("token")
    if token is not None:
        identity = access.holder_of(token)
        if identity is None or identity.role not in roles:
            page = f"the page of the {' or the '.join(roles)}"
            return _denial(AccessDenied("not_admitted", f"this link does not open {page}", 403))
        rest = request.url.remove_query_params("token")
        answer = RedirectResponse(f"{rest.path}?{rest.query}" if rest.query else rest.path, status_code=303)
        answer.set_cookie(
            access.cookie_name(identity.role),
            access.cookie_value(identity),
            max_age=int(access.session_s),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer
    try:
        access.admit_page(request.cookies, *roles)
    except AccessDenied as denied:
        return _denial(denied)
    if not file.is_file():
        return PlainTextResponse(
            "The pages are not built [pages_missing]: run `make pages`.\n", status_code=503
        )
    return FileResponse(file)


def _admit_figures(request: Request, doors: Doors) -> None:
    if "authorization" in request.headers:
        doors.access.admit(request.headers, request.cookies, *Role)
    else:
        doors.access.admit_page(request.cookies, Role.SUPERVISOR)


def _denial(denied: AccessDenied) -> Response:
    return PlainTextResponse(f"{denied.message} [{denied.code}]\n", status_code=denied.status)
