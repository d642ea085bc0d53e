"""Whether a service keeps up: nothing that is waited for may take longer and longer while the load is the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from tyyni_bench.latency_results import ModeChange, Second

GROWS_BY_MS = 1_000.0
"""Of final texts and of waiting work: medians over thirds of runs that keep up moved by at most 0.5 s (ours: 1 to 8
demo calls at once on 2 cores)."""
LAG_GROWS_BY_MS = 5_000.0
"""The lag also rises and falls with the length of what is being said, up to 15 s; in the same runs the medians moved
by up to 4 s while nothing waited longer."""
SHORTEST_S = 30.0
"""A third must be longer than most utterances, within which the lag rises and falls: 10 s."""

Over = Sequence[tuple[float, float]]
"""A figure in ms over time in s."""


def why_overloaded(seconds: Sequence[Second], finals: Over, dropped_finals: int) -> str:
    """Return in words why a service did not keep up; empty when it did.

    Args:
        seconds: what was seen while all calls were live: the load is the same throughout.
        finals: for speech that ended in that time, when it did and how long its final text took.
        dropped_finals: final texts that were dropped because of load, or left out in a degraded mode.
    """
    lag = [(one.at_s, one.lag_ms) for one in seconds]
    queue = [(one.at_s, one.queue_age_ms) for one in seconds]
    reasons = [
        _growth("the lag of the text", lag, LAG_GROWS_BY_MS),
        _growth("the oldest work that waits", queue, GROWS_BY_MS),
        _growth("speech end to final", finals, GROWS_BY_MS),
        f"{dropped_finals} final text(s) were dropped" if dropped_finals else "",
    ]
    return "; ".join(reason for reason in reasons if reason)


def mode_changes(seconds: Sequence[Second]) -> list[ModeChange]:
    """Return when a service went over to another mode; one that was not normal from the start changed at once."""
    before = ["normal", *(one.mode for one in seconds)]
    return [
        ModeChange(one.at_s, one.mode) for last, one in zip(before, seconds, strict=False) if one.mode != last
    ]


def _growth(what: str, values: Over, by_ms: float) -> str:
    """Say by how much the last third of a run is worse than its first."""
    if not values or values[-1][0] - values[0][0] < SHORTEST_S:
        return ""
    third_s = (values[-1][0] - values[0][0]) / 3
    first = [ms for at_s, ms in values if at_s <= values[0][0] + third_s]
    last = [ms for at_s, ms in values if at_s >= values[-1][0] - third_s]
    before_ms, after_ms = median(first), median(last)
    if math.isinf(before_ms) or after_ms - before_ms <= by_ms:
        return ""  # what never came from the first was dropped, and is told as that
    after = f"{after_ms / 1000:.1f} s" if math.isfinite(after_ms) else "never"
    return f"{what} grew from {before_ms / 1000:.1f} s to {after}"
