"""The words of the latency report."""

from __future__ import annotations

import latency_sample
import pytest
from msgspec.structs import replace

from tyyni_bench.figures import NEVER_MS, Percentiles
from tyyni_bench.latency_results import FIGURES, Capacity, LatencyResults
from tyyni_bench.report_texts import (
    MEANINGS,
    duration,
    explanations,
    headline,
    in_ms,
    left_out,
    run_names,
    sentence,
    told,
)


def searched(capacity: Capacity | None, *counts: int) -> LatencyResults:
    return replace(latency_sample.results(*counts), capacity=capacity)


def test_every_figure_has_a_meaning() -> None:
    assert list(MEANINGS) == list(FIGURES)


@pytest.mark.parametrize(
    ("value", "cell", "said"),
    [
        (0.0, "0.0", "0.0 ms"),
        (-3.26, "-3.3", "-3.3 ms"),
        (9.94, "9.9", "9.9 ms"),
        (9.96, "10", "10 ms"),
        (999.4, "999", "999 ms"),
        (999.6, "1,000", "1.00 s"),
        (12_345.6, "12,346", "12 s"),
        (None, "never", "never"),
    ],
)
def test_times_are_written_to_what_matters(value: float | None, cell: str, said: str) -> None:
    assert in_ms(value) == cell
    assert duration(value) == said


def test_without_values_there_is_nothing_to_write() -> None:
    assert in_ms(None, n=0) == duration(None, n=0) == "–"


def test_the_same_number_of_calls_again_has_a_name_of_its_own() -> None:
    runs = [latency_sample.run(calls) for calls in (1, 4, 4)]
    assert run_names(runs) == ["1 call", "4 calls", "4 calls, run 2"]


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        (searched(Capacity(4, {5: "late"}), 1, 4), "Holds 4 calls at once, and no more."),
        (searched(Capacity(4, {}), 1, 4), "Holds 4 calls at once."),
        (searched(Capacity(0, {1: "late"}), 1), "Not even one call holds."),
        (searched(None, 1, 4), "Keeps up with 4 calls at once, the most that was tried to the end."),
        (searched(None, 1, 8), "Keeps up with 1 call at once, overloaded at 8."),
        (searched(None, 8), "Overloaded at 8 calls."),
        (replace(searched(None), runs=[]), "Nothing was measured."),
    ],
)
def test_the_verdict_is_one_sentence(results: LatencyResults, verdict: str) -> None:
    assert headline(results) == verdict


def test_a_run_that_kept_up_above_one_that_did_not_proves_nothing() -> None:
    runs = [replace(latency_sample.run(2), overloaded=True), latency_sample.run(1), latency_sample.run(4)]
    assert headline(replace(searched(None), runs=runs)) == "Keeps up with 1 call at once, overloaded at 2."


def test_a_run_that_was_stopped_early_proves_nothing() -> None:
    stopped = replace(latency_sample.run(4), partial=True)
    assert headline(replace(searched(None), runs=[stopped])) == "Stopped before any run was whole."
    both = replace(searched(None), runs=[latency_sample.run(2), stopped])
    assert headline(both) == "Keeps up with 2 calls at once, the most that was tried to the end."


def test_each_overload_is_explained_once() -> None:
    because = "its lag grew by 0.4 s every second"
    not_searched = "The largest number of calls that holds was not searched (--find-capacity does)."
    assert explanations(searched(None, 8)) == [not_searched, f"8 calls: overloaded, {because}."]
    with_capacity = explanations(searched(Capacity(4, {8: f"overloaded: {because}"}), 8))
    assert with_capacity[1:] == [f"8 calls did not hold: overloaded: {because}."]
    assert explanations(searched(None, 1))[1:] == ["No run was overloaded: the lag did not grow."]
    assert explanations(replace(searched(None), runs=[])) == []


def test_a_sentence_ends() -> None:
    assert sentence("late") == "late."
    assert sentence("Late!") == "Late!"


def test_a_figure_is_told_with_what_never_came() -> None:
    figure = Percentiles.of([100.0, 200.0, NEVER_MS])
    assert told("1 call", figure) == "1 call: p50 200 ms, p95 never; 1 of 3 never came."
    assert told("1 call", Percentiles.of([])) == "1 call: no values."


def test_figures_left_out_are_told_with_the_runs_that_lack_them() -> None:
    bare = {"cue_to_prompt_ms": "no sidecar names cues"}
    runs = [replace(latency_sample.run(calls), left_out=bare) for calls in (1, 2)]
    assert left_out(runs) == ["cue to prompt is left out: no sidecar names cues."]
    runs.append(latency_sample.run(4))
    assert left_out(runs) == ["cue to prompt is left out at 1 call and 2 calls: no sidecar names cues."]
