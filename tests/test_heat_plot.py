"""A call's heat against its labels."""

from __future__ import annotations

import latency_sample
from msgspec.structs import replace
from svg_check import parsed, texts_of, words_of

from tyyni_bench.heat_plot import heat_plot, told_heat


def test_level_bands_labels_and_prompts_are_drawn() -> None:
    plot = heat_plot(latency_sample.heat(), 0)
    assert plot is not None
    parsed(plot.svg)
    assert plot.title == "Heat of fi_late_delivery"
    assert {"calm 0", "warm 25", "hot 50", "boiling 80"} <= set(texts_of(plot.svg))
    assert plot.svg.count("var(--hot)") == 1, "one stretch is labelled"
    marks = [part for part in plot.svg.split("<") if part.startswith("use ") and "var(--series-4)" in part]
    assert len(marks) == 3
    assert words_of(plot.svg)[1] == " ".join(told_heat(latency_sample.heat()))


def test_it_is_told_when_the_heat_comes() -> None:
    track = replace(latency_sample.heat(), at_s=[1.0, 2.5, 4.0], level=[10.0, 50.0, 71.4])
    assert told_heat(track) == [
        "Labelled hot: 40 to 75 s.",
        "The heat first reaches 50 (hot) at 2.5 s.",
        "It is at most 71.",
    ]
    calm = replace(track, level=[1.0, 2.0, 3.0], hot=[])
    assert told_heat(calm)[:2] == ["Labelled hot: no part.", "The heat never reaches 50 (hot)."]


def test_a_calm_call_without_prompts_can_be_drawn() -> None:
    plot = heat_plot(replace(latency_sample.heat(), hot=[], prompts={}), 0)
    assert plot is not None
    assert "var(--hot)" not in plot.svg


def test_heat_that_was_never_seen_is_not_drawn() -> None:
    assert heat_plot(replace(latency_sample.heat(), at_s=[], level=[]), 0) is None
