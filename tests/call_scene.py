"""A service, a network that breaks, and a client's connection that is watched."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit

import pytest
from live_service import KEYS, LiveService
from network import Network

from tyyni import wire
from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_client.connection import CallConnection
from tyyni_client.link import Arrival, CallListener, CallPlan, Link, LinkPolicy, LinkState, Sent
from tyyni_models.contracts import OneByOne, Transcription, TranscriptionRequest, Word

BOTH = (Party.CALLER, Party.AGENT)
PLAN = CallPlan(BOTH, "en", voice_analysis=True)
QUICK = LinkPolicy(first_wait_s=0.01, longest_wait_s=0.05)


class Witness(CallListener):
    """Remembers everything that a connection tells, and waits for it."""

    def __init__(self) -> None:
        self.messages: list[wire.AgentMessage] = []
        self.links: list[Link] = []
        self.sent_until = dict.fromkeys(BOTH, 0)
        self._news = asyncio.Event()

    def on_message(self, arrival: Arrival) -> None:
        self.messages.append(arrival.message)
        self._news.set()

    def on_sent(self, sent: Sent) -> None:
        self.sent_until[sent.party] = sent.end_sample
        self._news.set()

    def on_link(self, link: Link) -> None:
        self.links.append(link)
        self._news.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds; 20 s is forever."""
        async with asyncio.timeout(20):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def until_heard(self, heard_ms: int) -> None:
        """Wait until the service has heard so much of the call."""
        await self.until(
            lambda: any(isinstance(m, wire.Conduct) and m.heard_ms >= heard_ms for m in self.messages)
        )

    async def until_live_after(self, breaks: int) -> None:
        """Wait until the connection is back after so many breaks."""
        await self.until(lambda: (self.links[-1].state, self.links[-1].breaks) == (LinkState.LIVE, breaks))

    def of(self, kind: type[wire.Message]) -> list[wire.AgentMessage]:
        return [message for message in self.messages if isinstance(message, kind)]

    @property
    def mends(self) -> list[tuple[str, Party | None, int | None]]:
        """Notices that sound was missing, came twice or out of order."""
        notices = [m for m in self.messages if isinstance(m, wire.Notice) and m.active]
        return [(m.code, m.party, m.value_ms) for m in notices if m.code.startswith(("audio", "sequence"))]


class Listening(OneByOne):
    """A transcriber that keeps the sound of finals, and answers them only when it may."""

    def __init__(self) -> None:
        self.finals: list[Pcm16] = []
        self.asked = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()

    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        if request.final:
            self.finals.append(request.samples)
            self.asked.set()
            assert self.may_answer.wait(30)
        return Transcription((Word("hello", 0, 100, 1.0),))


@contextmanager
def paused(transcriber: Listening) -> Iterator[None]:
    """Keep finals from being answered; on leaving they may, so that the service can stop."""
    transcriber.may_answer.clear()
    try:
        yield
    finally:
        transcriber.may_answer.set()


class Scene:
    """A service, a network before it, and what the client was told."""

    def __init__(self, service: LiveService, network: Network, transcriber: Listening) -> None:
        self.service = service
        self.network = network
        self.transcriber = transcriber
        self.witness = Witness()

    def connect(self, policy: LinkPolicy = QUICK, plan: CallPlan = PLAN) -> CallConnection:
        url = f"{self.network.address}/ws/call"
        return CallConnection(url, plan, self.witness, token=KEYS.agent, policy=policy)

    def counted(self, name: str, **labels: str) -> float:
        """Return a figure of the service; 0 when it was never counted."""
        return self.service.service.doors.metrics.registry.get_sample_value(name, labels) or 0.0

    @property
    def mended_ms(self) -> float:
        return sum(
            self.counted("tyyni_mended_ms_total", kind=k) for k in ("audio_gap_bridged", "audio_repeated")
        )


@asynccontextmanager
async def scene(**settings: object) -> AsyncIterator[Scene]:
    transcriber = Listening()
    with LiveService(transcriber, **settings) as service:
        async with Network(urlsplit(service.url).port or 0) as network:
            yield Scene(service, network, transcriber)


async def failure(connection: CallConnection) -> str:
    """Enter a connection, hang up; return the code it fails with."""
    with pytest.raises(TyyniError) as failed:
        async with connection:
            await connection.hang_up()
    return failed.value.code
