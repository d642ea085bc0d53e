"""Where the time goes, stage by stage, and what was not done, from what the service counts of itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from statistics import fmean

from tyyni.serve.call_texts import LOAD_REASONS
from tyyni.serve.modes import DEGRADED
from tyyni_bench.figures import Percentiles, endpoints_ms
from tyyni_bench.latency_results import Drops, Stage
from tyyni_bench.playing import Played
from tyyni_bench.segments import Segment
from tyyni_bench.vitals import Vitals

COUNTED: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("final waits for a decoder", "live", "tyyni_queue_wait_seconds", {"kind": "final"}),
    ("final is decoded", "compute", "tyyni_decode_seconds", {"kind": "final"}),
    ("partial waits for a decoder", "live", "tyyni_queue_wait_seconds", {"kind": "partial"}),
    ("partial is decoded", "compute", "tyyni_decode_seconds", {"kind": "partial"}),
    ("frame to reading, in the service", "compute", "tyyni_frame_to_reading_seconds", {}),
)
"""Stages that the service times: name, clock, histogram, labels."""


def stages_of(plays: Sequence[Played], speech: Sequence[Sequence[Segment]], vitals: Vitals) -> list[Stage]:
    """Return the stages that happened, in the order that sound passes them."""
    waited_ms = list(
        chain.from_iterable(
            endpoints_ms(play.log, segments) for play, segments in zip(plays, speech, strict=True)
        )
    )
    stages = []
    if waited_ms:
        p95_ms = Percentiles.of(waited_ms).p95
        name = "silence before text is asked for"
        stages.append(Stage(name, "algorithmic", len(waited_ms), round(fmean(waited_ms), 1), p95_ms))
    for name, clock, histogram, labels in COUNTED:
        count = vitals.grown(f"{histogram}_count", **labels)
        if count:
            mean_ms = vitals.grown(f"{histogram}_sum", **labels) / count * 1000
            p95_ms = _p95_ms(vitals, histogram, labels, count)
            stages.append(Stage(name, clock, round(count), round(mean_ms, 1), p95_ms))
    return stages


def _p95_ms(vitals: Vitals, histogram: str, labels: dict[str, str], count: float) -> float | None:
    """Return the upper edge of the bucket that the 95th percentile lies in; None: beyond the last edge."""
    before = vitals.first.each(f"{histogram}_bucket", **labels)
    edges = sorted(
        (float(dict(key)["le"]), value - before.get(key, 0.0))
        for key, value in vitals.last.each(f"{histogram}_bucket", **labels).items()
    )
    edge_s = next(edge for edge, below in edges if below >= 0.95 * count)
    return None if math.isinf(edge_s) else edge_s * 1000


def drops_of(vitals: Vitals, lost_frames: int) -> Drops:
    """Return what was not done: of the transcription work all reasons, and those that are load apart."""
    by_reason: dict[str, int] = {}
    load = {"final": 0, "partial": 0}
    for key in vitals.last.each("tyyni_decodes_dropped_total"):
        labels = dict(key)
        count = round(vitals.grown("tyyni_decodes_dropped_total", **labels))
        if count:
            by_reason[f"{labels['kind']} {labels['reason']}"] = count
            load[labels["kind"]] += count if labels["reason"] in {*LOAD_REASONS, *DEGRADED} else 0
    return Drops(lost_frames, load["final"], load["partial"], by_reason)
