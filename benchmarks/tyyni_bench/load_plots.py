"""Plots of the load: the lag, the processors and the memory over time, and the stages of the work."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tyyni_bench.latency_results import LatencyRun, Second, Stage
from tyyni_bench.plots import ALARM, EDGE, HEIGHT_PT, INK, SERIES, SOFT, Plot, draw, line_style
from tyyni_bench.report_texts import CLOCKS, duration, run_names, sentence, share

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_NAME_CHARACTERS = 34
"""Of a stage's name in one line."""
_BAR_PT = 44
"""Height of a stage with its name, and of a clock's own line."""


def lags(runs: Sequence[LatencyRun]) -> list[Plot]:
    """Return a plot for each run: its largest lag over time, all on one scale."""
    drawn = [(name, run) for name, run in zip(run_names(runs), runs, strict=True) if run.seconds]
    highest_s = max((second.lag_ms / 1000 for _, run in drawn for second in run.seconds), default=0.0)
    return [_lag(name, run, index, highest_s) for index, (name, run) in enumerate(drawn)]


def _lag(name: str, run: LatencyRun, index: int, highest_s: float) -> Plot:
    def onto(figure: Figure) -> None:
        axes = figure.subplots()
        _over_time(axes, run.seconds, [second.lag_ms / 1000 for second in run.seconds], SERIES[0])
        axes.set_ylim(0, max(highest_s, 1.0) * 1.08)
        axes.set_ylabel("lag, s")
        if run.overloaded:
            axes.lines[0].set_color(ALARM)
            axes.text(
                0.03,
                0.95,
                "overloaded",
                color=ALARM,
                weight="bold",
                va="top",
                transform=axes.transAxes,
            )

    last = run.seconds[-1]
    highest = max(second.lag_ms for second in run.seconds)
    words = f"Highest {duration(highest)}, {duration(last.lag_ms)} at the end ({last.at_s:.0f} s)."
    title = name + (", overloaded" if run.overloaded else "")
    kept_up = (
        "It did not grow until the run was stopped."
        if run.partial
        else "It did not grow: the service kept up."
    )
    meaning = sentence(f"Overloaded: {run.overloaded_because}") if run.overloaded else f"{words} {kept_up}"
    return Plot(title, meaning, draw(f"lag-{index}", f"Lag over time, {title}", words, onto))


def machine_use(runs: Sequence[LatencyRun]) -> list[Plot]:
    """Return the processors' and the memory's plot over time, a line for each run, as far as measured."""
    plots = []
    if any(second.cpu_share is not None for run in runs for second in run.seconds):
        plots.append(_cpu(runs))
    if any(second.rss_mb is not None for run in runs for second in run.seconds):
        plots.append(_memory(runs))
    return plots


def _cpu(runs: Sequence[LatencyRun]) -> Plot:
    def onto(figure: Figure) -> None:
        axes = figure.subplots()
        for index, run in enumerate(runs):
            known = [(second, second.cpu_share) for second in run.seconds if second.cpu_share is not None]
            _over_time(axes, [second for second, _ in known], [100 * part for _, part in known], index)
        axes.set_ylim(0, 103)
        axes.set_ylabel("processors, %")

    words = [
        f"{name}: {share(run.cpu_share)} over the whole run."
        for name, run in zip(run_names(runs), runs, strict=True)
    ]
    return Plot(
        "Processors",
        "Share of all the machine's processors that the service used; 100 % is all of them.",
        draw("cpu", "Share of all processors over time", " ".join(words), onto),
    )


def _memory(runs: Sequence[LatencyRun]) -> Plot:
    def onto(figure: Figure) -> None:
        axes = figure.subplots()
        for index, run in enumerate(runs):
            known = [(second, second.rss_mb) for second in run.seconds if second.rss_mb is not None]
            _over_time(axes, [second for second, _ in known], [mb for _, mb in known], index)
        axes.set_ylim(bottom=0)
        axes.set_ylabel("memory, MB")

    words = [
        f"{name}: {run.rss_mb.start:.0f} MB at the start, {run.rss_mb.peak:.0f} at most, "
        f"{run.rss_mb.end:.0f} at the end."
        for name, run in zip(run_names(runs), runs, strict=True)
        if run.rss_mb is not None
    ]
    return Plot(
        "Memory",
        "Resident memory of the service, the speech model included. A line that never stops rising may be a leak.",
        draw("memory", "Memory over time", " ".join(words), onto),
    )


def _over_time(axes: Axes, seconds: Sequence[Second], values: Sequence[float], line: int | str) -> None:
    """Draw values at their seconds; ``line``: a colour, or the index of one line among several."""
    if isinstance(line, str):
        axes.plot([second.at_s for second in seconds], values, color=line)
    else:
        every = max(len(values) // 4, 1)
        axes.plot([second.at_s for second in seconds], values, markevery=every, **line_style(line))
    axes.set_xlim(left=0)
    axes.set_xlabel("s since the first call began")
    axes.grid(axis="y", linewidth=0.6)


def stages(runs: Sequence[LatencyRun]) -> list[Plot]:
    """Return a plot for each run: mean and p95 of every stage, each clock on a scale of its own."""
    drawn = [(name, run) for name, run in zip(run_names(runs), runs, strict=True) if run.stages]
    return [_stages(name, run.stages, index) for index, (name, run) in enumerate(drawn)]


def _stages(name: str, measured: Sequence[Stage], index: int) -> Plot:
    clocks = [clock for clock in CLOCKS if any(stage.clock == clock for stage in measured)]
    groups = [[stage for stage in measured if stage.clock == clock] for clock in clocks]

    def onto(figure: Figure) -> None:
        heights = [len(group) for group in groups]
        every = figure.subplots(len(groups), 1, squeeze=False, height_ratios=heights)
        for axes, clock, group in zip(every[:, 0], clocks, groups, strict=True):
            _bars(axes, clock, group)

    words = [f"{stage.name} ({stage.clock}): {_told(stage)}." for group in groups for stage in group]
    return Plot(
        name,
        _longest(clocks, groups),
        draw(
            f"stages-{index}",
            f"Time of each stage, {name}",
            " ".join(words),
            onto,
            height_pt=max(_BAR_PT * (len(groups) * 0.6 + sum(len(group) for group in groups)), HEIGHT_PT / 2),
        ),
    )


def _longest(clocks: Sequence[str], groups: Sequence[Sequence[Stage]]) -> str:
    """Return which stage takes longest by each clock, as a sentence."""
    longest = [max(group, key=lambda stage: stage.mean_ms) for group in groups]
    parts = [
        f"{stage.name} by the {clock} clock ({duration(stage.mean_ms)})"
        for clock, stage in zip(clocks, longest, strict=True)
    ]
    return sentence(f"Longest on average: {', '.join(parts)}")


def _bars(axes: Axes, clock: str, group: Sequence[Stage]) -> None:
    longest = max(max(stage.mean_ms, stage.p95_ms or 0.0) for stage in group) or 1.0
    for row, stage in enumerate(group):
        color = SERIES[list(CLOCKS).index(clock)]
        end_ms = longest if stage.p95_ms is None else stage.p95_ms
        axes.plot([0, end_ms], [row, row], color=color, linewidth=1.5, solid_capstyle="butt")
        axes.plot([end_ms], [row], color=color, marker=">" if stage.p95_ms is None else "|", markersize=8)
        axes.barh(row, stage.mean_ms, height=0.3, color=color, linewidth=0)
        shown = textwrap.shorten(stage.name, _NAME_CHARACTERS, placeholder="…")
        axes.text(0, row - 0.28, shown, color=INK, va="bottom")
        axes.text(longest * 1.03, row - 0.28, _told(stage), color=SOFT, va="bottom", ha="right")
    axes.set_title(f"{clock} clock", loc="left", fontsize=9.5, weight="bold", color=INK)
    axes.set_ylim(len(group) - 0.6, -0.85)
    axes.set_xlim(0, longest * 1.03)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.axvline(0, color=EDGE, linewidth=1)


def _told(stage: Stage) -> str:
    p95 = "p95 beyond count" if stage.p95_ms is None else f"p95 {duration(stage.p95_ms)}"
    return f"mean {duration(stage.mean_ms)}, {p95}"
