"""Whether a service keeps up: its lag, and the age of its oldest work, must not grow while the load is the same."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from tyyni_bench.latency_results import Second

GROWS_BY_MS = 1_000.0
"""A median over a third of a run moves by less on a machine that keeps up: by 0.1 to 0.6 s in ours."""
SHORTEST_S = 30.0
"""A third must be longer than most utterances, within which the lag rises and falls: 10 s."""


def why_overloaded(seconds: Sequence[Second], dropped_finals: int) -> str:
    """Return in words why a service did not keep up; empty when it did.

    Args:
        seconds: what was seen while all calls were live: the load is the same throughout.
        dropped_finals: final texts that were dropped because of load.
    """
    reasons = [
        _growth("the lag of the text", [(one.at_s, one.lag_ms) for one in seconds]),
        _growth("the oldest work that waits", [(one.at_s, one.queue_age_ms) for one in seconds]),
        f"{dropped_finals} final text(s) were dropped" if dropped_finals else "",
    ]
    return "; ".join(reason for reason in reasons if reason)


def _growth(what: str, values: Sequence[tuple[float, float]]) -> str:
    """Say by how much the last third of a run is worse than its first."""
    if not values or values[-1][0] - values[0][0] < SHORTEST_S:
        return ""
    third = len(values) // 3
    first, last = (median(ms for _, ms in part) for part in (values[:third], values[-third:]))
    if last - first <= GROWS_BY_MS:
        return ""
    return f"{what} grew from {first / 1000:.1f} s to {last / 1000:.1f} s"
