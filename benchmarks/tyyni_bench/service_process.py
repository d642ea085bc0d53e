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
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

import httpx

from tyyni.errors import TyyniError
from tyyni_bench.target import Target

READY_WITHIN_S = 120.0
"""For the service to load its model; a cold disk and a large model take a minute."""
STOP_WITHIN_S = 30.0
LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class RunningService:
    """A service that takes calls."""

    pid: int
    """The process to measure."""
    agent_link: str
    floor_link: str
    """What it printed for agents and for supervisors."""
    ready_s: float
    """From the start of its process until calls could begin."""

    @property
    def target(self) -> Target:
        """Where it is and how to get in: the keys are in its links."""
        agent, supervisor = (
            parse_qs(urlsplit(link).query)["token"][0] for link in (self.agent_link, self.floor_link)
        )
        return Target(_base_url(self.agent_link), agent, supervisor, self.pid)


@asynccontextmanager
async def running_service(
    *,
    model: str | None = None,
    data_dir: Path | None = None,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> AsyncIterator[RunningService]:
    """Start a service, and stop it in the end; it takes calls when this is entered.

    Args:
        model: a model of `tyyni models list`; None: the service's default.
        data_dir: where its access keys lie; None: a folder that is deleted afterwards.
        settings: more of its environment, such as ``TYYNI_KEEP_TRANSCRIPTS``.

    Raises:
        TyyniError: ``service_failed``, with what the service said.
    """
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "service.log"
        begun_s = time.monotonic()
        with _started(model, data_dir or Path(folder), log, settings) as process:
            try:
                agent_link, floor_link = await asyncio.to_thread(_read_links, process)
                if floor_link and await _gets_ready(process, _base_url(agent_link)):
                    ready_s = time.monotonic() - begun_s
                    yield RunningService(process.pid, agent_link, floor_link, ready_s)
                    return
            finally:
                await asyncio.to_thread(_stop, process)
        said = log.read_text("utf-8", errors="replace").strip()
    raise TyyniError("service_failed", f"the service did not start; it said:\n{said or 'nothing'}")


def _started(
    model: str | None, data_dir: Path, log: Path, settings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    options = ["--port", "0", *(["--model", model] if model else [])]
    with log.open("wb") as complaints:
        return subprocess.Popen(
            [sys.executable, "-m", "tyyni", "serve", *options],
            stdout=subprocess.PIPE,
            stderr=complaints,
            stdin=subprocess.DEVNULL,
            # Its calls are nobody's: they belong in no history but that in its own folder.
            env={**os.environ, "TYYNI_DATA_DIR": str(data_dir), "TYYNI_DATABASE_URL": "", **settings},
            start_new_session=True,  # Ctrl-C is for us: we stop the service when its calls have ended
        )


def _read_links(process: subprocess.Popen[bytes]) -> tuple[str, str]:
    """Return the links for agents and supervisors; empty when the process ends without printing them."""
    assert process.stdout is not None, "asked for when it was started"
    found = [re.search(r"https?://\S+", process.stdout.readline().decode()) for _ in range(2)]
    agent_link, floor_link = (match.group() if match else "" for match in found)
    return agent_link, floor_link


async def _gets_ready(process: subprocess.Popen[bytes], base_url: str) -> bool:
    """Wait until the service can take calls; return False when it ends or takes too long."""
    begun_s = time.monotonic()
    async with httpx.AsyncClient(base_url=base_url) as visitor:
        while process.poll() is None and time.monotonic() - begun_s < READY_WITHIN_S:
            try:
                if (await visitor.get("/readyz")).status_code == httpx.codes.OK:
                    return True
            except httpx.TransportError:
                pass  # it does not listen yet, or has just ended
            await asyncio.sleep(LOOK_EVERY_S)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):  # drain, then at once, then by force
        process.send_signal(sign)
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            continue
        return


def _base_url(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.scheme}://{parts.netloc}"
