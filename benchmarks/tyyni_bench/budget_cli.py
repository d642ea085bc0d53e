"""`tyyni bench compare`, as typed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tyyni_bench.budget import Judged, Verdict, judge, read_budget, read_results

COLOURS = {Verdict.AIM: "green", Verdict.MET: "green", Verdict.MISSED: "bold red", Verdict.UNMEASURED: "dim"}


def compare(
    budget: Annotated[Path, typer.Argument(help="The bars, such as benchmarks/budget.toml.")],
    results: Annotated[list[Path], typer.Argument(help="What the benchmarks wrote with --json.")],
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when a bar is missed.")] = False,
) -> None:
    """Compare results with the bars of a budget.

    \b
    tyyni bench compare benchmarks/budget.toml latency.json heat.json
    """
    judged = judge(read_budget(budget), read_results(results))
    table = Table("bar", "measured", "bar at", "aim", "")
    for one in judged:
        verdict = f"[{COLOURS[one.verdict]}]{one.verdict}[/]"
        aim = "-" if one.bar.aim is None else f"{one.bar.aim:g}"
        table.add_row(one.bar.what, _measured(one), _limit(one), aim, verdict)
    Console().print(table)
    missed = sum(one.verdict is Verdict.MISSED for one in judged)
    unmeasured = sum(one.verdict is Verdict.UNMEASURED for one in judged)
    typer.echo(f"{missed} of {len(judged)} bars missed, {unmeasured} not measured")
    if strict and missed:
        raise typer.Exit(1)


def _measured(one: Judged) -> str:
    if one.measured is None:
        return "never" if one.verdict is Verdict.MISSED else "-"
    return f"{one.measured:.4g}"


def _limit(one: Judged) -> str:
    return f"≤ {one.bar.at_most:g}" if one.bar.at_most is not None else f"≥ {one.bar.at_least:g}"
