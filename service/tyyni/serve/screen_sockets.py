"""`/ws/agent` and `/ws/floor`: the agent's page follows one live call, the supervisors' sees them all."""

from __future__ import annotations

import msgspec
from starlette.websockets import WebSocket

from tyyni import wire
from tyyni.serve.access import Role
from tyyni.serve.session import LiveCall
from tyyni.serve.sockets import Doors, admitted
from tyyni.serve.subscriber import CLOSE_POLICY, Subscriber

MOST_FAULTS = 20
"""Messages that are not understood, then the page is disconnected."""

_FOLLOW: msgspec.json.Decoder[wire.Follow] = msgspec.json.Decoder(wire.Follow)


async def serve_agent(websocket: WebSocket, doors: Doors) -> None:
    """Serve an agent's page: the live calls, and everything of the one it follows."""
    async with admitted(websocket, doors, Role.AGENT) as screen:
        if screen is None:
            return
        page = _AgentPage(doors, screen)
        page.look()
        doors.calls.listen(page.look)
        try:
            await _read_page(websocket, screen, page)
        finally:
            doors.calls.unlisten(page.look)
            page.leave()


async def serve_floor(websocket: WebSocket, doors: Doors) -> None:
    """Serve the supervisors' page: every live call and what changes."""
    async with admitted(websocket, doors, Role.SUPERVISOR) as screen:
        if screen is None:
            return
        doors.floor.watch(screen)
        try:
            await _read_page(websocket, screen, None)
        finally:
            doors.floor.unwatch(screen)


class _AgentPage:
    """Which call an agent's page follows: the newest, unless it chose another that is still live."""

    def __init__(self, doors: Doors, screen: Subscriber) -> None:
        self._doors = doors
        self._screen = screen
        self._chosen: str | None = None
        self._following: LiveCall | None = None

    def look(self) -> None:
        """Tell the page which calls are live, and follow the right one; called when that list changes."""
        listed = self._doors.calls.listed()
        call = self._doors.calls.find(self._chosen) if self._chosen is not None else None
        if call is None and listed:
            call = self._doors.calls.find(listed[-1].call_id)
        following = call.listed.call_id if call is not None else None
        self._screen.put(wire.LiveCalls(calls=listed, following=following))
        if call is self._following:
            return
        self.leave()
        self._following = call
        if call is not None:
            # The page hears how the call was welcomed, without the token that resumes it.
            self._screen.put(
                wire.Welcome(
                    call_id=call.listed.call_id,
                    resume_token="",
                    next_sample=call.intake.next_samples,
                    voice_analysis=call.voice_analysis,
                )
            )
            call.attach(self._screen)

    def choose(self, call_id: str) -> None:
        """Follow this call; an unknown one is refused with ``call_unknown``."""
        if self._doors.calls.find(call_id) is None:
            self._screen.error("call_unknown", "that call is over")
            return
        self._chosen = call_id
        self.look()

    def leave(self) -> None:
        """Follow nothing."""
        if self._following is not None:
            self._following.detach(self._screen)
            self._following = None


async def _read_page(websocket: WebSocket, screen: Subscriber, page: _AgentPage | None) -> None:
    """Take what a page says until it leaves; supervisors' pages have nothing to say."""
    faults = 0
    while (message := await websocket.receive())["type"] == "websocket.receive":
        try:
            if page is None:
                raise msgspec.ValidationError("this page is told, it does not tell")
            page.choose(_FOLLOW.decode(message.get("text") or message.get("bytes") or b"").call_id)
        except (msgspec.DecodeError, UnicodeError) as error:
            faults += 1
            close = CLOSE_POLICY if faults >= MOST_FAULTS else None
            screen.error("message_invalid", f"message not understood: {error}", close=close)
