"""Plots of the latency figures: how each is distributed, and how it grows with the number of calls."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tyyni_bench.latency_results import FIGURES, LatencyRun
from tyyni_bench.markup import NEVER
from tyyni_bench.plots import ALARM, Plot, draw, line_style, log_times
from tyyni_bench.report_texts import MEANINGS, calls_of, run_names, told

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHORTEST_MS = 1.0
"""A logarithmic axis has no zero: what took less is drawn here."""
_POINTS = 200
"""Of a distribution's line; thousands of values make no finer line at this size."""


def distributions(runs: Sequence[LatencyRun]) -> list[Plot]:
    """Return a plot for each figure: which share of its values came within a time, a line for each run."""
    return [_distribution(key, runs) for key in FIGURES if _finite(key, runs)]


def against_calls(runs: Sequence[LatencyRun]) -> list[Plot]:
    """Return a plot for each figure: p50 and p95 against the number of calls; none for one number alone."""
    if len({run.calls for run in runs}) < 2:
        return []
    return [_against_calls(key, runs) for key in FIGURES if _finite(key, runs)]


def undrawn(runs: Sequence[LatencyRun]) -> list[str]:
    """Return the names of the figures that were measured, but of which nothing ever came."""
    measured = {key for run in runs for key, figure in run.figures.items() if figure.n}
    return [name for key, name in FIGURES.items() if key in measured and not _finite(key, runs)]


def _finite(key: str, runs: Sequence[LatencyRun]) -> list[float]:
    """Return all values of a figure that came, none below what an axis can show."""
    values = (value for run in runs for value in run.values_ms.get(key, ()))
    return [max(value, SHORTEST_MS) for value in values if math.isfinite(value)]


def _distribution(key: str, runs: Sequence[LatencyRun]) -> Plot:
    drawn = _finite(key, runs)
    low_ms, high_ms = min(drawn), max(drawn)

    def onto(figure: Figure) -> None:
        axes = figure.subplots()
        log_times(axes, "x", low_ms, high_ms)
        for index, run in enumerate(runs):
            cumulative(axes, run, key, index)
        axes.set_ylim(0, 103)
        axes.set_yticks([0, 25, 50, 75, 95], ["0", "25", "50", "75", "95 %"])
        axes.grid(axis="y", linewidth=0.6)

    title = FIGURES[key]
    sentences = [
        told(name, run.figures[key])
        for name, run in zip(run_names(runs), runs, strict=True)
        if key in run.figures
    ]
    return Plot(
        title,
        MEANINGS[key].why,
        draw(f"spread-{key}", f"{title}: share that came within a time", " ".join(sentences), onto),
    )


def cumulative(axes: Axes, run: LatencyRun, key: str, index: int) -> None:
    """Draw a run's share of values within each time; what never came keeps the line below 100 %."""
    values = run.values_ms.get(key, ())
    came = np.sort([max(value, SHORTEST_MS) for value in values if math.isfinite(value)])
    if not len(came):
        return
    shares = 100 * np.arange(1, len(came) + 1) / len(values)
    kept = np.unique(np.linspace(0, len(came) - 1, _POINTS).round().astype(int))
    end_ms = axes.get_xlim()[1]
    line_x = [came[0], *came[kept], end_ms]
    line_y = [0.0, *shares[kept], shares[-1]]
    style = line_style(index)
    marker = style.pop("marker")
    axes.plot(line_x, line_y, drawstyle="steps-post", **style)
    at = [(p, percent) for p, percent in _percentiles(run, key) if p is not None]
    axes.plot(
        [max(p, SHORTEST_MS) for p, _ in at],
        [percent for _, percent in at],
        linestyle="",
        marker=marker,
        color=style["color"],
        zorder=3,
    )


def _percentiles(run: LatencyRun, key: str) -> list[tuple[float | None, float]]:
    figure = run.figures[key]
    return [(figure.p50, 50.0), (figure.p95, 95.0)]


def _against_calls(key: str, runs: Sequence[LatencyRun]) -> Plot:
    measured = sorted((run for run in runs if _has(run, key)), key=lambda run: run.calls)
    by_percentile = {
        "p50": [(run.calls, run.figures[key].p50) for run in measured],
        "p95": [(run.calls, run.figures[key].p95) for run in measured],
    }
    known = [ms for line in by_percentile.values() for _, ms in line if ms is not None] or _finite(key, runs)

    headroom = 4 if any(ms is None for line in by_percentile.values() for _, ms in line) else 1.5

    def onto(figure: Figure) -> None:
        axes = figure.subplots()
        log_times(axes, "y", max(min(known), SHORTEST_MS), max(*known, SHORTEST_MS) * headroom)
        for index, (name, line) in enumerate(by_percentile.items()):
            _percentile_line(axes, name, line, index)
        counts = sorted({run.calls for run in runs})
        axes.set_xscale("log", base=2)
        axes.set_xlim(counts[0] / 1.15, counts[-1] * 1.15)
        axes.set_xticks(counts, [str(count) for count in counts])
        axes.minorticks_off()
        axes.set_xlabel("calls at once")
        axes.grid(axis="y", linewidth=0.6)

    title = FIGURES[key]
    sentences = [told(calls_of(run.calls), run.figures[key]) for run in measured]
    return Plot(
        title,
        f"From: {MEANINGS[key].begins}. To: {MEANINGS[key].ends}.",
        draw(f"calls-{key}", f"{title} against the number of calls", " ".join(sentences), onto),
    )


def _has(run: LatencyRun, key: str) -> bool:
    return key in run.figures and run.figures[key].n > 0


def _percentile_line(axes: Axes, name: str, line: Sequence[tuple[int, float | None]], index: int) -> None:
    """Draw one percentile against the calls; where it is infinite, a mark at the top says so."""
    came = [(calls, max(ms, SHORTEST_MS)) for calls, ms in line if ms is not None]
    axes.plot([calls for calls, _ in came], [ms for _, ms in came], **line_style(index))
    for calls in (calls for calls, ms in line if ms is None):
        at_top = axes.get_xaxis_transform()
        height = 0.96 - 0.1 * index
        axes.plot([calls], [height], marker=6, color=ALARM, transform=at_top, linestyle="")
        axes.annotate(
            f"{name} {NEVER}",
            (calls, height),
            xycoords=at_top,
            xytext=(-7, -1),
            textcoords="offset points",
            color=ALARM,
            ha="right",
            va="center",
        )
