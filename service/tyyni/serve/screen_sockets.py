"""`/ws/agent` and `/ws/floor`: the agent's page follows one live call, the supervisors' sees them all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from starlette.websockets import WebSocket

from tyyni import wire
from tyyni.errors import WireError
from tyyni.serve.access import Role
from tyyni.serve.flood import TextBudget
from tyyni.serve.session import LiveCall
from tyyni.serve.sockets import Doors, Visitor, admitted
from tyyni.serve.subscriber import CLOSE_POLICY, Subscriber

MOST_FAULTS = 20
"""Messages that are not understood, then the page is disconnected."""


async def serve_agent(websocket: WebSocket, doors: Doors) -> None:
    """Serve an agent's page: the agent's live calls, and everything of the one it follows."""
    async with admitted(websocket, doors, Role.AGENT) as visitor:
        if visitor is None:
            return
        page = _AgentPage(doors, visitor)
        page.look()
        doors.calls.listen(page.look)
        try:
            await _read_page(websocket, visitor.screen, page.do)
        finally:
            doors.calls.unlisten(page.look)
            page.leave()


async def serve_floor(websocket: WebSocket, doors: Doors) -> None:
    """Serve the supervisors' page: every live call and what changes, and one call whole."""
    async with admitted(websocket, doors, Role.SUPERVISOR) as visitor:
        if visitor is None:
            return
        screen = visitor.screen
        doors.floor.watch(screen)
        try:
            await _read_page(websocket, screen, partial(_supervisor_does, doors, screen))
        finally:
            doors.floor.unwatch(screen)


def _supervisor_does(doors: Doors, screen: Subscriber, said: str | bytes) -> None:
    """Take what a supervisors' page says.

    Raises:
        WireError: ``message_invalid``, ``call_unknown``, or what the call refuses.
    """
    match wire.decode_floor_page_message(said):
        case wire.Watch(call_id=call_id):
            doors.floor.open(screen, call_id)
        case wire.TakeHelp(call_id=call_id):
            _live(doors.calls.find(call_id)).take_help()
        case wire.SendWhisper(call_id=call_id, text=text):
            _live(doors.calls.find(call_id)).whisper(text)


def _live(call: LiveCall | None) -> LiveCall:
    if call is None:
        raise WireError("call_unknown", "that call is over")
    return call


class _AgentPage:
    """Which of the agent's calls a page follows: the newest, unless it chose another that is still live."""

    def __init__(self, doors: Doors, visitor: Visitor) -> None:
        self._doors = doors
        self._screen = visitor.screen
        self._owner = visitor.identity.agent
        self._chosen: str | None = None
        self._following: LiveCall | None = None
        self._told: wire.LiveCalls | None = None

    def look(self) -> None:
        """Tell the page which calls are live, and follow the right one; called when that list changes."""
        listed = self._doors.calls.listed(self._owner)
        call = self._doors.calls.find(self._chosen) if self._chosen is not None else None
        if call is None and listed:
            call = self._doors.calls.find(listed[-1].call_id)
        following = call.listed.call_id if call is not None else None
        now = wire.LiveCalls(calls=listed, following=following)
        if now != self._told:
            self._told = now
            self._screen.put(now)
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

    def do(self, said: str | bytes) -> None:
        """Take what the page says.

        Raises:
            WireError: ``message_invalid``, ``call_unknown``, ``nothing_followed``, or what the call refuses.
        """
        match wire.decode_agent_page_message(said):
            case wire.Follow(call_id=call_id):
                self._choose(call_id)
            case doing:
                if self._following is None:
                    raise WireError("nothing_followed", "no call is live that this page follows")
                self._following.agent_does(doing)

    def _choose(self, call_id: str) -> None:
        """Follow this call; whether another's call exists is not told."""
        if all(call.call_id != call_id for call in self._doors.calls.listed(self._owner)):
            raise WireError("call_unknown", "that call is over, or not yours")
        self._chosen = call_id
        self.look()

    def leave(self) -> None:
        """Follow nothing."""
        if self._following is not None:
            self._following.detach(self._screen)
            self._following = None


async def _read_page(websocket: WebSocket, screen: Subscriber, do: Callable[[str | bytes], None]) -> None:
    """Take what a page says until it leaves."""
    faults = 0
    budget = TextBudget(asyncio.get_running_loop().time)
    while (message := await websocket.receive())["type"] == "websocket.receive":
        if screen.close_code is not None:
            continue  # its close is on the way
        try:
            budget.spend()
            do(message.get("text") or message.get("bytes") or b"")
        except WireError as error:
            faults += 1
            close = CLOSE_POLICY if error.fatal or faults >= MOST_FAULTS else None
            screen.error(error.code, error.message, close=close)
