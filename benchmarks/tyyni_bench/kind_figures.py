"""How often each kind of composed call is heard as hot, and its caller's voice as raised. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from tyyni.coach.voice import VoiceReading
from tyyni_bench.composed import HeatCall
from tyyni_bench.heat_figures import HOT_FROM, RAISED_FROM, wilson
from tyyni_bench.voice_heat import Level, level_at


class KindFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of call, over the part that is looked at: after the turn, after the other caller began, or all."""

    calls: int
    hot: int
    """How many ever reach hot."""
    hot_share: float
    hot_interval: tuple[float, float]
    """95 %, Wilson."""
    raised: int
    """How many ever have a reading of the voice over the tone's threshold."""
    raised_share: float
    readings: int
    """Of all the calls' voices."""
    readings_over: int
    """How many of them are over the threshold."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What one call did where it was looked at."""

    hot: bool
    readings: int
    readings_over: int


def watch(call: HeatCall, levels: Sequence[Level], readings: Sequence[VoiceReading]) -> Watched | None:
    """Return what heat and voice did in the part of a call that is looked at; None: it has no such part."""
    part = call.watched
    if part is None:
        return None
    told = [one.level for one in levels if part.start_ms < one.at_ms <= part.end_ms]
    heard = [one for one in readings if part.start_ms < one.at_ms <= part.end_ms]
    return Watched(
        hot=max([level_at(levels, part.start_ms), *told]) >= HOT_FROM,
        readings=len(heard),
        readings_over=sum(one.arousal >= RAISED_FROM for one in heard),
    )


def kind_figures(watched: Mapping[str, Sequence[Watched]]) -> dict[str, KindFigures]:
    """Return the figures of each kind's calls, of which there is at least one."""
    return {kind: _figures(calls) for kind, calls in watched.items()}


def _figures(calls: Sequence[Watched]) -> KindFigures:
    hot, raised = sum(one.hot for one in calls), sum(one.readings_over > 0 for one in calls)
    interval = wilson(hot, len(calls))
    assert interval is not None, "of no call there are no figures"
    return KindFigures(
        calls=len(calls),
        hot=hot,
        hot_share=hot / len(calls),
        hot_interval=interval,
        raised=raised,
        raised_share=raised / len(calls),
        readings=sum(one.readings for one in calls),
        readings_over=sum(one.readings_over for one in calls),
    )


KIND_CELLS = ("calls", "ever hot", "95 %", "ever raised", "readings over")
"""What `kind_cells` returns."""


def kind_cells(figures: KindFigures) -> list[str]:
    """Return a row's cells under `KIND_CELLS`."""
    low, high = figures.hot_interval
    readings = figures.readings
    return [
        str(figures.calls),
        f"{figures.hot} ({figures.hot_share:.0%})",
        f"{low:.0%}-{high:.0%}",
        f"{figures.raised} ({figures.raised_share:.0%})",
        f"{figures.readings_over / readings:.0%} of {readings}" if readings else "-",
    ]
