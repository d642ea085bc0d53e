"""The service as its users run it: `tyyni serve` in a process of its own, on a free port of this machine."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

import httpx

from tyyni.errors import TyyniError

READY_WITHIN_S = 120.0
"""For the service to load its model; a cold disk and a large model take a minute."""
STOP_WITHIN_S = 30.0
LOOK_EVERY_S = 0.05


class ServiceProcess:
    """A running `tyyni serve`; an asynchronous context manager that enters when calls can begin.

    Attributes:
        agent_link, floor_link: what the service printed for agents and supervisors.
        ready_s: how long it took from the start of the process until calls could begin.
    """

    def __init__(self, *, model: str | None = None, data_dir: Path | None = None) -> None:
        """Prepare to start the service.

        Args:
            model: a model of `tyyni models list`; None: the service's default.
            data_dir: where its access keys lie; None: a folder that is deleted afterwards.
        """
        self._options = ["--port", "0", *(["--model", model] if model else [])]
        self._folder = tempfile.TemporaryDirectory()
        self._data_dir = data_dir or Path(self._folder.name)
        self._complaints = Path(self._folder.name) / "service.log"
        self.agent_link = ""
        self.floor_link = ""
        self.ready_s = 0.0

    @property
    def pid(self) -> int:
        """The process to measure."""
        return self._process.pid

    @property
    def base_url(self) -> str:
        """Such as http://127.0.0.1:8765."""
        parts = urlsplit(self.agent_link)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def ws_url(self) -> str:
        """Where a call connects."""
        return self.base_url.replace("http", "ws", 1) + "/ws/call"

    @property
    def agent_token(self) -> str:
        """The key in the agents' link."""
        return parse_qs(urlsplit(self.agent_link).query)["token"][0]

    @property
    def supervisor_token(self) -> str:
        """The key in the supervisors' link."""
        return parse_qs(urlsplit(self.floor_link).query)["token"][0]

    async def __aenter__(self) -> ServiceProcess:
        begun_s = time.monotonic()
        await asyncio.to_thread(self._start)
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                await self._until_ready()
        except TimeoutError as error:
            raise self._failed(f"it was not ready within {READY_WITHIN_S:.0f} s") from error
        except BaseException:
            await asyncio.to_thread(self._stop)
            raise
        self.ready_s = time.monotonic() - begun_s
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self._stop)

    async def _until_ready(self) -> None:
        async with httpx.AsyncClient(base_url=self.base_url) as visitor:
            # 503 while the model loads; the socket listens before the links are printed.
            while (await visitor.get("/readyz")).status_code != httpx.codes.OK:
                if self._process.poll() is not None:
                    raise self._failed("it ended by itself")
                await asyncio.sleep(LOOK_EVERY_S)

    def _start(self) -> None:
        with self._complaints.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tyyni.cli", "serve", *self._options],
                stdout=subprocess.PIPE,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "TYYNI_DATA_DIR": str(self._data_dir)},
                start_new_session=True,  # Ctrl-C is for us: we stop the service when its calls have ended
            )
        self.agent_link, self.floor_link = self._read_link(), self._read_link()

    def _read_link(self) -> str:
        assert self._process.stdout is not None, "asked for in _start"
        found = re.search(r"https?://\S+", self._process.stdout.readline().decode())
        if found is None:
            self._stop()
            raise self._failed("it printed no link")
        return found.group()

    def _stop(self) -> None:
        for sign in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):  # drain, then at once, then by force
            self._process.send_signal(sign)
            try:
                self._process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                continue
            return

    def _failed(self, why: str) -> TyyniError:
        said = self._complaints.read_text("utf-8", errors="replace").strip()
        return TyyniError("service_failed", f"the service could not be started: {why}. It said:\n{said}")
