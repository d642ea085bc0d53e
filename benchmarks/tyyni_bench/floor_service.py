"""The service's own floor over a real websocket, with simulated calls on it instead of sound, and the built page."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from tyyni import wire
from tyyni.coach.call import LOOK_EVERY_MS
from tyyni.errors import TyyniError
from tyyni.serve.floor import Floor
from tyyni.serve.metrics import Metrics
from tyyni.serve.subscriber import Subscriber
from tyyni.serve.web import PAGES
from tyyni_bench.floor_calls import SimulatedCalls

READY_WITHIN_S = 10.0
LOOKS_BETWEEN_LAGS = 2
"""The service tells the lag of the text once a second."""


@contextmanager
def simulated_floor(calls: SimulatedCalls, pages: Path = PAGES) -> Iterator[str]:
    """Run the floor while this is entered; gives the address of its page.

    Raises:
        TyyniError: ``pages_missing``, or ``service_failed``.
    """
    if not (pages / "floor.html").is_file():
        raise TyyniError("pages_missing", "the pages are not built: run `make pages`")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        config = uvicorn.Config(
            _app(calls, pages),
            log_config=None,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=1,
        )
        server = _Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        if not server.ready.wait(READY_WITHIN_S):
            raise TyyniError("service_failed", "the simulated floor did not start")
        try:
            yield f"http://127.0.0.1:{port}/floor"
        finally:
            server.should_exit = True
            thread.join(READY_WITHIN_S)


class _Server(uvicorn.Server):
    """uvicorn that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def _app(calls: SimulatedCalls, pages: Path) -> Starlette:
    floor = Floor()
    for call in calls:
        floor.show(call)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        going_on = asyncio.create_task(_go_on(floor, calls))
        yield
        going_on.cancel()

    async def page(_: Request) -> FileResponse:
        return FileResponse(pages / "floor.html")

    async def alive(_: Request) -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    async def watch(websocket: WebSocket) -> None:
        await _tell(websocket, floor)

    routes = [
        Route("/floor", page),
        Route("/livez", alive),
        WebSocketRoute("/ws/floor", watch),
        Mount("/pages", StaticFiles(directory=pages)),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def _go_on(floor: Floor, calls: SimulatedCalls) -> None:
    """Look at every call each `LOOK_EVERY_MS`, one after another as calls that began at different times are."""
    loop = asyncio.get_running_loop()
    begun_s, apart_s = loop.time(), LOOK_EVERY_MS / 1000 / len(calls)
    looks = 0
    while True:
        index, turn = looks % len(calls), looks // len(calls)
        floor.show(calls.look(index))
        if (turn + index) % LOOKS_BETWEEN_LAGS == 0:
            floor.show(calls.lag(index))
        looks += 1
        await asyncio.sleep(max(begun_s + looks * apart_s - loop.time(), 0.0))


async def _tell(websocket: WebSocket, floor: Floor) -> None:
    await websocket.accept()
    screen = Subscriber(Metrics())
    floor.watch(screen)
    sending = asyncio.create_task(_send(websocket, screen))
    try:
        while (await websocket.receive())["type"] == "websocket.receive":
            pass  # the page asks for nothing while it is measured
    finally:
        floor.unwatch(screen)
        screen.finish()
        sending.cancel()


async def _send(websocket: WebSocket, screen: Subscriber) -> None:
    while (message := await screen.take()) is not None:
        await websocket.send_text(wire.encode(message))
