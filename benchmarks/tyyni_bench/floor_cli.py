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
    """Print a row for each view."""
    table = figures_table(
        f"the floor with {loads[0].calls} calls",
        *("", "frame p50 ms", "p95", "p99", "max", "long tasks", "longest ms"),
        *("messages/s", "kB/s", "heap MB"),
    )
    for load in loads:
        frame = load.frame_ms
        table.add_row(
            load.layout,
            *(f"{value:.1f}" for value in (frame.p50, frame.p95, frame.p99, frame.max) if value is not None),
            str(load.long_tasks),
            f"{load.longest_task_ms:.0f}",
            f"{load.messages_per_s:.0f}",
            f"{load.bytes_per_s / 1000:.0f}",
            f"{load.heap_begin_mb:.1f} → {load.heap_end_mb:.1f}",
        )
    console.print(table)
