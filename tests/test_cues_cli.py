"""`tyyni bench cues`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tyyni.audio import Pcm16
from tyyni.cli import app
from tyyni_bench import cues_cli
from tyyni_bench.results import STOPPED_EXIT_CODE
from tyyni_bench.transcribing import Reading

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


class Scripted:
    """A speech model that hears what it is told to; without more it is stopped by Ctrl-C."""

    def __init__(self, *heard: str) -> None:
        self._heard = iter(heard)

    def read(self, samples: Pcm16, language: str) -> Reading:
        text = next(self._heard, None)
        if text is None:
            raise KeyboardInterrupt
        return Reading(text)


@pytest.mark.parametrize(
    ("heard", "sentences", "exit_code"),
    [
        (("my package is late", "lovely feather", "my parcel is late"), 3, 0),
        (("my package is late",), 1, STOPPED_EXIT_CODE),
    ],
)
def test_sentences_are_spoken_heard_and_counted_also_when_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heard: tuple[str, ...], sentences: int, exit_code: int
) -> None:
    pytest.importorskip("soxr")
    monkeypatch.setattr(cues_cli, "service_hearing", lambda playbook, settings: Scripted(*heard))
    (tmp_path / "spoken_en.toml").write_text(CASES, encoding="utf-8")
    out = tmp_path / "spoken.json"
    asked = ["bench", "cues", str(tmp_path), "--spoken", "--misses", "--json", str(out)]
    ran = CliRunner().invoke(app, asked)
    assert ran.exit_code == exit_code, ran.output
    written = json.loads(out.read_text())
    assert written["kind"] == "cues-spoken"
    assert written["partial"] == (exit_code != 0)
    assert written["languages"]["en"]["sentences"] == sentences
    assert written["languages"]["en"]["heard"]["found"] == 1
    assert ("heard as: lovely feather" in ran.output.replace("\n", " ")) == (sentences == 3)
    assert "again" not in ran.output
