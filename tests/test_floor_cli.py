"""`tyyni bench floor`, as typed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from tyyni.cli import app
from tyyni.errors import TyyniError
from tyyni_bench import floor_cli
from tyyni_bench.figures import Percentiles
from tyyni_bench.floor_load import FloorLoad, Layout


def load_of(calls: int, layout: Layout, seconds: float) -> FloorLoad:
    return FloorLoad(
        calls=calls,
        layout=layout,
        seconds=seconds,
        frame_ms=Percentiles.of([16.7, 16.7, 33.4]),
        long_tasks=1,
        longest_task_ms=61.0,
        page_cpu_ratio=0.25,
        messages_per_s=600.0,
        bytes_per_s=420_000,
        heap_begin_mb=5.0,
        heap_end_mb=5.5,
    )


def test_both_views_are_measured_printed_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def nothing(*_: object) -> Iterator[str]:
        yield "nowhere"

    def measured(_browser: object, _url: str, calls: int, layout: Layout, seconds: float) -> FloorLoad:
        return load_of(calls, layout, seconds)

    monkeypatch.setattr(floor_cli, "chromium", nothing)
    monkeypatch.setattr(floor_cli, "simulated_floor", nothing)
    monkeypatch.setattr(floor_cli, "measure_page", measured)
    out = tmp_path / "floor.json"
    ran = CliRunner().invoke(app, ["bench", "floor", "--calls", "30", "--seconds", "2", "--json", str(out)])
    assert ran.exit_code == 0, ran.output
    written = json.loads(out.read_text("utf-8"))
    assert written["kind"] == "floor"
    assert [(load["calls"], load["layout"], load["seconds"]) for load in written["loads"]] == [
        (30, "wall", 2.0),
        (30, "tiles", 2.0),
    ]
    assert "the floor with 30 calls" in ran.output


def test_the_table_has_a_column_for_each_view() -> None:
    out = io.StringIO()
    floor_cli.show_loads(
        [load_of(200, "wall", 20.0), load_of(200, "tiles", 20.0)], Console(file=out, width=100)
    )
    rows = [line.split() for line in out.getvalue().splitlines()]
    assert ["wall", "tiles"] in rows
    assert ["frame,", "p95,", "ms", "33.4", "33.4"] in rows
    assert ["kB", "a", "second", "420.0", "420.0"] in rows


def test_a_place_that_cannot_be_written_is_told_first(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["bench", "floor", "--json", str(tmp_path / "missing" / "floor.json")])
    assert isinstance(ran.exception, TyyniError)
    assert ran.exception.code == "json_unwritable"
