"""`tyyni bench latency`, as typed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tyyni.errors import TyyniError
from tyyni.serve.settings import load_settings
from tyyni_bench.html_report import write_report
from tyyni_bench.latency_results import LatencyResults
from tyyni_bench.latency_session import LatencySession
from tyyni_bench.playing import find_recordings, open_known
from tyyni_bench.results import STOPPED_EXIT_CODE, check_extra, header, write_results
from tyyni_bench.service_process import running_service
from tyyni_bench.target import Target, find_target


def latency(
    recordings: Annotated[
        list[Path], typer.Argument(help="Two-channel recordings (or folders of them), best with sidecars.")
    ],
    calls: Annotated[str, typer.Option(help="How many at once, such as 1,4,8; a run for each.")] = "1",
    find: Annotated[
        bool,
        typer.Option(
            "--find-capacity", help="Find the largest number of calls that holds, after those runs."
        ),
    ] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write everything measured here.")] = None,
    html_file: Annotated[Path | None, typer.Option("--html", help="Write a report to read here.")] = None,
    seconds: Annotated[
        float | None, typer.Option(min=1.0, help="Play only so much of each recording.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="A model of `tyyni models list`.")] = None,
    server: Annotated[
        str | None,
        typer.Option(
            help="A service that runs already, such as http://127.0.0.1:8765; without: one of its own."
        ),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(envvar="TYYNI_TOKEN", help="Agents' key of --server; found by itself on this machine."),
    ] = None,
    supervisor_token: Annotated[
        str | None,
        typer.Option(
            envvar="TYYNI_SUPERVISOR_TOKEN", help="Supervisors' key of --server, for onset to heat."
        ),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Spoken, where no sidecar names it: fi, pl or en.")
    ] = None,
) -> None:
    """Play recorded calls at true speed and say how late everything was, at so many calls at once.

    Every recording is played at every number of calls: with fewer recordings than calls each again, with a shifted
    start. Every figure is taken at the client, through real websockets. A text that never came counts as infinite; a
    cue that no prompt answers is counted apart. Ctrl-C writes what was measured so far, marked partial.

    \b
    tyyni bench latency client/tyyni_client/demo_calls --calls 1,2,4 --html report.html
    tyyni bench latency my-calls/ --find-capacity --json figures.json
    """
    check_extra()
    if server is not None and model is not None:
        raise TyyniError("model_unknown", "--model is for a service of the bench's own, not for --server")
    known = [open_known(path, language) for path in find_recordings(recordings)]
    session = LatencySession(known, seconds, Console())
    service = _own_service(model) if server is None else _elsewhere(server, token, supervisor_token)
    begun = header("latency", (model or load_settings().model) if server is None else None)
    asyncio.run(session.run(service, _counts(calls), find))
    results = LatencyResults(
        **begun,
        partial=session.stop.is_set(),
        runs=session.runs,
        capacity=session.capacity,
        own_error_ms=session.own_error_ms,
    )
    if json_file is not None:
        write_results(results, json_file)
    if html_file is not None:
        write_report(results, html_file)
    if session.stop.is_set():
        raise typer.Exit(STOPPED_EXIT_CODE)


@asynccontextmanager
async def _own_service(model: str | None) -> AsyncIterator[Target]:
    async with running_service(model=model) as service:
        yield service.target


@asynccontextmanager
async def _elsewhere(server: str, token: str | None, supervisor_token: str | None) -> AsyncIterator[Target]:
    yield await find_target(server, token, supervisor_token)


def _counts(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() and int(part) > 0 for part in parts):
        raise TyyniError("calls_invalid", f"--calls {text}: expected numbers from 1 up, such as 1,4,8")
    return [int(part) for part in parts]
