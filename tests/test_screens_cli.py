"""`tyyni bench screens`, as typed."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from tyyni_bench.cli import app


def test_an_unknown_picture_is_refused_with_the_names_there_are(tmp_path: Path) -> None:
    folder = tmp_path / "screens"
    result = CliRunner().invoke(app, ["screens", str(folder), "--only", "kitchen"])
    assert result.exit_code == 2
    assert "kitchen" in result.output
    assert not folder.exists()
