"""Made-up runs of the latency bench for tests."""

from __future__ import annotations

from typing import Any

from tyyni_bench.figures import Percentiles
from tyyni_bench.latency_results import Drops, LatencyRun, Memory, Second, Stage


def a_run(**given: Any) -> LatencyRun:
    """Return a run in which all is well, with these changes."""
    figures = {
        "frame_to_reading_ms": Percentiles.of([4.0, 12.0]),
        "speech_end_to_final_ms": Percentiles.of([500.0, 700.0]),
        "cue_to_prompt_ms": Percentiles.of_those_that_came([900.0, 1_100.0]),
    }
    whole: dict[str, Any] = {
        "calls": 1,
        "recordings": ["call"],
        "audio_s": 60.0,
        "wall_s": 61.0,
        "figures": figures,
        "left_out": {},
        "values_ms": {"frame_to_reading_ms": [4.0, 12.0]},
        "missing_finals": 0,
        "streaming_wer": 0.21,
        "drops": Drops(0, 0, 0, {}),
        "talk_share": 0.9,
        "cpu_share": 0.4,
        "real_time_factor": 0.3,
        "rss_mb": Memory(300.0, 340.0, 320.0),
        "queue_age_ms": Percentiles.of([0.0, 250.0]),
        "overloaded": False,
        "overloaded_because": "",
        "stages": [Stage("final is decoded", "compute", 20, 320.0, 500.0)],
        "seconds": [Second(1.0, 500.0, 0.0, 0.4, 300.0)],
        "heat": None,
    }
    return LatencyRun(**{**whole, **given})
