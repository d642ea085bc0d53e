"""The service seen from outside while it works: its own figures once a second, its processor time and memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tyyni.errors import TyyniError
from tyyni.serve.modes import MODES
from tyyni_bench.alongside import alongside
from tyyni_bench.latency_results import Memory, Second
from tyyni_bench.target import Target

LOOK_EVERY_S = 1.0
"""As often as the service itself looks at its lag and its queue."""
RESTED_WITHIN_LOOKS = 60
"""Twice what a service without calls needs from its poorest mode to normal: three steps of 10 s."""
BYTES_PER_MB = 2**20

Labels = frozenset[tuple[str, str]]


class Counted:
    """All figures of `/metrics` at one moment."""

    def __init__(self, exposition: str) -> None:
        self._values: dict[str, dict[Labels, float]] = {}
        for family in text_string_to_metric_families(exposition):
            for sample in family.samples:
                self._values.setdefault(sample.name, {})[frozenset(sample.labels.items())] = sample.value

    def of(self, name: str, **labels: str) -> float:
        """Return the sum of the figures of a name that have these labels; 0 when there is none."""
        return sum(self.each(name, **labels).values())

    def each(self, name: str, **labels: str) -> Mapping[Labels, float]:
        """Return the figures of a name that have these labels, by all their labels."""
        return {
            key: value
            for key, value in self._values.get(name, {}).items()
            if labels.items() <= dict(key).items()
        }


@dataclass(slots=True)
class Vitals:
    """What was seen from the first look to the last."""

    began_s: float
    """Of the monotonic clock."""
    first: Counted
    last: Counted
    cores: int
    seconds: list[Second] = field(default_factory=list)
    cpu_s: float | None = None
    """Processor seconds that the service used."""
    rss_mb: Memory | None = None

    def grown(self, name: str, **labels: str) -> float:
        """Return by how much a counter has grown."""
        return self.last.of(name, **labels) - self.first.of(name, **labels)

    @property
    def wall_s(self) -> float:
        """How long was looked at."""
        return self.seconds[-1].at_s if self.seconds else 0.0


class _Process:
    """Processor seconds and memory of a process of this machine."""

    def __init__(self, pid: int) -> None:
        import psutil  # a benchmark's need, not the command's

        self._process = psutil.Process(pid)
        self.start_mb = self.peak_mb = self.rss_mb
        self._begun_cpu_s = self.last_cpu_s = self.cpu_s

    @property
    def cpu_s(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)

    @property
    def rss_mb(self) -> float:
        return float(self._process.memory_info().rss / BYTES_PER_MB)

    def look(self) -> tuple[float, float]:
        """Return the processor seconds since the last look, and the memory now."""
        cpu_s, rss_mb = self.cpu_s, self.rss_mb
        used_s, self.last_cpu_s = cpu_s - self.last_cpu_s, cpu_s
        self.peak_mb = max(self.peak_mb, rss_mb)
        return used_s, rss_mb

    def summed(self) -> tuple[float, Memory]:
        """Return the processor seconds since the first look, and the memory."""
        return self.last_cpu_s - self._begun_cpu_s, Memory(self.start_mb, self.peak_mb, self.rss_mb)


@asynccontextmanager
async def watched_vitals(target: Target, cores: int) -> AsyncIterator[Vitals]:
    """Look at a service once a second while this is entered, and once when it is left.

    Raises:
        TyyniError: ``figures_refused``, the service does not give its figures.
    """
    process = _Process(target.pid) if target.pid is not None else None
    async with _visiting(target) as visitor:
        first = await _counted(visitor)
        vitals = Vitals(time.monotonic(), first, first, cores)

        async def look() -> None:
            vitals.last = await _counted(visitor)
            at_s = time.monotonic() - vitals.began_s
            since_s = at_s - vitals.wall_s
            used_s, rss_mb = process.look() if process is not None else (None, None)
            share = None if used_s is None else used_s / since_s / cores
            vitals.seconds.append(
                Second(
                    round(at_s, 3),
                    vitals.last.of("tyyni_lag_seconds") * 1000,
                    vitals.last.of("tyyni_queue_age_seconds") * 1000,
                    share,
                    rss_mb,
                    MODES[round(vitals.last.of("tyyni_mode"))],
                )
            )

        async def look_again_and_again() -> None:
            while True:
                await asyncio.sleep(LOOK_EVERY_S)
                await look()

        async with alongside(look_again_and_again()):
            yield vitals
        await look()
        if process is not None:
            vitals.cpu_s, vitals.rss_mb = process.summed()


async def until_normal(target: Target, looks: int = RESTED_WITHIN_LOOKS) -> None:
    """Wait until a service puts everything into words again after another load; not for ever.

    Raises:
        TyyniError: ``figures_refused``.
    """
    async with _visiting(target) as visitor:
        for _ in range(looks):
            if not (await _counted(visitor)).of("tyyni_mode"):
                return
            await asyncio.sleep(LOOK_EVERY_S)


def _visiting(target: Target) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {target.agent_token}"}
    return httpx.AsyncClient(base_url=target.base_url, headers=headers, trust_env=False)


async def _counted(visitor: httpx.AsyncClient) -> Counted:
    answer = await visitor.get("/metrics")
    if answer.status_code != httpx.codes.OK:
        raise TyyniError(
            "figures_refused", f"{answer.request.url} answers {answer.status_code}: {answer.text.strip()}"
        )
    return Counted(answer.text)
