"""`tyyni demo`: the whole product on one machine; three calls at once into a service of its own.

Speaks to nobody outside: model, service, calls and pages are all on this machine.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

import tyyni_client
from tyyni import wire
from tyyni_bench.latency_results import LatencyRun
from tyyni_bench.playing import Both, Known, Played, play_all
from tyyni_bench.report import show_latency
from tyyni_bench.service_process import RunningService, running_service
from tyyni_bench.summing import summed_up
from tyyni_bench.watch import watched
from tyyni_client.connection import Arrival, CallListener
from tyyni_client.lines import Lines
from tyyni_client.options import SCREEN_LANGUAGES

DEMO_CALLS = Path(tyyni_client.__file__).parent / "demo_calls"
"""The calls that ship; how they are made: `tyyni_bench.demo_calls`."""

AGAIN_AFTER_S = 3.0
"""Between two rounds: time to see that the calls have ended."""


class FirstPrompt(CallListener):
    """Notes when the first prompt of any call came."""

    def __init__(self) -> None:
        self.came_s: float | None = None

    def on_message(self, arrival: Arrival) -> None:
        """Take note of the first prompt."""
        if self.came_s is None and isinstance(arrival.message, wire.PromptShown):
            self.came_s = time.monotonic()


@dataclass(slots=True)
class TimeSplit:
    """How long a new user waited for what, in seconds."""

    install_s: float | None
    """None: was not told."""
    model_s: float
    service_s: float = 0.0
    prompt_s: float | None = None
    """From the first word of the calls to the first prompt."""

    def __str__(self) -> str:
        parts = [
            *([] if self.install_s is None else [f"install {self.install_s:.1f} s"]),
            f"model {self.model_s:.1f} s",
            f"service start {self.service_s:.1f} s",
            "no prompt" if self.prompt_s is None else f"first prompt {self.prompt_s:.1f} s into the calls",
        ]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What the demo plays and how."""

    calls: tuple[Known, ...]
    screen: str
    """Language of the prompts: fi, pl or en; ``own``: of each call."""
    model: str | None
    """A model of `tyyni models list`; None: the default one."""
    at_once: int
    again: bool
    """Begin anew when all calls have been played, until interrupted."""


async def run_demo(plan: DemoPlan, split: TimeSplit, console: Console) -> None:
    """Start a service, print its links, and play the calls into it; ``split`` is completed on the way."""
    console.print("starting the service ...")
    async with running_service(model=plan.model) as service:
        split.service_s = service.ready_s
        console.print("\nopen in a browser (each link is for this demo only):", highlight=False)
        console.print(f"  agent:       {service.agent_link}", soft_wrap=True)
        console.print(f"  supervisors: {service.floor_link}\n", soft_wrap=True)
        while True:
            show_latency(await _play_round(plan, service, split, console), console)
            console.print(f"time: {split}", highlight=False, soft_wrap=True)
            if not plan.again:
                return
            console.print("\nthe calls begin again; Ctrl-C ends the demo\n")
            await asyncio.sleep(AGAIN_AFTER_S)


async def _play_round(
    plan: DemoPlan, service: RunningService, split: TimeSplit, console: Console
) -> LatencyRun:
    first = FirstPrompt()
    plays = [Played(call, call.recording.name) for call in plan.calls]
    width = max(len(play.label) for play in plays)
    begun_s = time.monotonic()

    def shown(play: Played) -> CallListener:
        screen = screen_language(plan.screen, play.known.language)
        return Both(Lines(_sayer(console), screen, play.label.ljust(width)), first)

    async with watched(service.target) as watch:
        await play_all(
            plays, plan.at_once, watch.target.ws_url("/ws/call"), watch.target.agent_token, also=shown
        )
    if split.prompt_s is None and first.came_s is not None:
        split.prompt_s = first.came_s - begun_s
    return summed_up(plays, watch, plan.at_once)


def _sayer(console: Console) -> Callable[[str], None]:
    return lambda line: console.print(line, markup=False, highlight=False, soft_wrap=True)


def screen_language(asked: str, spoken: str) -> wire.ScreenLanguage:
    """Return the language of a call's prompts.

    >>> screen_language("own", "pl"), screen_language("own", "de"), screen_language("fi", "pl")
    ('pl', 'en', 'fi')
    """
    return SCREEN_LANGUAGES.get(spoken if asked == "own" else asked, "en")
