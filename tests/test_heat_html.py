"""The report of the heat benchmark as a page."""

from __future__ import annotations

from pathlib import Path

import heat_sample
import latency_sample
from msgspec.structs import replace
from page_check import references, text_of

from tyyni_bench.heat_html import heat_page, write_heat_report
from tyyni_bench.heat_report import CAUTION

TRACK = replace(latency_sample.heat(), prompts={})


def test_figures_calls_and_plots_are_on_the_page() -> None:
    page = heat_page(heat_sample.results(), [TRACK])
    told = text_of(page)
    assert references(page) == set()
    for text in (
        "Anger against calm, as recorded",
        CAUTION,
        "By the tone at the clip's end; threshold 0.5",
        "By the highest heat; threshold 50",
        "anna 0.000",
        "acted, calm windows of 2 s read as raised: f 12.5% of 8",
        "Composed calls: ever hot",
        "9%-91%",
        "recorded, cool again after 6.0 s",
        "Heat of fi_late_delivery",
        "Labelled hot: 40 to 75 s.",
        "prompts: left out, its clips have no emotion",
    ):
        assert text in told
    assert "Triangles" not in told, "no prompt is drawn"


def test_a_telephone_line_an_early_stop_and_nothing_to_draw_are_said() -> None:
    told = text_of(heat_page(heat_sample.results(phone=True, partial=True, clips=False), []))
    assert "Anger against calm, on a telephone line" in told
    assert "Stopped early: a partial result." in told
    assert "Left out: no clip has an emotion that can be judged." in told
    assert "Left out: no call has labels of heat." in told


def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    pages = []
    for name in ("a.html", "b.html"):
        write_heat_report(heat_sample.results(), [TRACK], tmp_path / name)
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
