"""The table in which the benchmarks of clips print their figures."""

from __future__ import annotations

import pytest

from tyyni_bench.figures_table import figures_table


@pytest.mark.parametrize(("column", "side"), [("set", "left"), ("", "left"), ("WER %", "right")])
def test_names_stand_left_and_figures_right(column: str, side: str) -> None:
    table = figures_table("Title", column)
    assert (table.title, table.columns[0].justify, table.columns[0].no_wrap) == ("Title", side, True)
