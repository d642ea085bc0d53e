"""What `tyyni bench heat` writes and prints."""

from __future__ import annotations

from rich.console import Console

from tyyni_bench.clip_scores import SetFigures
from tyyni_bench.figures_table import figures_table
from tyyni_bench.heat_calls import CallFigures
from tyyni_bench.heat_figures import ClipFigures
from tyyni_bench.kind_figures import KIND_CELLS, KindFigures, kind_cells
from tyyni_bench.results import Results

CELLS = ("AUC 1st", "UAR 1st", "AUC 10s", "UAR 10s", "arousal", "worst speaker")
"""What `cells` returns."""
KINDS_TITLE = "Composed calls: ever hot, voice ever over the tone's threshold, readings over it"
CAUTION = (
    "No words are read: the voice, and in recorded calls turn-taking. All labelled speech is acted, composed calls are "
    "such clips in sequence: this shows that hot can be told from calm, not how well on real calls."
)


class HeatResults(Results, frozen=True, kw_only=True):
    """Everything of one `tyyni bench heat`."""

    phone: bool
    """Whether all sound went through 300-3400 Hz, 8 kHz, µ-law first."""
    sets: dict[str, SetFigures]
    by_language: dict[str, SetFigures]
    calls: CallFigures
    calls_by_kind: dict[str, CallFigures]
    """recorded and composed apart."""
    kinds: dict[str, KindFigures]
    """Composed calls by what their caller does, or what disturbs them."""
    left_out: dict[str, str]
    """What was not measured, with the reason."""
    acted: bool = True


def show_heat(results: HeatResults, console: Console) -> None:
    """Print the figures of sets, languages and calls."""
    line = "on a telephone line" if results.phone else "as recorded"
    stopped = ", stopped before the end" if results.partial else ""
    groups = {**results.sets, **results.by_language}
    by = {
        "tone": {name: figures.tone for name, figures in groups.items()},
        "heat": {name: figures.heat for name, figures in groups.items()},
    }
    for what, found in by.items():
        table = figures_table(f"Anger against calm by {what}, {line}{stopped}", "", "clips", *CELLS)
        for name, one in found.items():
            table.add_row(name, str(one.clips), *cells(one))
        if found:
            console.print(table)
    if results.kinds:
        table = figures_table(f"{KINDS_TITLE}, {line}{stopped}", "", *KIND_CELLS)
        for kind, calls in results.kinds.items():
            table.add_row(kind, *kind_cells(calls))
        console.print(table)
    for text in [
        *_emotion_lines(results),
        *window_lines(results),
        *calibration_lines(results),
        *call_lines(results),
    ]:
        console.print(text, markup=False, highlight=False)
    for what, why in results.left_out.items():
        console.print(f"{what}: left out, {why}", markup=False, highlight=False)
    console.print(CAUTION, highlight=False)


def window_lines(results: HeatResults) -> list[str]:
    """Return how often calm windows are read as raised, a line for each set and grouping."""
    return [
        f"{name}, calm windows of 2 s read as raised: "
        + (", ".join(f"{group} {one.over_share:.1%} of {one.n}" for group, one in windows.items()) or "-")
        for name, figures in results.sets.items()
        for windows in (figures.calm_windows_by_gender, figures.calm_windows_by_pitch)
    ]


def _emotion_lines(results: HeatResults) -> list[str]:
    return [
        f"{name}, clips read as raised: "
        + ", ".join(f"{emotion} {share:.0%}" for emotion, share in figures.tone.over_share_by_emotion.items())
        for name, figures in results.sets.items()
        if figures.tone.over_share_by_emotion
    ]


def calibration_lines(results: HeatResults) -> list[str]:
    """Return how far the tone's arousal is from being a probability, a line for each set."""
    return [
        f"{name}, arousal and the share that is of high arousal: "
        + ", ".join(f"{one.arousal:.2f} {one.high_share:.0%} of {one.n}" for one in found.bins)
        + f"; off by {found.error:.2f}"
        for name, figures in results.sets.items()
        if (found := figures.calibration) is not None
    ]


def call_lines(results: HeatResults) -> list[str]:
    """Return what the heat of calls did, recorded and composed apart and together."""
    kinds = {**results.calls_by_kind, "all": results.calls}
    return [text for kind, calls in kinds.items() for text in _lines(kind, calls)]


def cells(figures: ClipFigures) -> list[str]:
    """Return a row's cells under `CELLS`."""
    values = (
        figures.first_auc,
        figures.first_uar,
        figures.auc_10s,
        figures.uar_10s,
        figures.arousal_auc_10s,
    )
    worst = figures.worst_speaker
    return [*map(_shown, values), "-" if worst is None else f"{worst.speaker} {worst.auc_10s:.3f}"]


def _lines(kind: str, calls: CallFigures) -> list[str]:
    lines = []
    if calls.rising_calls or calls.hot_start_calls:
        lines += [
            f"{kind}, {calls.rising_calls} that rise: hot after {_seconds(calls.onset_s_p50)} (p90 "
            f"{_seconds(calls.onset_s_p90)}), {calls.missed} missed, {calls.hot_before_onset} hot before",
            f"{kind}, {calls.hot_start_calls} hot from the start: hot after {_seconds(calls.hot_start_s_p50)}, "
            f"{_seconds(calls.hot_start_speech_s_p50)} of speech (p90 {_seconds(calls.hot_start_s_p90)}), "
            f"{calls.hot_start_missed} missed",
            f"{kind}, cool again after {_seconds(calls.cool_s_p50)} (p90 {_seconds(calls.cool_s_p90)})",
        ]
    if calls.calm_hot_interval is not None:
        low, high = calls.calm_hot_interval
        lines.append(
            f"{kind}, {calls.calm_calls} calm minutes: {calls.calm_hot} ever hot "
            f"({calls.calm_hot_share:.1%}, 95 % {low:.1%} to {high:.1%})"
        )
    return lines


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} s"


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
