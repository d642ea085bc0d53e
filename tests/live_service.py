"""A real service for tests: uvicorn on a free loopback port, in a thread, with a transcriber of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tyyni.audio import Pcm16
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.access import Keys
from tyyni.serve.app import Service, build_app
from tyyni.serve.ears import Ears, hear_with
from tyyni.serve.languages import WHISPER_LANGUAGES
from tyyni.serve.server import TyyniServer, base_url, bind
from tyyni.serve.settings import load_settings
from tyyni.units import SAMPLE_RATE_HZ
from tyyni_models.contracts import Transcriber

KEYS = Keys(agent="a" * 43, supervisor="s" * 43, signing="k" * 43)
AGENT: Mapping[str, str] = {"Authorization": f"Bearer {KEYS.agent}"}
SUPERVISOR: Mapping[str, str] = {"Authorization": f"Bearer {KEYS.supervisor}"}


class LiveService:
    """Started and stopped like a context manager; ready when entered."""

    def __init__(
        self, transcriber: Transcriber, *, load: Callable[[], Ears] | None = None, **settings: Any
    ) -> None:
        given = {"port": 0, "workers": 1, "data_dir": Path("unused"), **settings}
        self.settings = load_settings(**given)
        self._load = load or (lambda: hear_with(transcriber, load_playbook(), WHISPER_LANGUAGES))
        self._changed = threading.Event()

    def __enter__(self) -> LiveService:
        bound = bind(self.settings)
        self.url = base_url(bound)
        app = build_app(self.settings, KEYS, self._load)
        self.server = TyyniServer(app, self.settings)
        self.service: Service = app.state.service
        self._thread = threading.Thread(target=self.server.run, args=([bound],))
        self._thread.start()
        self._wait_until_loaded()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self._thread.join(timeout=30)
        assert not self._thread.is_alive(), "the service did not stop"

    @property
    def ws(self) -> str:
        """Address of the websockets, without their path."""
        return self.url.replace("http", "ws", 1)

    def _wait_until_loaded(self) -> None:
        for _ in range(3_000):
            if self.service.readiness.state != "loading" or not self._thread.is_alive():
                return
            self._changed.wait(0.01)
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


async def soon(condition: Callable[[], bool], within_s: float = 10.0) -> None:
    """Wait until something is so; fail when it is not within the time."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - the service runs in another thread and event loop
            await asyncio.sleep(0.005)
