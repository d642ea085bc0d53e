"""Lag, processors, memory and stages as plots."""

from __future__ import annotations

import latency_sample
from msgspec.structs import replace
from svg_check import parsed, texts_of, words_of

from tyyni_bench.latency_results import Second, Stage
from tyyni_bench.load_plots import lags, machine_use, stages


def test_each_run_has_its_lag_and_overload_is_written_into_it() -> None:
    kept_up, overloaded = lags([latency_sample.run(1), latency_sample.run(8)])
    for plot in (kept_up, overloaded):
        parsed(plot.svg)
    assert kept_up.title == "1 call"
    assert "overloaded" not in texts_of(kept_up.svg)
    assert "the service kept up" in kept_up.meaning
    assert overloaded.title == "8 calls, overloaded"
    assert "overloaded" in texts_of(overloaded.svg)
    assert overloaded.meaning == "Overloaded: its lag grew by 0.4 s every second."


def test_a_run_that_was_stopped_is_not_said_to_have_kept_up() -> None:
    (plot,) = lags([replace(latency_sample.run(1), partial=True)])
    assert plot.meaning.endswith("It did not grow until the run was stopped.")


def test_all_lags_are_on_one_scale() -> None:
    alone = lags([latency_sample.run(1)])[0]
    beside, overloaded = lags([latency_sample.run(1), latency_sample.run(8)])
    assert "50" in texts_of(beside.svg)
    assert "50" in texts_of(overloaded.svg)
    assert "50" not in texts_of(alone.svg)


def test_a_lag_is_told_in_words() -> None:
    seconds = [Second(1.0, 900.0, 0.0, 0.5, 600.0), Second(2.0, 300.0, 0.0, 0.5, 600.0)]
    (plot,) = lags([replace(latency_sample.run(1), seconds=seconds)])
    assert words_of(plot.svg) == ("Lag over time, 1 call", "Highest 900 ms, 300 ms at the end (2 s).")


def test_what_was_not_measured_is_not_drawn() -> None:
    elsewhere = replace(latency_sample.run(1), seconds=[Second(1.0, 5.0, 0.0, None, None)])
    assert machine_use([elsewhere]) == []
    assert len(lags([elsewhere])) == 1
    nothing = replace(latency_sample.run(1), seconds=[], stages=[])
    assert lags([nothing]) == stages([nothing]) == machine_use([nothing]) == []


def test_processors_and_memory_are_told_for_each_run() -> None:
    cpu, memory = machine_use([latency_sample.run(1), replace(latency_sample.run(2), cpu_share=None)])
    assert "1 call: 16.0 % over the whole run." in words_of(parsed_svg(cpu.svg))[1]
    assert "2 calls: 613 MB" not in words_of(parsed_svg(memory.svg))[1]
    assert "2 calls: 612 MB at the start, 657 at most, 642 at the end." in words_of(memory.svg)[1]


def parsed_svg(svg: str) -> str:
    parsed(svg)
    return svg


def test_stages_are_grouped_by_clock() -> None:
    (plot,) = stages([latency_sample.run(8)])
    texts = texts_of(parsed_svg(plot.svg))
    clocks = [text for text in texts if text.endswith(" clock")]
    assert clocks == ["algorithmic clock", "compute clock", "live clock"]
    assert texts.index("decoding of a final") > texts.index("pause that ends an utterance")
    assert "mean 650 ms, p95 1.11 s" in texts
    assert "mean 1.41 s, p95 beyond count" in texts
    assert "wait in the queue (live): mean 1.41 s, p95 beyond count." in words_of(plot.svg)[1]
    assert "decoding of a final by the compute clock (650 ms)" in plot.meaning


def test_a_stage_may_take_no_time_and_have_a_long_name() -> None:
    stage = Stage("a stage of which the name is much longer than a line", "compute", 1, 0.0, 0.0)
    (plot,) = stages([replace(latency_sample.run(1), stages=[stage])])
    texts = texts_of(parsed_svg(plot.svg))
    assert "mean 0.0 ms, p95 0.0 ms" in texts
    assert stage.name in words_of(plot.svg)[1]
    assert any(text.endswith("…") and stage.name.startswith(text[:-1]) for text in texts)
