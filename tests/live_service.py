"""A real service for tests: uvicorn on a free loopback port, in a thread, with a transcriber of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import httpx
import msgspec
import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tyyni import wire
from tyyni.audio import Pcm16
from tyyni.coach.cue_phrases import CuePhrases
from tyyni.coach.playbook import Playbook, Rule, When
from tyyni.serve.access import Keys
from tyyni.serve.agents import AgentBook
from tyyni.serve.app import Service, build_app
from tyyni.serve.ears import Ears, hear_with
from tyyni.serve.languages import WHISPER_LANGUAGES
from tyyni.serve.reloading import PlaybookWatch
from tyyni.serve.server import TyyniServer, base_url, bind
from tyyni.serve.settings import load_settings
from tyyni.units import SAMPLE_RATE_HZ, Party
from tyyni_bench.target import Target
from tyyni_models.contracts import Transcriber

M = TypeVar("M", bound=wire.Message)
Said = wire.AgentScreenMessage | wire.FloorMessage
KEYS = Keys(agent="a" * 43, supervisor="s" * 43, signing="k" * 43)
AGENT: Mapping[str, str] = {"Authorization": f"Bearer {KEYS.agent}"}
SUPERVISOR: Mapping[str, str] = {"Authorization": f"Bearer {KEYS.supervisor}"}


def a_rule(**given: Any) -> Rule:
    """Return a rule with what is given, as far as rules have such a field."""
    known = {field.name for field in fields(Rule)}
    return Rule(**{name: value for name, value in {"situation": "", **given}.items() if name in known})


TEXTS: wire.Texts = {"fi": "Rauhassa", "pl": "Spokojnie", "en": "Stay calm"}
PLAYBOOK = Playbook(
    cues=(
        CuePhrases(
            id="angry",
            party=Party.CALLER,
            sources=("T1",),
            heat_points=30.0,
            says={"en": ("this is unacceptable",)},
        ),
        CuePhrases(
            id="apologise",
            party=Party.AGENT,
            sources=("R1",),
            heat_points=0.0,
            says={"en": ("this is unacceptable",)},
        ),
    ),
    rules=(
        a_rule(
            id="angry",
            sources=("T1",),
            about="caller",
            when=When(cues_any=("angry",)),
            urgency="normal",
            text=TEXTS,
            why=TEXTS,
        ),
        a_rule(
            id="monologue",
            sources=("R1",),
            about="conduct",
            when=When(monologue_at_least_ms=2_000),
            urgency="high",
            text=TEXTS,
            why=TEXTS,
        ),
    ),
)
"""Small and fixed: what these words do must not change with the playbook that ships."""


class LiveService:
    """Started and stopped like a context manager; ready when entered."""

    def __init__(
        self,
        transcriber: Transcriber,
        *,
        load: Callable[[], Ears] | None = None,
        watch: PlaybookWatch | None = None,
        agents: AgentBook | None = None,
        wait: bool = True,
        **settings: Any,
    ) -> None:
        given = {"port": 0, "workers": 1, "data_dir": Path("unused"), "history": False, **settings}
        self.settings = load_settings(**given)
        self._load = load or (lambda: hear_with(transcriber, PLAYBOOK, WHISPER_LANGUAGES))
        self._watch = watch
        self._agents = agents
        self._wait = wait
        self._pause = threading.Event()

    def __enter__(self) -> LiveService:
        bound = bind(self.settings)
        self.url = base_url(bound)
        app = build_app(self.settings, KEYS, self._load, self._watch, self._agents)
        self.server = TyyniServer(app, self.settings)
        self.service: Service = app.state.service
        self._thread = threading.Thread(target=self.server.run, args=([bound],))
        self._thread.start()
        if self._wait:
            self.wait_until_loaded()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.join()

    def join(self) -> None:
        """Wait until the server has stopped."""
        self._thread.join(timeout=30)
        assert not self._thread.is_alive(), "the service did not stop"

    @property
    def ws(self) -> str:
        """Address of the websockets, without their path."""
        return self.url.replace("http", "ws", 1)

    @property
    def target(self) -> Target:
        """What a benchmark measures."""
        return Target(self.url, KEYS.agent, KEYS.supervisor, None)

    def wait_until_loaded(self) -> None:
        """Wait until the service is ready, or has failed to get so."""
        for _ in range(3_000):
            if self.service.readiness.state != "loading" or not self._thread.is_alive():
                return
            self._pause.wait(0.01)
        raise AssertionError("the service did not get ready within 30 s")


def speech_like(seconds: float, level: float = 0.1, seed: int = 1) -> Pcm16:
    """Return noise in the rhythm of syllables, which voice activity takes for speech; int16, 16 kHz."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    f0 = 140.0 * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * t))
    phase = 2 * np.pi * np.cumsum(f0) / SAMPLE_RATE_HZ
    voice = sum(np.sin(k * phase) / k for k in range(1, 25)) + 0.05 * rng.normal(size=len(t))
    envelope = 0.55 - 0.45 * np.cos(2 * np.pi * 4.0 * t)
    wave = voice * envelope
    return (level * 32767 * wave / np.abs(wave).max()).astype(np.int16)


def silence(seconds: float) -> Pcm16:
    """Return silence; int16, 16 kHz."""
    return np.zeros(int(seconds * SAMPLE_RATE_HZ), dtype=np.int16)


class WireCall:
    """A client's side of one call, as raw as a test needs it."""

    def __init__(self, websocket: ClientConnection, decode: Callable[[str], Said]) -> None:
        self.websocket = websocket
        self._decode = decode
        self._sequences: dict[Party, int] = {}

    async def send(self, message: wire.Message) -> None:
        """Send a message."""
        await self.websocket.send(wire.encode(message))

    async def play(self, sound: Mapping[Party, Pcm16], *, first_sample: int = 0, chunk: int = 1_600) -> None:
        """Send the sound of all parties, 100 ms at a time, as fast as it is taken."""
        for at in range(0, max(map(len, sound.values())), chunk):
            for party, samples in sound.items():
                if len(piece := samples[at : at + chunk]):
                    await self.chunk(party, first_sample + at, piece)

    async def chunk(self, party: Party, first_sample: int, samples: Pcm16) -> None:
        """Send one chunk with the party's next sequence number."""
        sequence = self._sequences.get(party, 0)
        self._sequences[party] = sequence + 1
        await self.websocket.send(wire.encode_audio(wire.AudioChunk(party, sequence, first_sample, samples)))

    async def next(self) -> Said:
        """Return the next message; 10 s is forever."""
        async with asyncio.timeout(10):
            return self._decode(await self.websocket.recv(decode=True))

    async def expect(self, kind: type[M], condition: Callable[[M], bool] = lambda _: True) -> M:
        """Return the next message of a kind that meets a condition, passing over others."""
        while True:
            message = await self.next()
            if isinstance(message, kind) and condition(message):
                return message

    async def hang_up(self) -> list[Said]:
        """End the call; return everything that was said until the connection closed."""
        await self.send(wire.HangUp())
        return await self.rest()

    async def rest(self) -> list[Said]:
        """Return everything until the connection closes, with whatever code."""
        said = []
        with suppress(ConnectionClosed):
            while True:
                said.append(await self.next())
        return said

    async def refusal(self) -> tuple[str, int | None]:
        """Return the code of the next error, and with which code the connection closes, if it is fatal."""
        error = await self.expect(wire.ErrorMessage)
        if error.fatal:
            await self.rest()
        return error.code, self.websocket.close_code


@asynccontextmanager
async def connected(
    service: LiveService, path: str = "/ws/call", headers: Mapping[str, str] = AGENT
) -> AsyncIterator[WireCall]:
    """Open a websocket of a service."""
    async with connect(service.ws + path, additional_headers=dict(headers), compression=None) as websocket:
        decode = wire.decode_floor_message if path == "/ws/floor" else wire.decode_agent_message
        yield WireCall(websocket, decode)


@asynccontextmanager
async def calling(
    service: LiveService, headers: Mapping[str, str] = AGENT, **changes: Any
) -> AsyncIterator[tuple[WireCall, wire.Welcome]]:
    """Begin a call of caller and agent in English, or with these changes to `hello`."""
    async with connected(service, headers=headers) as call:
        await call.send(hello(**changes))
        yield call, await call.expect(wire.Welcome)


async def get(service: LiveService, path: str) -> httpx.Response:
    """Ask a service over plain HTTP, without a key."""
    async with httpx.AsyncClient(base_url=service.url) as visitor:
        return await visitor.get(path)


def hello(**changes: Any) -> wire.Hello:
    """Return a proper `hello`, or one with these changes."""
    proper = wire.Hello(
        version=wire.VERSION,
        rate_hz=SAMPLE_RATE_HZ,
        parties=[Party.CALLER, Party.AGENT],
        language="en",
        voice_analysis=True,
    )
    return msgspec.structs.replace(proper, **changes)
