"""`tyyni demo` and `tyyni bench`: hear recorded calls, and measure the service with them."""

from __future__ import annotations

import asyncio
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from tyyni.errors import TyyniError
from tyyni_bench.demo import DEMO_CALLS, DemoPlan, TimeSplit, run_demo
from tyyni_bench.latency import LatencyRun, measure
from tyyni_bench.playing import Known, find_recordings, open_known
from tyyni_bench.report import show_latency
from tyyni_bench.service_process import running_service
from tyyni_bench.transcription_cli import transcription
from tyyni_models.errors import ModelError
from tyyni_models.fetch import fetch_named
from tyyni_models.progress import progress_on

app = typer.Typer(no_args_is_help=True, help="Measure the service with your own recorded calls.")


@app.callback()
def bench() -> None:
    """Measure the service with your own recorded calls."""


app.command()(transcription)


@app.command()
def latency(
    recordings: Annotated[
        list[Path], typer.Argument(help="Two-channel recordings (or folders of them), best with sidecars.")
    ],
    calls: Annotated[str, typer.Option(help="How many at once, such as 1,4,8.")] = "1",
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
    seconds: Annotated[float | None, typer.Option(help="Play only so much of each recording.")] = None,
    model: Annotated[str | None, typer.Option(help="A model of `tyyni models list`.")] = None,
    language: Annotated[str | None, typer.Option(help="Where no sidecar names it: fi, pl or en.")] = None,
) -> None:
    """Play recorded calls at true speed into a service of their own and say how late everything was.

    Every figure is taken at the client, through real websockets. What never came counts as infinite.
    Example: `tyyni bench latency client/tyyni_client/demo_calls --calls 1,3`
    """
    known = [open_known(path, language) for path in find_recordings(recordings)]
    runs = asyncio.run(_measure_all(known, _counts(calls), model, seconds))
    show_latency(runs, Console())
    if json_file is not None:
        json_file.write_bytes(msgspec.json.format(msgspec.json.encode(runs), indent=1) + b"\n")


async def _measure_all(
    known: list[Known], counts: list[int], model: str | None, seconds: float | None
) -> list[LatencyRun]:
    runs = []
    async with running_service(model=model) as service:
        for calls in counts:
            longest_s = max(one.recording.duration_ms for one in known) / 1000
            typer.echo(f"{calls} call(s), about {min(longest_s, seconds or longest_s):.0f} s", err=True)
            runs.append(await measure(known, calls, service.ws_url, service.agent_token, seconds))
    return runs


def _counts(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() and int(part) > 0 for part in parts):
        raise TyyniError("calls_invalid", f"--calls {text}: expected numbers from 1 up, such as 1,4,8")
    return [int(part) for part in parts]


class Screen(StrEnum):
    """In which language prompts are shown."""

    OWN = "own"
    FI = "fi"
    PL = "pl"
    EN = "en"


def demo(
    calls: Annotated[
        list[Path] | None,
        typer.Argument(help="Recordings, or folders of them; without: the demo's own three calls."),
    ] = None,
    screen: Annotated[Screen, typer.Option(help="Language of the prompts; own: each call's.")] = Screen.OWN,
    model: Annotated[str, typer.Option(help="A model of `tyyni models list`.")] = "base",
    at_once: Annotated[int, typer.Option(min=1, help="How many calls at once.")] = 3,
    language: Annotated[str | None, typer.Option(help="Spoken, where no sidecar names it.")] = None,
    again: Annotated[
        bool | None,
        typer.Option("--again/--once", help="Play on until Ctrl-C; without: when this is a terminal."),
    ] = None,
    begun_at: Annotated[
        float | None, typer.Option(hidden=True, help="When `make demo` began, in s since 1970.")
    ] = None,
) -> None:
    """Hear it work: fetch the model, start the service, play three calls at once, show the prompts.

    The agent's page and the supervisors' page are live at the two links that are printed.
    """
    install_s = None if begun_at is None else time.time() - begun_at
    known = tuple(open_known(path, language) for path in find_recordings(calls or [DEMO_CALLS]))
    console = Console()
    split = TimeSplit(install_s, _fetch(model))
    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    plan = DemoPlan(known, screen.value, model, at_once, at_terminal if again is None else again)
    try:
        asyncio.run(run_demo(plan, split, console))
    except KeyboardInterrupt:
        console.print("\nthe demo has ended")


def _fetch(name: str) -> float:
    """Fetch a model, with progress; return how many seconds that took."""
    begun_s = time.monotonic()
    try:
        fetch_named(name, progress_on(Console(stderr=True)))
    except ModelError as error:
        raise TyyniError(error.code, error.message) from error
    return time.monotonic() - begun_s
