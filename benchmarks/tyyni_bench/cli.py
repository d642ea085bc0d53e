"""`tyyni demo` and `tyyni bench`: hear recorded calls, and measure the service with them."""

from __future__ import annotations

import asyncio
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tyyni.errors import TyyniError
from tyyni_bench.budget_cli import compare
from tyyni_bench.cues_cli import cues
from tyyni_bench.demo import DEMO_CALLS, DemoPlan, TimeSplit, run_demo
from tyyni_bench.floor_cli import floor
from tyyni_bench.glossary_cli import glossary
from tyyni_bench.heat_cli import heat
from tyyni_bench.language_cli import languages
from tyyni_bench.latency_cli import latency
from tyyni_bench.make_set_cli import app as make_set_app
from tyyni_bench.playing import find_recordings, open_known
from tyyni_bench.results import check_extra
from tyyni_bench.screens_cli import screens
from tyyni_bench.streaming_cli import streaming
from tyyni_bench.transcription_cli import transcription
from tyyni_bench.voice_cli import voice
from tyyni_models.errors import ModelError
from tyyni_models.fetch import fetch_named
from tyyni_models.progress import progress_on

app = typer.Typer(no_args_is_help=True, help="Measure the service with your own recorded calls.")


@app.callback()
def bench() -> None:
    """Measure the service with your own recorded calls."""


app.command()(latency)
app.command()(transcription)
app.command()(streaming)
app.command()(languages)
app.command()(glossary)
app.command()(heat)
app.command()(cues)
app.command()(voice)
app.command()(floor)
app.command()(screens)
app.command()(compare)
app.add_typer(make_set_app, name="make-set")


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
    check_extra()
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
