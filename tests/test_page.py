"""The page that every report is."""

from __future__ import annotations

from page_check import references, text_of

from tyyni_bench.page import items, page, plots_section, section, words
from tyyni_bench.plots import Plot


def test_a_page_is_well_formed_whole_and_any_text_safe() -> None:
    made = page(
        "A & <b>", "<header><h1>A</h1></header>", [section("S <i>", words("w & w"), items(["1 < 2"]))]
    )
    told = text_of(made)
    assert all(text in told for text in ("A & <b>", "S <i>", "w & w", "1 < 2"))
    assert references(made) == set()
    assert made.startswith("<!DOCTYPE html>")


def test_nothing_to_say_leaves_no_trace() -> None:
    assert (words(""), items([])) == ("", "")


def test_plots_stand_with_their_meaning_and_what_is_beside_them() -> None:
    made = plots_section(
        "P", "intro", [Plot("one", "means it", "<svg></svg>")], "none", beside={"one": words("more")}
    )
    assert all(text in text_of(made) for text in ("P", "intro", "one", "means it", "more"))
    assert "<svg>" in made


def test_without_plots_it_is_said_why() -> None:
    assert "Left out: no call." in text_of(plots_section("P", "intro", [], "no call"))
