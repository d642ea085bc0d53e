"""The tables of the latency report hold every figure."""

from __future__ import annotations

import re

import latency_sample
from msgspec.structs import replace
from page_check import text_of

from tyyni_bench.figures import NEVER_MS, Percentiles
from tyyni_bench.latency_results import FIGURES
from tyyni_bench.report_tables import (
    about,
    figures_table,
    headline_table,
    load_table,
    meanings,
    own_error_table,
)
from tyyni_bench.report_texts import in_ms


def cells(table: str) -> list[list[str]]:
    """Return a table's rows as text, its head and the names of groups among them."""
    rows = re.findall("<tr>(.*?)</tr>", table)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_every_value_of_every_figure_is_in_its_row() -> None:
    runs = [latency_sample.run(calls) for calls in (1, 8)]
    rows = cells(figures_table(runs))
    assert rows.pop(0) == ["figure", "n", "p50", "p95", "p99", "max", "never"]
    for run in runs:
        assert rows.pop(0) == ["1 call" if run.calls == 1 else "8 calls"]
        for key, figure in run.figures.items():
            values = [in_ms(value) for value in (figure.p50, figure.p95, figure.p99, figure.max)]
            assert rows.pop(0) == [FIGURES[key], str(figure.n), *values, str(figure.never)]
    assert rows == []


def test_what_is_infinite_is_never_and_what_is_not_there_is_a_dash() -> None:
    figures = {"cue_to_prompt_ms": Percentiles.of([900.0, NEVER_MS]), "lag_ms": Percentiles.of([])}
    rows = cells(figures_table([replace(latency_sample.run(1), figures=figures)]))
    assert rows[2] == ["cue to prompt", "2", "900", "never", "never", "never", "1"]
    assert rows[3] == ["lag", "0", "–", "–", "–", "–", "0"]


def test_the_headline_has_the_two_figures_and_the_load_of_each_run() -> None:
    runs = [latency_sample.run(1), replace(latency_sample.run(8), partial=True, figures={})]
    final = runs[0].figures["speech_end_to_final_ms"].p95
    prompt = runs[0].figures["cue_to_prompt_ms"].p95
    assert final is not None
    assert prompt is not None
    assert cells(headline_table(runs))[1:] == [
        ["1 call", f"{prompt / 1000:.2f} s", f"{final / 1000:.2f} s", "kept up"],
        ["8 calls (stopped early)", "–", "–", "overloaded"],
    ]


def test_load_and_drops_have_a_column_for_each_run() -> None:
    rows = {row[0]: row[1:] for row in cells(load_table([latency_sample.run(calls) for calls in (1, 8)]))}
    assert rows["what"] == ["1 call", "8 calls"]
    assert rows["sound of all calls"] == ["120 s", "960 s"]
    assert rows["took"] == ["124 s", "124 s"]
    assert rows["somebody speaks (both parties added)"] == ["62.0 %", "62.0 %"]
    assert rows["of all processors"] == ["16.0 %", "97.0 %"]
    assert rows["decoding, s for each s of call"] == ["0.210", "1.680"]
    assert rows["memory at the start, MB"] == ["612", "612"]
    assert rows["memory at most, MB"] == ["656", "663"]
    assert rows["memory at the end, MB"] == ["641", "648"]
    assert rows["word error rate of the finals"] == ["18.3 %", "27.3 %"]
    assert rows["finals that never came"] == ["0", "3"]
    assert (rows["frames"], rows["finals"], rows["partials"]) == (["0", "0"], ["0", "3"], ["0", "119"])
    assert rows["partial overtaken"] == ["31", "248"]
    assert rows["partial queue_full"] == ["0", "119"]


def test_the_age_of_waiting_work_is_told() -> None:
    run = replace(latency_sample.run(1), queue_age_ms=Percentiles.of([20.0, 1_500.0]))
    rows = {row[0]: row[1:] for row in cells(load_table([run]))}
    assert rows["oldest waiting work, p50"] == ["20 ms"]
    assert rows["oldest waiting work, p95"] == rows["oldest waiting work, at most"] == ["1.50 s"]


def test_a_service_elsewhere_has_no_processors_and_no_memory() -> None:
    run = replace(latency_sample.run(1), cpu_share=None, rss_mb=None, streaming_wer=None)
    rows = {row[0]: row[1:] for row in cells(load_table([run]))}
    assert rows["of all processors"] == rows["memory at most, MB"] == ["–"]
    assert rows["word error rate of the finals"] == ["–"]


def test_nothing_dropped_needs_no_reasons() -> None:
    run = latency_sample.run(1)
    clean = replace(run, drops=replace(run.drops, by_reason={}))
    assert "by reason" not in load_table([clean])
    assert "by reason" in load_table([run])


def test_the_benchs_own_error_is_told() -> None:
    errors = {"lag_ms": Percentiles.of([0.4, 2.2])}
    assert cells(own_error_table(errors))[1] == ["lag", "2", "0.4", "2.2", "2.2", "2.2", "0"]


def test_what_was_run_on_what() -> None:
    told = text_of(about(latency_sample.results(1, 4)))
    for fact in (
        "fi_late_delivery, pl_broken_router",
        "1, 4",
        "A Processor 3.1 GHz, 2 used",
        "7.8 GB",
        "Linux x86_64, Python 3.11.9",
        "base",
        "faster-whisper 1.2.0",
        "08829fc0a1b2-dirty",
        "2026-11-25 10:00:00 UTC",
    ):
        assert fact in told
    unknown = text_of(about(replace(latency_sample.results(1), model=None, commit=None)))
    assert "the service chose it" in unknown
    assert "an installed package" in unknown


def test_each_figure_is_told_from_where_to_where() -> None:
    told = text_of(meanings())
    assert all(name in told for name in FIGURES.values())
    assert told.count("From: ") == told.count("To: ") == len(FIGURES)
