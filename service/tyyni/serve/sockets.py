"""What all three websockets have in common: who may open one, how many, and how its messages go out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from tyyni import wire
from tyyni.serve.access import Access, AccessDenied, Identity, Role
from tyyni.serve.calls import Calls
from tyyni.serve.ears import Ears
from tyyni.serve.floor import Floor
from tyyni.serve.metrics import Metrics
from tyyni.serve.settings import ServeSettings
from tyyni.serve.subscriber import CLOSE_POLICY, CLOSE_TRY_LATER, Subscriber
from tyyni.units import WallNs

log = structlog.get_logger()

CLOSING_S = 5.0
"""For a peer to take the last message and the close."""
KEY_CHECK_S = 2.0
"""How soon whoever has had a personal key taken back is out. Our choice: a look at a file's time each."""


@dataclass(slots=True)
class Doors:
    """What the websockets need of the service."""

    settings: ServeSettings
    access: Access
    calls: Calls
    floor: Floor
    metrics: Metrics
    clock: Callable[[], WallNs]
    ears: Ears | None = None
    """None until everything is loaded."""
    open_connections: int = 0


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who opened a websocket, and what waits to be sent to it."""

    identity: Identity
    screen: Subscriber


@asynccontextmanager
async def admitted(websocket: WebSocket, doors: Doors, *roles: Role) -> AsyncIterator[Visitor | None]:
    """Let a websocket in that holds one of the roles, and send what is put on the visitor's screen.

    Yields None, with the refusal already sent, when it may not come in. On leaving, the connection is closed
    once what still waits has been sent.
    """
    try:
        identity = doors.access.admit(websocket.headers, websocket.cookies, *roles)
    except AccessDenied as denied:
        doors.metrics.errors.labels(denied.code).inc()
        answer = {"code": denied.code, "message": denied.message}
        await websocket.send_denial_response(JSONResponse(answer, status_code=denied.status))
        yield None
        return
    await websocket.accept()
    subscriber = Subscriber(doors.metrics)
    kind = websocket.url.path.rsplit("/", 1)[-1]
    doors.open_connections += 1
    doors.metrics.connections.labels(kind).inc()
    sender = asyncio.create_task(send_all(websocket, subscriber))
    watcher = asyncio.create_task(_watch_key(doors.access, identity, subscriber))
    try:
        if doors.open_connections > doors.settings.max_connections:
            most = f"{doors.settings.max_connections} websockets are open, as many as are allowed"
            subscriber.error("too_many_connections", most, close=CLOSE_TRY_LATER)
            yield None
        else:
            yield Visitor(identity, subscriber)
    finally:
        watcher.cancel()
        subscriber.finish()
        await asyncio.wait({sender}, timeout=CLOSING_S)
        sender.cancel()
        doors.open_connections -= 1
        doors.metrics.connections.labels(kind).dec()


async def _watch_key(access: Access, identity: Identity, subscriber: Subscriber) -> None:
    """Close the connection of somebody whose personal key has been taken back or renewed."""
    while True:
        await asyncio.sleep(KEY_CHECK_S)
        if not access.still_admits(identity):
            why = "your key is no longer valid: ask for a new link"
            subscriber.error("key_taken_back", why, close=CLOSE_POLICY)
            return


async def send_all(websocket: WebSocket, subscriber: Subscriber) -> None:
    """Send what is put into the subscriber until the connection is to be closed, then close it."""
    try:
        while (message := await subscriber.take()) is not None:
            await websocket.send_text(wire.encode(message))
        await websocket.close(subscriber.close_code or 1000)
    except WebSocketDisconnect:
        return  # the peer is gone; the reading side of the connection sees that too
    except RuntimeError as error:
        # uvicorn's word for a connection that it has closed itself: a message too big, or no pong.
        log.info("closed_by_server", reason=str(error))
