"""The latency report as a page: whole, safe, without a network, and read in real Chromium."""

from __future__ import annotations

from pathlib import Path

import latency_sample
import pytest
from axe import assert_accessible
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from page_check import references, text_of
from playwright.sync_api import Browser

from tyyni_bench.figures import Percentiles
from tyyni_bench.html_report import report_page, write_report
from tyyni_bench.latency_results import FIGURES, HeatTrack, LatencyResults
from tyyni_bench.markup import printable
from tyyni_bench.report_texts import in_ms

SECTIONS = (
    "What was run on what",
    "Every figure",
    "How each figure is spread",
    "Latency against the number of calls",
    "Lag over time",
    "Stage by stage",
    "Load, text and drops",
    "Processors and memory",
    "Heat against labels",
    "The bench's own error",
    "Three clocks, kept apart",
    "To run it again",
)


@pytest.fixture(scope="module")
def whole() -> str:
    return report_page(latency_sample.results())


def bare() -> LatencyResults:
    """Return results of one run of which hardly anything is known: quickly drawn."""
    run = replace(
        latency_sample.run(1), figures={}, values_ms={}, seconds=[], stages=[], heat=None, cpu_share=None
    )
    results = latency_sample.results(1)
    return replace(results, runs=[run], capacity=None, own_error_ms={})


def test_it_is_well_formed_and_has_every_section_in_order(whole: str) -> None:
    told = text_of(whole)
    places = [whole.index(f"<h2>{title}</h2>".replace("'", "&#x27;")) for title in SECTIONS]
    assert places == sorted(places)
    assert "Holds 4 calls at once, and no more." in told


def test_it_points_at_nothing_outside_itself(whole: str) -> None:
    assert references(whole) == set()
    assert "<script" not in whole
    without_names = whole.replace("http://www.w3.org/2000/svg", "").replace(
        "http://www.w3.org/1999/xlink", ""
    )
    assert "//" not in without_names.replace("*//", "")


def test_every_value_of_every_figure_is_in_it(whole: str) -> None:
    told = text_of(whole)
    for run in latency_sample.results().runs:
        for key, figure in run.figures.items():
            assert FIGURES[key] in told
            for value in (figure.p50, figure.p95, figure.p99, figure.max):
                assert f">{in_ms(value)}</td>" in whole


def test_the_same_results_give_the_same_bytes(tmp_path: Path, whole: str) -> None:
    write_report(latency_sample.results(), tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes() == whole.encode("utf-8")


def test_a_run_that_was_stopped_is_said_loudly_and_first(whole: str) -> None:
    loud = "Stopped early: a partial result."
    assert loud not in whole
    of_all = report_page(replace(bare(), partial=True))
    assert loud in of_all
    assert of_all.index(loud) < of_all.index("<table")
    one_run = replace(bare(), runs=[replace(bare().runs[0], partial=True)])
    assert loud in report_page(one_run)


def test_what_is_missing_is_left_out_with_a_sentence_why() -> None:
    told = text_of(report_page(bare()))
    for why in (
        "no run gave a figure with values",
        "all runs had the same number of calls, or none gave a figure",
        "no run lasted long enough to be seen once",
        "the service told no times of its stages",
        "a service elsewhere cannot be looked at from here",
        "no recording that was played has labels of heat",
        "it was not measured in this run",
    ):
        assert f"Left out: {why}." in told
    assert "<figure>" not in report_page(bare())


def test_figures_left_out_and_figures_that_never_came_are_named() -> None:
    never = [float("inf")]
    run = replace(
        bare().runs[0],
        left_out={"onset_to_heat_ms": "no sidecar labels hot speech"},
        figures={"cue_to_prompt_ms": Percentiles.of(never)},
        values_ms={"cue_to_prompt_ms": never},
    )
    told = text_of(report_page(replace(bare(), runs=[run])))
    assert "onset to heat is left out: no sidecar labels hot speech." in told
    assert "cue to prompt is not drawn: nothing of it ever came." in told


def test_a_call_without_prompts_says_so(whole: str) -> None:
    silent = replace(latency_sample.heat(), prompts={})
    none = report_page(replace(bare(), runs=[replace(bare().runs[0], heat=silent)]))
    assert "No prompt came to the agent." in text_of(none)
    assert "late_delivery at 44.2 s, 71.0 s" in text_of(whole)


def test_when_less_was_put_into_words_is_said_of_each_run(whole: str) -> None:
    told = text_of(whole)
    assert "1 call, mode of the service: normal throughout." in told
    assert "8 calls, mode of the service: finals only from 12 s, normal from 90 s." in told


def test_nothing_measured_is_a_page_too() -> None:
    told = text_of(report_page(replace(bare(), runs=[])))
    assert "Nothing was measured." in told
    assert "A Processor 3.1 GHz" in told
    assert "Every figure" not in told


def test_it_says_how_to_run_it_again(whole: str) -> None:
    told = text_of(whole)
    assert (
        "tyyni bench latency RECORDINGS \\\n  --calls 1,2,4,8 \\\n  --model base \\\n  --find-capacity \\\n"
        "  --json latency.json --html latency.html" in told
    )
    elsewhere = text_of(report_page(replace(bare(), model=None)))
    assert "--calls 1 \\\n  --json latency.json" in elsewhere
    assert "--model 'a b'" in text_of(report_page(replace(bare(), model="a b")))


@settings(max_examples=8)
@given(st.text(st.characters(), min_size=1), st.text(st.characters(), min_size=1))
@example("</style><script>alert(1)</script>", '" onload="alert(1)')
@example("$x^2$ & <b>", "\x00\udcff")
def test_no_name_can_break_the_page(recording: str, rule: str) -> None:
    heat = HeatTrack(recording, [0.0, 1.0], [5.0, 60.0], [], {rule: [1.0]})
    run = replace(bare().runs[0], recordings=[recording], heat=heat, overloaded=True, overloaded_because=rule)
    told = text_of(report_page(replace(bare(), runs=[run], model=rule, commit=recording)))
    assert f"Heat of {printable(recording)}" in told
    assert f"{printable(rule)} at 1.0 s" in told


@pytest.mark.browser
@pytest.mark.parametrize(("dark", "width"), [(True, 320), (False, 1280)])
def test_a_browser_shows_it_without_a_network(
    browser: Browser, tmp_path: Path, whole: str, dark: bool, width: int
) -> None:
    file = tmp_path / "report.html"
    file.write_text(whole, encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
    )
    shown = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("console", lambda line: complaints.append(line.text))
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(file.as_uri())
    shown.wait_for_load_state("load")
    assert complaints == []
    assert asked == [file.as_uri()]
    assert shown.evaluate("document.documentElement.scrollWidth") == width
    line = shown.locator('.legend path[style*="--series-1"]').first.evaluate(
        "element => getComputedStyle(element).stroke"
    )
    assert line == ("rgb(92, 179, 238)" if dark else "rgb(0, 104, 168)")
    assert_accessible(shown)
    context.close()


@pytest.mark.browser
def test_paper_is_light_and_nothing_is_cut_off(browser: Browser, tmp_path: Path, whole: str) -> None:
    file = tmp_path / "report.html"
    file.write_text(whole, encoding="utf-8")
    context = browser.new_context(viewport={"width": 680, "height": 900}, color_scheme="dark")
    shown = context.new_page()
    shown.emulate_media(media="print", color_scheme="dark")
    shown.goto(file.as_uri())
    ink = shown.locator("h1").evaluate("element => getComputedStyle(element).color")
    assert ink == "rgb(23, 32, 43)"
    assert shown.evaluate("document.documentElement.scrollWidth") == 680
    context.close()
