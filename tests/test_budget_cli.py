"""`tyyni bench compare`, as typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tyyni.cli import app

BUDGET = """
[[bar]]
what = "delay"
kind = "latency"
value = "p95"
at_most = 500
aim = 400

[[bar]]
what = "hearing"
kind = "heat"
value = "auc"
at_least = 0.9
"""


@pytest.fixture
def budget(tmp_path: Path) -> str:
    path = tmp_path / "budget.toml"
    path.write_text(BUDGET)
    return str(path)


def result(folder: Path, p95: str) -> str:
    path = folder / "latency.json"
    path.write_text(f'{{"kind": "latency", "p95": {p95}}}')
    return str(path)


@pytest.mark.parametrize(
    ("p95", "shown", "missed"),
    [("390.12", "aim met", 0), ("450", "met", 0), ("600", "MISSED", 1), ("null", "never", 1)],
)
def test_each_bar_is_shown_with_its_verdict(
    budget: str, tmp_path: Path, p95: str, shown: str, missed: int
) -> None:
    command = ["bench", "compare", budget, result(tmp_path, p95)]
    ran = CliRunner().invoke(app, command)
    assert ran.exit_code == 0
    assert shown in ran.output
    assert f"{missed} of 2 bars missed, 1 not measured" in ran.output
    assert CliRunner().invoke(app, [*command, "--strict"]).exit_code == missed
