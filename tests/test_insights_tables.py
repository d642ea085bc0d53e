"""The tables of the insights as files for a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest

from tyyni.history.insights import CauseOfWeek, CharmMoment, HeatArises
from tyyni.serve.insights_tables import TABLES, InsightsAnswer, OpenPromise, PromptLine, as_csv

TOLD = InsightsAnswer(
    since=date(2026, 11, 23),
    until=date(2026, 11, 30),
    weeks=["2026-W48"],
    team=None,
    teams=[],
    calls=3,
    hot_calls=1,
    causes=[CauseOfWeek(week="2026-W48", row="P2", calls=2, hot_calls=1)],
    heat=HeatArises(calls=3, by_minute={0: 1, 2: 4}, by_phase={"problem": 5}),
    prompts=[
        PromptLine(rule="a", text={"en": "Calm"}, shown=9, known=7, mean_before=40.25, mean_after=3.0, muted_calls=2),
        PromptLine(rule="b", text={}, shown=5, known=1, mean_before=None, mean_after=None, muted_calls=0),
    ],
    fewest_agents=5,
    fewest_showings=5,
    charm_moments=[
        CharmMoment(
            call_id="c1", started_at=datetime(2026, 11, 24, 10, tzinfo=UTC), said_ms=40_000, hottest=60.0, level=30.0
        )
    ],
    promises=[OpenPromise(call_id="c1", due=date(2026, 12, 1), text="=1+1")],
)  # fmt: skip


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("causes", ["2026-W48,P2,2,1"]),
        ("minutes", ["1,1", "3,4"]),
        ("phases", ["problem,5"]),
        ("prompts", ["a,Calm,9,7,40.2,3.0,2", "b,,5,1,,,0"]),
        ("charm", ["c1,2026-11-24T10:00:00+00:00,40000,60.0,30.0"]),
        ("promises", ["c1,2026-12-01,'=1+1"]),
    ],
)
def test_each_table_has_a_row_of_names_and_its_figures(table: str, rows: list[str]) -> None:
    written = as_csv(table, TOLD).splitlines()
    assert written[1:] == rows
    names, *figures = csv.reader(io.StringIO(as_csv(table, TOLD)))
    assert all(name.isidentifier() for name in names)
    assert all(len(row) == len(names) for row in figures)


def test_every_table_was_tried() -> None:
    assert set(TABLES) == {"causes", "minutes", "phases", "prompts", "charm", "promises"}
