"""The report of `tyyni bench heat` as one page: the figures, and the heat of each call over its labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tyyni_bench.clip_scores import SetFigures
from tyyni_bench.heat_figures import ClipFigures
from tyyni_bench.heat_plot import heat_plot, told_heat
from tyyni_bench.heat_report import (
    CAUTION,
    CELLS,
    KINDS_TITLE,
    HeatResults,
    calibration_lines,
    call_lines,
    cells,
    window_lines,
)
from tyyni_bench.kind_figures import KIND_CELLS, kind_cells
from tyyni_bench.latency_results import HeatTrack
from tyyni_bench.markup import escaped, facts, table
from tyyni_bench.page import items, page, plots_section, section, words
from tyyni_bench.report_tables import ran_on


def write_heat_report(results: HeatResults, tracks: Sequence[HeatTrack], path: Path) -> None:
    """Write results as a page for people; the same results always give the same bytes.

    Args:
        results: the figures.
        tracks: the heat of the calls to draw.
        path: where to.

    Raises:
        OSError: the file cannot be written.
    """
    path.write_text(heat_page(results, tracks), encoding="utf-8", newline="\n")


def heat_page(results: HeatResults, tracks: Sequence[HeatTrack]) -> str:
    """Return the whole page."""
    line = "on a telephone line" if results.phone else "as recorded"
    title = f"Anger against calm, {line}"
    stopped = (
        '<p class="partial"><strong>Stopped early: a partial result.</strong></p>' if results.partial else ""
    )
    head = (
        f'<header><p class="kind">Tyyni, heat</p><h1>{escaped(title)}</h1>{stopped}{words(CAUTION)}</header>'
    )
    left_out = [f"{what}: left out, {why}" for what, why in results.left_out.items()]
    sections = [
        section("What was run on what", facts(ran_on(results))),
        _clips(results),
        section("Calls", items(call_lines(results)) + _kinds(results)),
        _plots(tracks),
        *([section("Left out", items(left_out))] if left_out else []),
    ]
    return page(f"Tyyni, heat: {title}", head, sections)


def _clips(results: HeatResults) -> str:
    groups = {**results.sets, **results.by_language}
    if not groups:
        return section("Clips", words("Left out: no clip has an emotion that can be judged."))
    return section(
        "Clips",
        _table("By the tone at the clip's end", groups, lambda figures: figures.tone),
        _table("By the highest heat", groups, lambda figures: figures.heat),
        _emotions(results),
        items([*window_lines(results), *calibration_lines(results)]),
    )


def _kinds(results: HeatResults) -> str:
    rows = [[kind, *kind_cells(calls)] for kind, calls in results.kinds.items()]
    return table(KINDS_TITLE, ["", *KIND_CELLS], {"": rows}) if rows else ""


def _table(caption: str, groups: dict[str, SetFigures], of: Callable[[SetFigures], ClipFigures]) -> str:
    rows = [[name, str(of(figures).clips), *cells(of(figures))] for name, figures in groups.items()]
    threshold = next(of(figures).threshold for figures in groups.values())
    return table(f"{caption}; threshold {threshold:g}", ["", "clips", *CELLS], {"": rows})


def _emotions(results: HeatResults) -> str:
    groups = {
        name: [
            [emotion, f"{share:.0%}", f"{figures.heat.over_share_by_emotion[emotion]:.0%}"]
            for emotion, share in figures.tone.over_share_by_emotion.items()
        ]
        for name, figures in results.sets.items()
    }
    return table(
        "How many clips of each emotion reach the threshold, after own calm speech",
        ["emotion", "tone", "heat"],
        groups,
    )


def _plots(tracks: Sequence[HeatTrack]) -> str:
    drawn = [(track, heat_plot(track, index)) for index, track in enumerate(tracks)]
    return plots_section(
        "Heat against labels",
        "",
        [plot for _, plot in drawn if plot],
        "no call has labels of heat",
        beside={plot.title: words(" ".join(told_heat(track))) for track, plot in drawn if plot},
    )
