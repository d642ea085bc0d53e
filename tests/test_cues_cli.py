"""`tyyni bench cues`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from tyyni.cli import app

CASES = """
caller = [
  { say = "My package is late.", cues = ["late_delivery"], about = "late_delivery" },
  { say = "Lovely weather we are having.", cues = ["late_delivery"], about = "late_delivery" },
  { say = "My parcel is late again.", cues = [], about = "late_delivery", held_out = true },
]
"""


def test_figures_are_shown_and_written_and_what_is_held_out_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "spoken_en.toml").write_text(CASES, encoding="utf-8")
    out = tmp_path / "cues.json"
    ran = CliRunner().invoke(app, ["bench", "cues", str(tmp_path), "--misses", "--json", str(out)])
    assert ran.exit_code == 0, ran.output
    written = json.loads(out.read_text())
    assert written["kind"] == "cues"
    assert written["tuned"]["en"] == {"found": 1, "missed": 1, "wrong": 0, "recall": 0.5, "precision": 1.0}
    assert written["held_out"]["en"]["wrong"] == 1
    assert written["cues"]["en"]["late_delivery"]["found"] == 1
    assert written["cost"]["rules"] == 200
    assert "Lovely weather" in ran.output
    assert "again" not in ran.output


def test_a_folder_without_sentences_is_told(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["bench", "cues", str(tmp_path)])
    assert "playbook_missing" in str(getattr(ran.exception, "code", ""))
