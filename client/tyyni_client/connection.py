"""The connection of one call: sound out, messages in, over any number of websockets in sequence.

When the network breaks, the connection comes back by itself and goes on from the sample that the service asks
for, so that every sample arrives exactly once as long as the break is shorter than what the outbox keeps.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tyyni import wire
from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.units import SAMPLE_RATE_HZ, Party, WallNs
from tyyni_client.dial import BREAKS, dialled, no_address_of_a_call
from tyyni_client.link import (
    TRY_LATER,
    Arrival,
    CallListener,
    CallPlan,
    Link,
    LinkPolicy,
    LinkState,
    Sent,
    wall_ns,
)
from tyyni_client.outbox import Outbox

__all__ = [
    "Arrival",
    "CallConnection",
    "CallListener",
    "CallPlan",
    "Link",
    "LinkPolicy",
    "LinkState",
    "Sent",
    "wall_ns",
]


class CallConnection:
    """One call at the service, from `hello` to `ended`; an asynchronous context manager.

    On entering it connects; on leaving without `hang_up` it only breaks the connection off.

    Raises (on entering, and from every method once the call has failed):
        TyyniError: ``url_invalid``, ``service_unreachable``, ``access_refused``, ``service_silent``,
            ``connection_lost``, ``ending_timed_out``, ``resume_impossible``, or the code of a fatal `error` of
            the service, such as ``resume_refused`` and ``taken_over``.
    """

    def __init__(
        self,
        url: str,
        plan: CallPlan,
        listener: CallListener,
        *,
        token: str | None = None,
        policy: LinkPolicy | None = None,
        clock: Callable[[], WallNs] = wall_ns,
    ) -> None:
        self.plan = plan
        self._url = url
        self._token = token
        self._listener = listener
        self._policy = policy or LinkPolicy()
        self._clock = clock
        self._outbox = Outbox(plan.parties)
        self._hello = wire.Hello(
            version=wire.VERSION,
            rate_hz=SAMPLE_RATE_HZ,
            parties=list(plan.parties),
            language=plan.language,
            voice_analysis=plan.voice_analysis,
            languages=list(plan.languages) if plan.languages is not None else None,
            label=plan.label,
            agent=plan.agent,
            team=plan.team,
        )
        self._controls: deque[wire.ClientMessage] = deque()
        self._hanging_up = False
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._welcomed: asyncio.Future[wire.Welcome] = asyncio.get_running_loop().create_future()
        self._link = Link(LinkState.CONNECTING)
        self._read_by_service_samples = 0
        self._task: asyncio.Task[wire.Ended] | None = None

    async def __aenter__(self) -> CallConnection:
        self._task = asyncio.create_task(self._run())
        waited: set[asyncio.Future[Any]] = {self._task, self._welcomed}
        try:
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await self._break_off()  # `__aexit__` is not called for one who never entered
            raise
        self._raise_if_failed()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._break_off()

    async def _break_off(self) -> None:
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait({self._task})

    @property
    def welcome(self) -> wire.Welcome:
        """What the service answered to `hello`."""
        return self._welcomed.result()

    @property
    def over(self) -> bool:
        """Whether the call has ended or failed: a service that stops ends its calls without `hang_up`."""
        return self._task is not None and self._task.done()

    def hear(self, party: Party, samples: Pcm16) -> None:
        """Take the next samples of a party (int16, shape (n,), 16 kHz) and send them soon; never waits."""
        self._raise_if_failed()
        self._outbox.put(party, samples)
        self._news.set()
        self._change_link(self._link.state)

    async def room(self) -> None:
        """Wait until the service has kept up, or the call is over: for sound that comes faster than speech."""
        ahead_samples = self._policy.ahead_s * SAMPLE_RATE_HZ
        while not self.over and self._outbox.end_sample - self._read_by_service_samples > ahead_samples:
            self._room.clear()
            await self._room.wait()
        self._raise_if_failed()

    def set_voice_analysis(self, on: bool) -> None:
        """Switch the analysis of the caller's tone on or off."""
        self._raise_if_failed()
        self._hello = msgspec.structs.replace(self._hello, voice_analysis=on)
        self._controls.append(wire.SetVoiceAnalysis(on=on))
        self._news.set()

    def do(self, doing: wire.AgentDoing) -> None:
        """Tell the service what the agent does about the call, such as dismissing a prompt."""
        self._raise_if_failed()
        self._controls.append(doing)
        self._news.set()

    async def wait_until_over(self) -> None:
        """Wait until the call has ended or failed, whoever ended it."""
        assert self._task is not None, "the connection has not been entered"
        await asyncio.wait({self._task})

    async def hang_up(self) -> wire.Ended:
        """Send what is still to be sent, end the call, and wait until the service has worked it through."""
        self._raise_if_failed()
        assert self._task is not None, "the connection has not been entered"
        self._hanging_up = True
        self._news.set()
        await asyncio.wait({self._task}, timeout=self._policy.ended_s)
        if not self._task.done():
            raise TyyniError(
                "ending_timed_out",
                f"the service did not end the call within {self._policy.ended_s:g} s: it is overloaded or stuck",
            )
        return self._task.result()

    def _raise_if_failed(self) -> None:
        if self._task is not None and self._task.done():
            self._task.result()

    # --- the task behind it ---------------------------------------------------------------------------------

    async def _run(self) -> wire.Ended:
        """Hold the call over as many websockets as it takes."""
        try:
            lost_at_s: float | None = None
            wait_s = self._policy.first_wait_s
            while True:
                try:
                    async with self._greeted() as websocket:
                        lost_at_s, wait_s = None, self._policy.first_wait_s
                        ended = await self._converse(websocket)
                        self._change_link(LinkState.ENDED)
                        return ended
                except BREAKS as error:
                    now_s = asyncio.get_running_loop().time()
                    lost_at_s = lost_at_s or now_s
                    self._raise_if_hopeless(error, now_s - lost_at_s)
                    self._note_break()
                await asyncio.sleep(wait_s * random.uniform(0.5, 1.0))
                wait_s = min(wait_s * 2, self._policy.longest_wait_s)
        finally:
            self._room.set()

    def _raise_if_hopeless(self, error: Exception, away_s: float) -> None:
        if not self._welcomed.done():
            raise TyyniError(
                "service_unreachable",
                f"no Tyyni service answers at {self._url} ({error or type(error).__name__}): "
                "start one with `tyyni serve`, or give its address with --url",
            ) from error
        if away_s > self._policy.give_up_s:
            raise TyyniError(
                "connection_lost",
                f"the service at {self._url} has been away for {away_s:.0f} s ({error}): the call cannot go on",
            ) from error

    @asynccontextmanager
    async def _greeted(self) -> AsyncIterator[ClientConnection]:
        """Open a websocket, say hello (or go on), and set the outbox to what the service needs next."""
        async with dialled(self._url, self._token, self._policy) as websocket:
            await websocket.send(wire.encode(self._hello))
            welcome = await self._await_welcome(websocket)
            self._hello = msgspec.structs.replace(
                self._hello, resume=wire.Resume(call_id=welcome.call_id, token=welcome.resume_token)
            )
            self._outbox.rewind(welcome.next_sample)
            if not self._welcomed.done():
                self._welcomed.set_result(welcome)
            self._change_link(LinkState.LIVE)
            yield websocket

    async def _await_welcome(self, websocket: ClientConnection) -> wire.Welcome:
        try:
            async with asyncio.timeout(self._policy.open_s):
                while True:
                    message = await self._receive_one(websocket)
                    if isinstance(message, wire.Welcome):
                        return message
        except TimeoutError as error:
            if self._welcomed.done():
                raise  # it has answered before: the network, or a service that starts
            raise TyyniError(
                "service_silent",
                f"{self._url} accepted the connection but did not answer hello within {self._policy.open_s:g} s",
            ) from error

    async def _converse(self, websocket: ClientConnection) -> wire.Ended:
        """Send and receive until the service says that the call has ended."""
        try:
            async with asyncio.TaskGroup() as group:
                helpers = [
                    group.create_task(self._send_all(websocket)),
                    group.create_task(self._follow_reading(websocket)),
                ]
                while not isinstance(message := await self._receive_one(websocket), wire.Ended):
                    pass
                for helper in helpers:
                    helper.cancel()
                return message
        except BaseExceptionGroup as group_error:
            # The helpers leave a closed connection to the receiver, so there is one error to tell.
            raise group_error.exceptions[0] from None

    async def _receive_one(self, websocket: ClientConnection) -> wire.AgentMessage:
        text = await websocket.recv(decode=True)
        arrived = self._clock()
        message = wire.decode_agent_message(text)
        if isinstance(message, wire.LiveCalls):
            raise no_address_of_a_call(self._url, "that is the address of an agent's page")
        if isinstance(message, wire.ErrorMessage) and message.code in TRY_LATER and self._welcomed.done():
            raise ConnectionError(message.message)  # the service starts again: a break like any other
        self._listener.on_message(Arrival(message, arrived))
        if isinstance(message, wire.ErrorMessage) and message.fatal:
            raise TyyniError(message.code, f"the service refuses: {message.message}")
        return message

    async def _send_all(self, websocket: ClientConnection) -> None:
        """Send controls and sound as they come, and `hang_up` after the last of them."""
        try:
            while True:
                if self._controls:
                    await websocket.send(wire.encode(self._controls[0]))
                    self._controls.popleft()
                elif (chunk := self._outbox.next_chunk()) is not None:
                    await websocket.send(wire.encode_audio(chunk))
                    end = chunk.first_sample + len(chunk.samples)
                    self._listener.on_sent(Sent(chunk.party, chunk.first_sample, end, self._clock()))
                elif self._hanging_up:
                    await websocket.send(wire.encode(wire.HangUp()))
                    return
                else:
                    self._news.clear()
                    await self._news.wait()
        except ConnectionClosed:
            return  # the receiver reads what came before the close, and then tells

    async def _follow_reading(self, websocket: ClientConnection) -> None:
        """Learn how far the service has read: a pong comes only after all that was sent before the ping."""
        try:
            while True:
                sent_samples = self._outbox.sent_samples
                await (await websocket.ping())
                self._read_by_service_samples = max(self._read_by_service_samples, sent_samples)
                self._room.set()
                await asyncio.sleep(0.1 if self._outbox.sent_samples > sent_samples else 0.5)
        except ConnectionClosed:
            return

    def _note_break(self) -> None:
        self._read_by_service_samples = 0
        self._change_link(LinkState.RECONNECTING)

    def _change_link(self, state: LinkState) -> None:
        breaks = self._link.breaks + (state is LinkState.RECONNECTING and self._link.state is LinkState.LIVE)
        link = Link(state, breaks, self._outbox.lost_samples)
        if link != self._link:
            self._link = link
            self._listener.on_link(link)
