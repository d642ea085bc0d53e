"""`tyyni bench`: measure the service with recorded calls."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from tyyni.errors import TyyniError
from tyyni_bench.latency import LatencyRun, measure
from tyyni_bench.playing import Known, find_recordings, open_known
from tyyni_bench.report import show_latency
from tyyni_bench.service_process import ServiceProcess

app = typer.Typer(no_args_is_help=True, help="Measure the service with your own recorded calls.")


@app.callback()
def bench() -> None:
    """Measure the service with your own recorded calls."""


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
    async with ServiceProcess(model=model) as service:
        url = service.base_url.replace("http", "ws", 1) + "/ws/call"
        for calls in counts:
            longest_s = max(one.recording.duration_ms for one in known) / 1000
            typer.echo(f"{calls} call(s), about {min(longest_s, seconds or longest_s):.0f} s", err=True)
            runs.append(await measure(known, calls, url, service.agent_token, seconds))
    return runs


def _counts(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() and int(part) > 0 for part in parts):
        raise TyyniError("calls_invalid", f"--calls {text}: expected numbers from 1 up, such as 1,4,8")
    return [int(part) for part in parts]
