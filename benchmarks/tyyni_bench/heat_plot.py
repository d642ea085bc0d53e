"""The plot of one call's heat against its labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tyyni.coach.heat import BAND_FROM
from tyyni_bench.latency_results import HeatTrack
from tyyni_bench.plots import HOT, SERIES, SOFT, Plot, draw

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HEIGHT_PT = 210
_HOT_FROM = BAND_FROM["hot"]


def heat_plot(track: HeatTrack, index: int) -> Plot | None:
    """Return level, bands, labels and prompts over the time of a call; None: its heat was never seen."""
    if not track.at_s:
        return None

    def onto(figure: Figure) -> None:
        axes = figure.subplots()
        for level in BAND_FROM.values():
            axes.axhline(level, color=SOFT, linewidth=0.7, linestyle=(0, (4, 3)))
        for stretch in track.hot:
            axes.axvspan(stretch.start_ms / 1000, stretch.end_ms / 1000, color=HOT, alpha=0.18, linewidth=0)
        # Heat is told when it changes: until then it is what was told last.
        axes.plot(track.at_s, track.level, color=SERIES[0], linewidth=2, drawstyle="steps-post")
        shown_s = [at_s for times in track.prompts.values() for at_s in times]
        axes.plot(shown_s, [106] * len(shown_s), linestyle="", marker="v", color=SERIES[3], markersize=7)
        axes.set_xlim(0, max(track.at_s[-1], *(stretch.end_ms / 1000 for stretch in track.hot), 1.0))
        axes.set_ylim(0, 112)
        names = [f"{band} {level:.0f}" for band, level in BAND_FROM.items()]
        axes.set_yticks([*BAND_FROM.values(), 100], [*names, "100"])
        axes.set_xlabel("s of the call")

    triangles = "Triangles: prompts to the agent. " if track.prompts else ""
    return Plot(
        f"Heat of {track.recording}",
        f"Line: heat as the supervisors saw it. Shaded: labelled hot. {triangles}"
        "A good line is over 50 soon after a shaded part begins, and below it outside.",
        draw(
            f"heat-{index}", "Heat over time against its labels", " ".join(told_heat(track)), onto, _HEIGHT_PT
        ),
    )


def told_heat(track: HeatTrack) -> list[str]:
    """Return what the plot shows, in sentences."""
    first = next((at for at, level in zip(track.at_s, track.level, strict=True) if level >= _HOT_FROM), None)
    labels = " and ".join(f"{part.start_ms / 1000:.0f} to {part.end_ms / 1000:.0f} s" for part in track.hot)
    return [
        f"Labelled hot: {labels or 'no part'}.",
        f"The heat first reaches {_HOT_FROM:.0f} (hot) at {first:.1f} s."
        if first is not None
        else f"The heat never reaches {_HOT_FROM:.0f} (hot).",
        f"It is at most {max(track.level):.0f}." if track.level else "",
    ]
