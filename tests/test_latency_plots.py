"""Distributions of the figures, and their growth with the number of calls."""

from __future__ import annotations

import latency_sample
from matplotlib.figure import Figure
from msgspec.structs import replace
from svg_check import parsed, texts_of, words_of

from tyyni_bench.figures import NEVER_MS, Percentiles
from tyyni_bench.latency_plots import against_calls, cumulative, distributions, undrawn
from tyyni_bench.latency_results import FIGURES, LatencyRun


def with_values(calls: int, **values_ms: list[float]) -> LatencyRun:
    figures = {key: Percentiles.of(values) for key, values in values_ms.items()}
    return replace(latency_sample.run(calls), figures=figures, values_ms=values_ms)


def test_each_figure_has_a_distribution_told_for_each_run() -> None:
    plots = distributions([latency_sample.run(calls) for calls in (1, 8)])
    assert [plot.title for plot in plots] == list(FIGURES.values())
    for plot in plots:
        parsed(plot.svg)
        assert plot.meaning
    _, prompts = words_of(plots[3].svg)
    assert prompts.startswith("1 call: p50 ")
    assert "8 calls: p50 " in prompts
    assert prompts.endswith("p95 never; 40 of 340 never came.")


def test_what_never_came_keeps_the_line_below_the_top() -> None:
    axes = Figure().subplots()
    axes.set_xlim(1, 1_000)
    cumulative(axes, with_values(1, lag_ms=[100.0, -5.0, NEVER_MS, 300.0]), "lag_ms", 0)
    line, marks = axes.lines
    assert list(line.get_xdata()) == [1.0, 1.0, 100.0, 300.0, 1_000.0]
    assert list(line.get_ydata()) == [0.0, 25.0, 50.0, 75.0, 75.0]
    assert list(marks.get_xdata()) == [100.0], "p95 is infinite: nowhere to be marked"


def test_thousands_of_values_make_a_short_line_with_both_ends() -> None:
    axes = Figure().subplots()
    cumulative(axes, with_values(1, lag_ms=[float(value) for value in range(1, 50_001)]), "lag_ms", 0)
    line = axes.lines[0]
    assert len(line.get_xdata()) < 300
    assert list(line.get_ydata())[-2:] == [100.0, 100.0]
    assert list(line.get_xdata())[-2] == 50_000.0


def test_a_figure_of_which_nothing_came_is_not_drawn_but_named() -> None:
    runs = [with_values(1, lag_ms=[10.0], cue_to_prompt_ms=[NEVER_MS], partial_delay_ms=[])]
    assert [plot.title for plot in distributions(runs)] == ["lag"]
    assert undrawn(runs) == ["cue to prompt"]


def test_a_run_without_a_figure_leaves_it_to_the_others() -> None:
    runs = [with_values(1, lag_ms=[10.0]), with_values(2, cue_to_prompt_ms=[NEVER_MS, 5.0])]
    titles = [plot.title for plot in distributions(runs)]
    assert titles == [plot.title for plot in against_calls(runs)] == ["cue to prompt", "lag"]


def test_growth_needs_two_numbers_of_calls() -> None:
    assert against_calls([]) == against_calls([latency_sample.run(2), latency_sample.run(2)]) == []
    assert len(against_calls([latency_sample.run(2), latency_sample.run(4)])) == len(FIGURES)


def test_an_infinite_percentile_is_written_into_the_plot() -> None:
    runs = [with_values(4, lag_ms=[10.0, NEVER_MS]), with_values(1, lag_ms=[10.0])]
    (plot,) = against_calls(runs)
    parsed(plot.svg)
    assert "p95 never" in texts_of(plot.svg)
    assert {"1", "4"} <= set(texts_of(plot.svg))
    assert (
        words_of(plot.svg)[1]
        == "1 call: p50 10 ms, p95 10 ms. 4 calls: p50 10 ms, p95 never; 1 of 2 never came."
    )


def test_all_percentiles_may_be_infinite() -> None:
    mostly_lost = [NEVER_MS, NEVER_MS, NEVER_MS, 10.0]
    (plot,) = against_calls([with_values(calls, lag_ms=mostly_lost) for calls in (1, 2)])
    assert texts_of(plot.svg).count("p50 never") == 2
