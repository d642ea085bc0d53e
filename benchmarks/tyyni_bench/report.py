"""What was measured, for people to read: a table on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tyyni_bench.latency import LatencyRun

NAMES = {
    "frame_to_reading": "frame to reading",
    "speech_end_to_final": "speech end to final",
    "partial_delay": "partial delay",
    "cue_to_prompt": "cue to prompt",
    "lag": "lag while text is to come",
}


def show_latency(runs: Sequence[LatencyRun], console: Console) -> None:
    """Print the figures of each run, in milliseconds; what never came is infinite."""
    for run in runs:
        table = Table(title=f"{run.calls} call(s) at once, ms", title_justify="left")
        table.add_column("figure")
        for column in ("n", "p50", "p95", "p99", "max", "never"):
            table.add_column(column, justify="right")
        for name, figure in run.figures.items():
            values = (figure.p50, figure.p95, figure.p99, figure.max)
            shown = [_shown(value, figure.n) for value in values]
            table.add_row(NAMES[name], str(figure.n), *shown, str(figure.never))
        console.print(table)
        for name, why in run.left_out.items():
            console.print(f"{NAMES[name]}: left out, {why}")


def _shown(value: float | None, n: int) -> str:
    if not n:
        return "-"
    return "never" if value is None else f"{value:.0f}"
