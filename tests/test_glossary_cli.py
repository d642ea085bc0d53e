"""`tyyni bench glossary`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import needs
import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from tyyni.cli import app
from tyyni.errors import TyyniError
from tyyni_bench import glossary_cli
from tyyni_bench.results import STOPPED_EXIT_CODE


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Two seconds of silence, in two languages."""
    soundfile.write(tmp_path / "a.flac", np.zeros(32_000), 16_000)
    path = tmp_path / "manifest.tsv"
    path.write_text("path\tset\tlanguage\na.flac\tnoise\tfi\na.flac\tnoise\ten\n", encoding="utf-8")
    return path


@pytest.mark.model
def test_each_clip_is_read_with_everything_told(manifest: Path, tmp_path: Path) -> None:
    needs.model()
    terms = tmp_path / "glossary.txt"
    terms.write_text("Lumetar\n", encoding="utf-8")
    out = tmp_path / "figures.json"
    asked = ["bench", "glossary", str(manifest), "--glossary", str(terms), "--json", str(out)]
    ran = CliRunner().invoke(app, asked)
    assert ran.exit_code == 0, ran.output
    written = json.loads(out.read_text())
    assert written["kind"] == "glossary"
    assert list(written["told"]) == ["nothing", "glossary", "playbook"]
    assert written["told"]["glossary"] == {"fi": "Lumetar.", "en": "Lumetar."}
    figures = written["sets"]["noise"]["glossary"]
    assert (figures["clips"], figures["words"], figures["wer"], figures["phantom_words"]) == (2, 0, None, 0)
    assert "0 of 0" in ran.output


@pytest.mark.model
def test_ctrl_c_keeps_what_was_measured(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs.model()
    whole = glossary_cli.in_turns

    def stopped(clips, systems):  # type: ignore[no-untyped-def]
        yield next(whole(clips, systems))
        raise KeyboardInterrupt

    monkeypatch.setattr(glossary_cli, "in_turns", stopped)
    out = tmp_path / "figures.json"
    ran = CliRunner().invoke(app, ["bench", "glossary", str(manifest), "--json", str(out)])
    assert ran.exit_code == STOPPED_EXIT_CODE
    written = json.loads(out.read_text())
    assert written["partial"]
    assert written["sets"]["noise"]["playbook"]["clips"] == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], "nothing_to_measure"),
        (["--json", "missing/figures.json"], "json_unwritable"),
        (["--glossary", "missing.txt"], "glossary_missing"),
        (["--calls", "missing.flac"], "language_missing"),
    ],
)
def test_what_cannot_be_measured_is_said(options: list[str], code: str) -> None:
    ran = CliRunner().invoke(app, ["bench", "glossary", *options])
    assert isinstance(ran.exception, TyyniError)
    assert ran.exception.code == code
