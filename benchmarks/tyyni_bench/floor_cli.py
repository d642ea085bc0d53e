"""`tyyni bench floor`, as typed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.console import Console

from tyyni_bench.figures_table import figures_table
from tyyni_bench.floor_calls import SimulatedCalls
from tyyni_bench.floor_load import FloorLoad, FloorResults, Layout, chromium, measure_page
from tyyni_bench.floor_service import simulated_floor
from tyyni_bench.results import check_extra, check_place, header, write_results


def floor(
    calls: Annotated[int, typer.Option(min=1, help="How many live calls.")] = 200,
    seconds: Annotated[float, typer.Option(min=1.0, help="How long each view is watched.")] = 20.0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
) -> None:
    """Say how smooth the supervisors' page stays with so many calls, as the wall and as tiles.

    The service's own floor tells a real Chromium of simulated calls, each as often as the service does at most: heat
    every half second, the lag of the text every second.

    \b
    tyyni bench floor --calls 200 --seconds 20
    """
    check_extra()
    check_place(json_file)
    begun = header("floor", None)
    with chromium() as browser:
        loads = []
        for layout in get_args(Layout):
            with simulated_floor(SimulatedCalls(calls)) as url:
                loads.append(measure_page(browser, url, calls, layout, seconds))
    show_loads(loads, Console())
    if json_file is not None:
        write_results(FloorResults(**begun, loads=loads), json_file)


def show_loads(loads: Sequence[FloorLoad], console: Console) -> None:
    """Print a column for each view."""
    table = figures_table(f"the floor with {loads[0].calls} calls", "", *(load.layout for load in loads))
    frames = [load.frame_ms for load in loads]
    rows: dict[str, Sequence[float | None]] = {
        "frame, p50, ms": [frame.p50 for frame in frames],
        "frame, p95, ms": [frame.p95 for frame in frames],
        "frame, p99, ms": [frame.p99 for frame in frames],
        "frame, longest, ms": [frame.max for frame in frames],
        "tasks of 50 ms or more": [load.long_tasks for load in loads],
        "the longest of them, ms": [load.longest_task_ms for load in loads],
        "processor of the page, %": [100 * load.page_cpu_ratio for load in loads],
        "messages a second": [load.messages_per_s for load in loads],
        "kB a second": [load.bytes_per_s / 1000 for load in loads],
        "heap at the begin, MB": [load.heap_begin_mb for load in loads],
        "heap at the end, MB": [load.heap_end_mb for load in loads],
    }
    for what, values in rows.items():
        table.add_row(what, *("-" if value is None else f"{value:.1f}" for value in values))
    console.print(table)
