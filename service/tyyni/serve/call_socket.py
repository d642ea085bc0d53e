"""`/ws/call`: the sound of one call comes in, its prompts and figures go back on the same connection.

`/ws/practice` is the same for a recorded call that is played for training, by agents and supervisors.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from msgspec.structs import replace
from starlette.websockets import WebSocket

from tyyni import wire
from tyyni.errors import WireError
from tyyni.serve.access import Role
from tyyni.serve.flood import TextBudget
from tyyni.serve.handshake import read_hello, with_names
from tyyni.serve.kept_calls import KeptSound, Terms, is_agents_own
from tyyni.serve.review_access import Reviewer
from tyyni.serve.session import LiveCall
from tyyni.serve.sockets import Doors, Visitor, admitted
from tyyni.serve.subscriber import CLOSE_POLICY, CLOSE_TRY_LATER, Subscriber


@dataclass(frozen=True, slots=True)
class CallLimits:
    """How much a call's connection may ask for. Our choices."""

    faults: int = 50
    """Messages that are not understood or allowed, then the connection is closed: a broken client."""
    ahead_ms: int = 2_000
    """Sound may run ahead of true speed by this much before it is slowed to what can be worked through."""
    open_texts: int = 2
    """Utterances without text that a call ahead of true speed may have: one for each party."""
    longest_pause_s: float = 1.0
    """Sound that is ahead waits no longer than this for each message, so that pings are still answered."""


LIMITS = CallLimits()
TRY_LATER = frozenset({"not_ready", "too_many_calls"})
"""Refusals that a later attempt may not meet."""


async def serve_call(websocket: WebSocket, doors: Doors, practice: KeptSound | None = None) -> None:
    """Serve one connection of a call from the handshake to its close.

    With ``practice`` it is one that is played for training, maybe one of those whose sound is kept.
    """
    roles = (Role.AGENT,) if practice is None else _practising_as(websocket)
    async with admitted(websocket, doors, *roles) as visitor:
        if visitor is None:
            return
        connection = visitor.screen
        try:
            terms = None
            if practice is not None:
                reviewer = Reviewer(visitor.identity, doors.access.agents)
                terms = await practice.terms(websocket.query_params.get("call"), reviewer)
                connection.withholds = connection.withholds if terms.own else is_agents_own
            call = await _greet(websocket, doors, visitor, terms)
        except WireError as error:
            close = CLOSE_TRY_LATER if error.code in TRY_LATER else CLOSE_POLICY
            connection.error(error.code, error.message, close=close)
            return
        if call is None:
            return
        try:
            tone = terms is None or terms.tone
            await _CallReader(websocket, doors, connection, call, tone_allowed=tone).read()
        finally:
            doors.calls.lose(call, connection)


def _practising_as(websocket: WebSocket) -> tuple[Role, ...]:
    """Return whom a page may be: in a browser that holds both links, whom its address says."""
    wanted = websocket.query_params.get("as")
    return (Role(wanted),) if wanted in set(Role) else (Role.AGENT, Role.SUPERVISOR)


async def _greet(
    websocket: WebSocket, doors: Doors, visitor: Visitor, practice: Terms | None
) -> LiveCall | None:
    """Read `hello` and begin or resume its call; None when the peer left without a word.

    Raises:
        WireError: ``hello_expected`` when it does not come in time or is no text, or a refusal of the call.
    """
    within_s = doors.settings.hello_within_s
    try:
        async with asyncio.timeout(within_s):
            message = await websocket.receive()
    except TimeoutError as error:
        raise WireError("hello_expected", f"no hello within {within_s:g} s", fatal=True) from error
    if message["type"] == "websocket.disconnect":
        return None
    text = message.get("text")
    if text is None:
        raise WireError("hello_expected", "the first message of a call must be hello, not audio", fatal=True)
    hello = with_names(read_hello(text), visitor.identity, doors.access.agents)
    if hello.resume is not None and practice is not None:
        raise WireError("resume_refused", "a call for practice is begun anew, not resumed", fatal=True)
    if practice is not None and not practice.tone:
        hello = replace(hello, voice_analysis=False)
    if hello.resume is not None:
        await doors.calls.restore(hello, doors.ears, visitor.identity.agent)
        return doors.calls.resume(hello, visitor.screen, visitor.identity.agent)
    agent, is_practice = visitor.identity.agent, practice is not None
    return doors.calls.begin(hello, visitor.screen, doors.ears, agent, practice=is_practice)


class _CallReader:
    """Reads what the client of one call sends until it leaves or the call is over."""

    def __init__(
        self,
        websocket: WebSocket,
        doors: Doors,
        connection: Subscriber,
        call: LiveCall,
        *,
        tone_allowed: bool,
    ) -> None:
        self._websocket = websocket
        self._doors = doors
        self._connection = connection
        self._call = call
        self._tone_allowed = tone_allowed
        self._faults = 0
        self._budget = TextBudget(asyncio.get_running_loop().time)

    async def read(self) -> None:
        """Take messages until the connection ends; the sender closes it when the call is over."""
        while (message := await self._websocket.receive())["type"] == "websocket.receive":
            if self._connection.close_code is not None:
                continue  # the call is over for this connection; its close is on the way
            try:
                text = message.get("text")
                if text is not None:
                    await self._take_text(text)
                else:
                    await self._take_audio(message["bytes"])
            except WireError as error:
                self._refuse(error)

    async def _take_audio(self, data: bytes) -> None:
        self._call.hear(wire.decode_audio(data), self._doors.clock())
        if self._call.ahead_ms > LIMITS.ahead_ms:
            # A replay at full speed: the words set the pace, and other calls get their turn on the loop.
            await self._call.room(LIMITS.open_texts, LIMITS.longest_pause_s)
            await asyncio.sleep(0)

    async def _take_text(self, text: str) -> None:
        self._budget.spend()
        match wire.decode_client_message(text):
            case wire.SetVoiceAnalysis(on=True) if not self._tone_allowed:
                why = "the tone of this call's caller may not be analysed: it was not, or not to the end, in the call"
                raise WireError("voice_analysis_refused", why)
            case wire.SetVoiceAnalysis(on=on):
                self._call.set_voice_analysis(on)
            case wire.HangUp():
                await self._call.hang_up()
            case wire.Dismiss() | wire.Mute() | wire.Rate() | wire.AskHelp() as doing:
                self._call.agent_does(doing)
            case wire.Hello():
                raise WireError("hello_unexpected", "hello came already: one connection carries one call")

    def _refuse(self, error: WireError) -> None:
        self._faults += 1
        self._connection.error(error.code, error.message, close=CLOSE_POLICY if error.fatal else None)
        if self._faults >= LIMITS.faults:
            self._connection.error(
                "too_many_faults", f"{LIMITS.faults} messages were not understood", close=CLOSE_POLICY
            )
