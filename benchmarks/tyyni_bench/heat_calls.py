"""When heat comes and goes in calls whose hot stretches are known. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from tyyni.coach.heat import BAND_FROM
from tyyni_bench.composed import HeatCall
from tyyni_bench.figures import nearest_rank
from tyyni_bench.heat_figures import wilson
from tyyni_bench.sidecar import Stretch
from tyyni_bench.voice_heat import Level, level_at

PIECE_MS = 60_000
"""A calm call counts by the minute."""
SHORTEST_PIECE_MS = 30_000
LEAD_MS = 2_000
"""A caller who spoke this long before is not hot from the start."""
THRESHOLD = BAND_FROM["hot"]


class CallFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Times in s of the call; None: no such call, or never reaches into the percentile."""

    rising_calls: int
    onset_s_p50: float | None
    """From the onset of a hot stretch in a call that began calm until it is hot."""
    onset_s_p90: float | None
    missed: int
    """How many of these never got hot in their stretch."""
    hot_before_onset: int
    """Calls that rise in which it was hot before the caller was: false, and in no percentile."""
    hot_start_calls: int
    hot_start_s_p50: float | None
    """The same for callers who are hot from their first word."""
    hot_start_missed: int
    hot_start_s_p90: float | None
    hot_start_speech_s_p50: float | None
    """In seconds of the caller's speech."""
    cool_s_p50: float | None
    """From the end of the last hot stretch until the heat is under the threshold."""
    cool_s_p90: float | None
    calm_calls: int
    """Calm minutes."""
    calm_hot: int
    """How many of them ever reach hot."""
    calm_hot_share: float | None
    calm_hot_interval: tuple[float, float] | None
    """95 %, Wilson."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the heat of one call did; times in s, infinite: never."""

    rises_s: tuple[float, ...] = ()
    starts_s: tuple[float, ...] = ()
    starts_speech_s: tuple[float, ...] = ()
    cools_s: tuple[float, ...] = ()
    hot_before: int = 0
    calm: int = 0
    calm_hot: int = 0


def look(call: HeatCall, levels: Sequence[Level]) -> Seen:
    """Return what the heat of a call did against its labels."""
    if not call.hot:
        return _look_calm(call, levels)
    rises, starts, starts_speech, cools = [], [], [], []
    hot_before = 0
    for stretch in call.hot:
        onset_ms = _onset_ms(stretch, levels)
        if level_at(levels, stretch.start_ms) >= THRESHOLD:
            hot_before += 1
        elif _spoken_ms(call.speech, 0, stretch.start_ms) >= LEAD_MS:
            rises.append(onset_ms / 1000)
        else:
            starts.append(onset_ms / 1000)
            until_ms = stretch.start_ms + onset_ms
            speech_ms = (
                math.inf if math.isinf(onset_ms) else _spoken_ms(call.speech, stretch.start_ms, until_ms)
            )
            starts_speech.append(speech_ms / 1000)
    last = max(call.hot, key=lambda stretch: stretch.end_ms)
    speaks_after = any(spoken.start_ms >= last.end_ms for spoken in call.speech)
    if speaks_after and level_at(levels, last.end_ms) >= THRESHOLD:
        under = [one.at_ms for one in levels if one.at_ms > last.end_ms and one.level < THRESHOLD]
        cools.append((under[0] - last.end_ms) / 1000 if under else math.inf)
    return Seen(tuple(rises), tuple(starts), tuple(starts_speech), tuple(cools), hot_before)


def _look_calm(call: HeatCall, levels: Sequence[Level]) -> Seen:
    length_ms = len(call.caller) // 16
    pieces = [
        begin
        for begin in range(0, length_ms, PIECE_MS)
        if min(length_ms - begin, PIECE_MS) >= SHORTEST_PIECE_MS
    ]
    hot = [
        begin
        for begin in pieces
        if level_at(levels, begin) >= THRESHOLD
        or any(begin <= one.at_ms < begin + PIECE_MS and one.level >= THRESHOLD for one in levels)
    ]
    return Seen(calm=len(pieces), calm_hot=len(hot))


def _onset_ms(stretch: Stretch, levels: Sequence[Level]) -> float:
    within = [
        one.at_ms
        for one in levels
        if stretch.start_ms < one.at_ms <= stretch.end_ms and one.level >= THRESHOLD
    ]
    return float(within[0] - stretch.start_ms) if within else math.inf


def _spoken_ms(speech: Iterable[Stretch], from_ms: float, to_ms: float) -> float:
    return sum(max(min(one.end_ms, to_ms) - max(one.start_ms, from_ms), 0.0) for one in speech)


def call_figures(seen: Sequence[Seen]) -> CallFigures:
    """Return the figures of calls."""
    rises = [value for one in seen for value in one.rises_s]
    starts = [value for one in seen for value in one.starts_s]
    cools = [value for one in seen for value in one.cools_s]
    calm, calm_hot = sum(one.calm for one in seen), sum(one.calm_hot for one in seen)
    return CallFigures(
        rising_calls=len(rises),
        onset_s_p50=nearest_rank(rises, 0.5, 2),
        onset_s_p90=nearest_rank(rises, 0.9, 2),
        missed=sum(map(math.isinf, rises)),
        hot_before_onset=sum(one.hot_before for one in seen),
        hot_start_calls=len(starts),
        hot_start_missed=sum(map(math.isinf, starts)),
        hot_start_s_p50=nearest_rank(starts, 0.5, 2),
        hot_start_s_p90=nearest_rank(starts, 0.9, 2),
        hot_start_speech_s_p50=nearest_rank([value for one in seen for value in one.starts_speech_s], 0.5, 2),
        cool_s_p50=nearest_rank(cools, 0.5, 2),
        cool_s_p90=nearest_rank(cools, 0.9, 2),
        calm_calls=calm,
        calm_hot=calm_hot,
        calm_hot_share=calm_hot / calm if calm else None,
        calm_hot_interval=wilson(calm_hot, calm),
    )
