"""The figures as a table."""

from __future__ import annotations

from io import StringIO

from latency_runs import a_run
from rich.console import Console

from tyyni_bench.figures import NEVER_MS, Percentiles
from tyyni_bench.latency_results import Capacity, Drops, LatencyRun, ModeChange
from tyyni_bench.report import show_capacity, show_latency, show_own_error


def shown(run: LatencyRun) -> str:
    out = StringIO()
    show_latency(run, Console(file=out, width=200))
    return out.getvalue()


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in text.splitlines() if "│" in line]


def test_a_run_is_shown_with_what_never_came_and_what_was_left_out() -> None:
    figures = {
        "frame_to_reading_ms": Percentiles.of([4.0, 12.0]),
        "speech_end_to_final_ms": Percentiles.of([700.0, NEVER_MS]),
        "lag_ms": Percentiles.of([]),
    }
    left_out = {"cue_to_prompt_ms": "no sidecar names cues", "streaming_wer": "no sidecar has texts"}
    text = shown(a_run(calls=3, figures=figures, left_out=left_out, streaming_wer=None))
    assert "3 call(s) at once" in text
    assert rows(text) == [
        ["frame to reading", "2", "4", "12", "12", "12", "0"],
        ["speech end to final", "2", "700", "never", "never", "never", "1"],
        ["lag", "0", "-", "-", "-", "-", "0"],
    ]
    assert "cue to prompt: left out, no sidecar names cues" in text
    assert "word error rate of the finals: left out, no sidecar has texts" in text


def test_the_load_what_was_dropped_and_the_stages_are_shown() -> None:
    drops = Drops(2, 1, 3, {"final queue_full": 1, "partial stale": 3})
    text = shown(a_run(drops=drops))
    assert "word error rate of the finals 21.0%; 0 final(s) never came" in text
    assert (
        "real-time factor 0.30; processors 40% busy with it; memory 300, at most 340, at the end 320 MB"
        in text
    )
    assert "frames lost 2; transcription work not done: final queue_full 1, partial stale 3" in text
    assert "mode of the service: normal throughout" in text
    changes = [ModeChange(3.2, "finals_only"), ModeChange(9.1, "caller_only")]
    assert "finals only from 3 s, caller only from 9 s" in shown(a_run(mode_changes=changes))
    assert "final is decoded (compute): mean 320 ms, p95 up to 500 ms, n 20" in text
    assert "OVERLOADED" not in text
    assert "processors" not in shown(a_run(cpu_share=None, rss_mb=None))


def test_overload_and_an_early_stop_are_said() -> None:
    text = shown(a_run(overloaded=True, overloaded_because="the lag grew", partial=True))
    assert "OVERLOADED: the lag grew" in text
    assert "stopped before the end" in text


def test_the_capacity_and_the_own_error_are_shown() -> None:
    out = StringIO()
    console = Console(file=out, width=120)
    show_capacity(Capacity(2, {3: "too late", 4: "the lag grew"}), console)
    show_own_error({"cue_to_prompt_ms": Percentiles.of([2.0])}, console)
    assert "2 call(s) at once hold\n  3 do not: too late\n  4 do not: the lag grew" in out.getvalue()
    assert rows(out.getvalue()) == [["cue to prompt", "1", "2", "2", "2", "2", "0"]]
