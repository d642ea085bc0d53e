"""Drawings that serve light and dark, with text that stays text."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

import pytest
from matplotlib import rcParams
from matplotlib.figure import Figure
from svg_check import parsed, texts_of, words_of

from tyyni_bench.plots import (
    ALARM,
    EDGE,
    HOT,
    INK,
    SERIES,
    SOFT,
    draw,
    legend,
    line_style,
    log_times,
    time_ticks,
)

STYLE = (files("tyyni_bench") / "report.css").read_text("utf-8")


def scribble(figure: Figure) -> None:
    axes = figure.subplots()
    for number, color in enumerate((INK, SOFT, EDGE, HOT, ALARM, *SERIES)):
        axes.plot([0, 1], [number, number + 1], color=color, marker="o")
    axes.text(0, 0, "a <b> $x$ & Ä")


def schemes() -> list[dict[str, str]]:
    """Return the colours of the style sheet by their names, light and dark."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    assert len(blocks) == 2
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks]


def luminance(color: str) -> float:
    """Return a colour's relative luminance as WCAG 2.2 defines it."""
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_is_a_variable_that_the_style_sheet_has() -> None:
    svg = draw("a", "A", "Shown.", scribble)
    assert not re.search("#[0-9a-f]{6}", svg)
    used = set(re.findall(r"var\(--([\w-]+)\)", svg))
    assert len(used) == 5 + len(SERIES)
    assert all(used <= colours.keys() for colours in schemes())


@pytest.mark.parametrize("colours", schemes(), ids=["light", "dark"])
def test_lines_and_text_can_be_seen(colours: dict[str, str]) -> None:
    card = colours["card"]
    for number in range(1, len(SERIES) + 1):
        assert contrast(colours[f"series-{number}"], card) >= 3
    for text in ("ink", "soft", "alarm"):
        assert contrast(colours[text], card) >= 4.5
        assert contrast(colours[text], colours["ground"]) >= 4.5


def test_text_stays_text_in_the_pages_own_font() -> None:
    svg = draw("a", "A", "Shown.", scribble)
    assert "a <b> $x$ & Ä" in texts_of(svg)
    assert "font-family" not in svg


def test_it_is_told_in_words_whatever_they_are() -> None:
    svg = draw("a", 'A "<&>', 'url(#m0123456789) #fe0001 "\x00', scribble)
    parsed(svg)
    assert words_of(svg) == ('A "<&>', 'url(#m0123456789) #fe0001 "�')


def test_it_leaves_the_page_around_it_alone() -> None:
    svg = draw("a", "A", "Shown.", scribble)
    assert "<style" not in svg
    assert "width=" not in svg.partition(">")[0]
    one, other = (set(re.findall('id="([^"]+)"', draw(key, "A", "Shown.", scribble))) for key in ("a", "b"))
    assert one
    assert not one & other
    pointed = set(re.findall(r'(?:url\(#|href="#)([^")]+)', svg))
    assert pointed <= one


def test_the_same_drawing_is_the_same_text_and_leaves_no_settings_behind() -> None:
    before = dict(rcParams)
    assert draw("a", "A", "Shown.", scribble) == draw("a", "A", "Shown.", scribble)
    assert dict(rcParams) == before


def test_no_two_lines_of_many_look_alike() -> None:
    styles = [line_style(index) for index in range(30)]
    assert len({(style["color"], str(style["linestyle"]), style["marker"]) for style in styles}) == 30
    for one, other in pairwise(styles):
        assert all(one[aspect] != other[aspect] for aspect in one)


def test_a_legend_names_its_lines() -> None:
    shown = legend("a", ["1 call", "<2>"])
    assert re.findall("</svg>(.*?)</li>", shown) == ["1 call", "&lt;2&gt;"]
    assert shown.count('aria-hidden="true"') == 2


@pytest.mark.parametrize(("low_ms", "high_ms"), [(1, 2), (3, 900), (0.8, 120_000), (950, 1_100), (1, 1)])
def test_a_time_axis_has_few_ticks_within_it(low_ms: float, high_ms: float) -> None:
    ticks = time_ticks(low_ms, high_ms)
    assert len(ticks) <= 6
    assert all(low_ms <= tick <= high_ms for tick in ticks)


def test_hours_and_milliseconds_on_one_axis_have_a_tick_for_each_power_of_ten() -> None:
    assert time_ticks(1, 10_000_000) == [10.0**power for power in range(8)]


def test_ticks_read_as_times() -> None:
    svg = draw("a", "A", "Shown.", lambda figure: log_times(figure.subplots(), "x", 400, 5_000))
    assert {"500 ms", "1 s", "2 s", "5 s"} <= set(texts_of(svg))
