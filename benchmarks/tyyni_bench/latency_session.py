"""One `tyyni bench latency` from its warm-up to its last run; Ctrl-C ends it with what was measured so far."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from tyyni_bench.alongside import alongside
from tyyni_bench.capacity import find_capacity
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.figures import Percentiles
from tyyni_bench.latency import measure, warm_up
from tyyni_bench.latency_results import Capacity, LatencyRun
from tyyni_bench.own_error import measure_own_error
from tyyni_bench.playing import Known, played_s, plays_of
from tyyni_bench.report import show_capacity, show_latency, show_own_error
from tyyni_bench.target import Target

BAR_EVERY_S = 0.5
SCRIPTED_CALL = DEMO_CALLS / "en-wrong-order.flac"


class LatencySession:
    """Measures and prints; what it has so far is always in its attributes.

    Args:
        known: the recordings.
        seconds: how much of each is played; None: all.
        console: where figures are printed.
    """

    def __init__(self, known: Sequence[Known], seconds: float | None, console: Console) -> None:
        self.runs: list[LatencyRun] = []
        self.capacity: Capacity | None = None
        self.own_error_ms: dict[str, Percentiles] = {}
        self.stop = asyncio.Event()
        self._known = known
        self._seconds = seconds
        self._console = console

    async def run(
        self, service: AbstractAsyncContextManager[Target], counts: Sequence[int], find: bool
    ) -> None:
        """Measure at each number of calls, then search for the largest that holds when ``find`` is set."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self._stop_gently)
        async with self._bar("the bench's own error", None):
            self.own_error_ms = await measure_own_error(SCRIPTED_CALL)
        show_own_error(self.own_error_ms, self._console)
        async with service as target:
            async with self._bar("warm-up", None):
                await warm_up(self._known[0], target)
            for calls in counts:
                if not self.stop.is_set():
                    await self._measure(calls, target)
            if find and not self.stop.is_set():
                self.capacity = await find_capacity(lambda calls: self._measured(calls, target))
                show_capacity(self.capacity, self._console)

    async def _measured(self, calls: int, target: Target) -> LatencyRun:
        """Return the run with so many calls: the one there is, or a new one."""
        return next((run for run in self.runs if run.calls == calls), None) or await self._measure(
            calls, target
        )

    async def _measure(self, calls: int, target: Target) -> LatencyRun:
        async with self._bar(f"{calls} call(s) at once", self._expected_s(calls)):
            run = await measure(self._known, calls, target, self._seconds, self.stop)
        self.runs.append(run)
        show_latency(run, self._console)
        return run

    def _expected_s(self, calls: int) -> float:
        """Return about how long a run takes: its lines are busy in turn, the last call of all begins last."""
        plays = plays_of(self._known, calls, self._seconds)
        lengths_s = [played_s(play.known, self._seconds) for play in plays]
        return max(play.after_s for play in plays) + max(sum(lengths_s) / calls, max(lengths_s))

    def _stop_gently(self) -> None:
        """End what runs; a second Ctrl-C breaks off at once."""
        self._console.print("stopping; what was measured so far is kept")
        self.stop.set()
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)

    @asynccontextmanager
    async def _bar(self, name: str, expected_s: float | None) -> AsyncIterator[None]:
        """Show that something runs, and how far it is when it is known how long it takes."""
        shown_on = Console(stderr=True)
        if not shown_on.is_terminal:
            shown_on.print(
                name if expected_s is None else f"{name}, about {expected_s:.0f} s", highlight=False
            )
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        with Progress(*columns, console=shown_on, transient=True) as progress:
            task = progress.add_task(name, total=expected_s)

            async def move() -> None:
                while True:
                    await asyncio.sleep(BAR_EVERY_S)
                    progress.advance(task, BAR_EVERY_S)

            async with alongside(move()):
                yield
