"""Results of a latency benchmark as a real one might write them: 1, 2, 4 and 8 calls, the last overloaded."""

from __future__ import annotations

import math
import random

from tyyni_bench.figures import NEVER_MS, Percentiles
from tyyni_bench.latency_results import (
    Capacity,
    Drops,
    HeatTrack,
    LatencyResults,
    LatencyRun,
    Memory,
    ModeChange,
    Second,
    Stage,
)
from tyyni_bench.results import Machine
from tyyni_bench.sidecar import Stretch

RUN_S = 120
MEDIANS_MS = {
    "frame_to_reading_ms": 6.0,
    "speech_end_to_final_ms": 820.0,
    "partial_delay_ms": 1_150.0,
    "cue_to_prompt_ms": 880.0,
    "onset_to_heat_ms": 2_600.0,
    "lag_ms": 900.0,
}


def results(*counts: int, partial: bool = False) -> LatencyResults:
    """Return results of runs with these numbers of calls; without any, 1, 2, 4 and 8."""
    runs = [run(calls) for calls in counts or (1, 2, 4, 8)]
    return LatencyResults(
        kind="latency",
        date="2026-11-25T10:00:00+00:00",
        commit="08829fc0a1b2-dirty",
        machine=Machine("A Processor 3.1 GHz", 2, 7_940, "Linux x86_64", "3.11.9"),
        model="base",
        versions={"tyyni": "0.1.0", "faster-whisper": "1.2.0", "ctranslate2": "4.6.0", "numpy": "2.3.5"},
        runs=runs,
        capacity=Capacity(
            4, {8: "it was overloaded: its lag grew by 0.4 s every second", 6: "cue to prompt p95 was 2.61 s"}
        ),
        own_error_ms={"speech_end_to_final_ms": Percentiles.of([0.4, 0.9, 1.3, 2.2])},
        partial=partial,
    )


def run(calls: int) -> LatencyRun:
    """Return a run of so many calls; more than four overload this machine."""
    chance = random.Random(calls)
    overloaded = calls > 4
    values = {
        key: [median * _slower(calls, chance) for _ in range(20 + 40 * calls)]
        for key, median in MEDIANS_MS.items()
    }
    if overloaded:
        values["cue_to_prompt_ms"][:40] = [NEVER_MS] * 40
        values["speech_end_to_final_ms"][:3] = [NEVER_MS] * 3
    return LatencyRun(
        calls=calls,
        recordings=["fi_late_delivery", "pl_broken_router"],
        audio_s=RUN_S * calls,
        wall_s=RUN_S + 4,
        figures={key: Percentiles.of(some) for key, some in values.items()},
        left_out={},
        values_ms=values,
        missing_finals=3 if overloaded else 0,
        streaming_wer=0.183 + (0.09 if overloaded else 0),
        drops=Drops(
            0,
            3 if overloaded else 0,
            17 * (calls - 1),
            {"partial overtaken": 31 * calls, "partial queue_full": 17 * (calls - 1)},
        ),
        talk_share=0.62,
        cpu_share=min(0.16 * calls, 0.97),
        real_time_factor=0.21 * calls,
        rss_mb=Memory(612.4, 655.1 + calls, 640.2 + calls),
        queue_age_ms=Percentiles.of([chance.random() * 120 * calls**2 for _ in range(RUN_S)]),
        overloaded=overloaded,
        overloaded_because="its lag grew by 0.4 s every second" if overloaded else "",
        stages=stages(calls),
        seconds=[_second(at_s, calls, chance) for at_s in range(1, RUN_S)],
        heat=heat() if calls == 1 else None,
        mode_changes=[ModeChange(12.1, "finals_only"), ModeChange(90.0, "normal")] if overloaded else [],
    )


def _slower(calls: int, chance: random.Random) -> float:
    return chance.lognormvariate(0.0, 0.25) * (1 + 0.08 * calls) * (9 if calls > 4 else 1)


def _second(at_s: int, calls: int, chance: random.Random) -> Second:
    lag_ms = 700 + 500 * math.sin(at_s / 3) + 300 * chance.random()
    grown_ms = 400 * at_s if calls > 4 else 0
    cpu = min(0.16 * calls * (0.7 + 0.6 * chance.random()), 1.0)
    return Second(
        float(at_s), lag_ms + grown_ms, 60.0 * calls + grown_ms / 2, cpu, 612 + 30 * (1 - 0.98**at_s)
    )


def stages(calls: int) -> list[Stage]:
    """Return the stages of the work under so many calls."""
    return [
        Stage("pause that ends an utterance", "algorithmic", 80, 500.0, 500.0),
        Stage("speech a reading needs", "algorithmic", 300, 2_000.0, 2_000.0),
        Stage("reading of the voice", "compute", 2_400, 3.2, 5.8),
        Stage("decoding of a final", "compute", 80, 410.0 + 30 * calls, 790.0 + 40 * calls),
        Stage("decoding of a partial", "compute", 310, 290.0, 520.0),
        Stage("wait in the queue", "live", 390, 22.0 * calls**2, None if calls > 4 else 51.0 * calls**2),
        Stage("text to the client", "live", 390, 1.1, 2.6),
    ]


def heat() -> HeatTrack:
    """Return a call that is hot from 40 to 75 s."""
    at_s = [number / 2 for number in range(2 * RUN_S)]
    level = [
        12 + 4 * math.sin(at) + 66 * max(0.0, min((at - 41) / 5, 1.0)) * min(1.0, 0.97 ** (at - 78))
        for at in at_s
    ]
    return HeatTrack(
        "fi_late_delivery",
        at_s,
        level,
        [Stretch(40_000, 75_000)],
        {"late_delivery": [44.2, 71.0], "stay_calm": [52.5]},
    )
