"""The figures as a table."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from tyyni_bench.figures import NEVER_MS, Percentiles
from tyyni_bench.latency import LatencyRun
from tyyni_bench.report import NAMES, show_latency


def test_a_run_is_shown_with_what_never_came_and_what_was_left_out() -> None:
    figures = {
        "frame_to_reading": Percentiles.of([4.0, 12.0]),
        "speech_end_to_final": Percentiles.of([700.0, NEVER_MS]),
        "lag": Percentiles.of([]),
    }
    run = LatencyRun(3, ["call"], figures, {"cue_to_prompt": "no sidecar names cues"})
    out = StringIO()
    show_latency([run], Console(file=out, width=100))
    rows = [
        [cell.strip() for cell in line.split("│")[1:-1]]
        for line in out.getvalue().splitlines()
        if "│" in line
    ]
    assert "3 call(s) at once" in out.getvalue()
    assert rows == [
        ["frame to reading", "2", "4", "12", "12", "12", "0"],
        ["speech end to final", "2", "700", "never", "never", "never", "1"],
        ["lag while text is to come", "0", "-", "-", "-", "-", "0"],
    ]
    assert f"{NAMES['cue_to_prompt']}: left out, no sidecar names cues" in out.getvalue()
