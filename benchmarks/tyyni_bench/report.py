"""What was measured, for people to read: a table on the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from tyyni_bench.figures import Percentiles
from tyyni_bench.latency_results import FIGURES, Capacity, LatencyRun
from tyyni_bench.report_texts import told_modes

OTHERS = {
    "streaming_wer": "word error rate of the finals",
    "cpu_share": "processor share",
    "rss_mb": "memory",
}
"""What else may be left out, by key."""


def show_latency(run: LatencyRun, console: Console) -> None:
    """Print the figures of a run, in milliseconds; what never came is infinite."""
    stopped = ", stopped before the end" if run.partial else ""
    title = f"{run.calls} call(s) at once{stopped}, {run.audio_s:.0f} s of calls in {run.wall_s:.0f} s, ms"
    console.print(_table(title, {FIGURES[name]: figure for name, figure in run.figures.items()}))
    for name, why in run.left_out.items():
        console.print(f"{FIGURES.get(name) or OTHERS[name]}: left out, {why}", highlight=False)
    for line in _lines(run):
        console.print(line, highlight=False)
    for stage in run.stages:
        p95 = "-" if stage.p95_ms is None else f"{stage.p95_ms:.0f}"
        console.print(
            f"  {stage.name} ({stage.clock}): mean {stage.mean_ms:.0f} ms, p95 up to {p95} ms, n {stage.n}",
            highlight=False,
        )
    if run.overloaded:
        console.print(f"[bold red]OVERLOADED[/]: {run.overloaded_because}", highlight=False)


def _lines(run: LatencyRun) -> list[str]:
    dropped = ", ".join(f"{reason} {count}" for reason, count in run.drops.by_reason.items()) or "none"
    load = [
        f"somebody speaks {run.talk_share:.0%} of the time",
        f"real-time factor {run.real_time_factor:.2f}",
    ]
    if run.cpu_share is not None:
        load.append(f"processors {run.cpu_share:.0%} busy with it")
    if run.rss_mb is not None:
        memory = run.rss_mb
        load.append(f"memory {memory.start:.0f}, at most {memory.peak:.0f}, at the end {memory.end:.0f} MB")
    text = [] if run.streaming_wer is None else [f"word error rate of the finals {run.streaming_wer:.1%}"]
    return [
        "; ".join([*text, f"{run.missing_finals} final(s) never came"]),
        "; ".join(load),
        f"frames lost {run.drops.frames}; transcription work not done: {dropped}",
        f"mode of the service: {told_modes(run)}",
        f"oldest waiting work: p50 {_shown(run.queue_age_ms.p50)}, p95 {_shown(run.queue_age_ms.p95)} ms",
    ]


def show_capacity(capacity: Capacity, console: Console) -> None:
    """Print how many calls hold, and why more do not."""
    console.print(f"[bold]{capacity.calls} call(s) at once hold[/]", highlight=False)
    for calls, why in capacity.failed.items():
        console.print(f"  {calls} do not: {why}", highlight=False)


def show_own_error(errors: Mapping[str, Percentiles], console: Console) -> None:
    """Print by how much the bench itself is off."""
    title = "the bench's own error: measured, less what a scripted service is known to take, ms"
    console.print(_table(title, {FIGURES[name]: figure for name, figure in errors.items()}))


def _table(title: str, figures: Mapping[str, Percentiles]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("figure")
    for column in ("n", "p50", "p95", "p99", "max", "never"):
        table.add_column(column, justify="right")
    for name, figure in figures.items():
        values = (figure.p50, figure.p95, figure.p99, figure.max)
        shown = ["never" if value is None and figure.n else _shown(value) for value in values]
        table.add_row(name, str(figure.n), *shown, str(figure.never))
    return table


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"
