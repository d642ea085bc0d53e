"""`tyyni bench languages`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import needs
import pytest
import soundfile
from typer.testing import CliRunner

from tyyni.cli import app
from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_bench import language_cli
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.playing import open_known
from tyyni_bench.results import STOPPED_EXIT_CODE
from tyyni_bench.summing import whole_tracks


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stretch of Finnish, and a German clip."""
    folder = tmp_path_factory.mktemp("clips")
    caller = whole_tracks(open_known(DEMO_CALLS / "fi-late-delivery.flac").recording)[Party.CALLER]
    soundfile.write(folder / "fi.flac", caller[5_000 * 16 : 40_000 * 16], 16_000)
    lines = ["path\tset\tlanguage\tspeaker", "fi.flac\tdemo\tfi\tcaller", "fi.flac\tdemo\tde\tother"]
    path = folder / "manifest.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.model
def test_a_stretch_is_heard_counted_and_written(manifest: Path, tmp_path: Path) -> None:
    needs.model()
    out = tmp_path / "languages.json"
    ran = CliRunner().invoke(app, ["bench", "languages", str(manifest), "--phone", "--json", str(out)])
    assert ran.exit_code == 0, ran.output
    written = json.loads(out.read_text())
    figures = written["sets"]["demo fi"]
    assert (figures["stretches"], figures["known_right"], figures["right_share"]["5"]) == (1, 1, 1.0)
    assert written["confusion"]["kept"] == {"fi": {"fi": 1}}
    assert written["left_out"] == {"de": 1}
    assert (written["kind"], written["languages"], written["phone"]) == (
        "languages",
        ["fi", "pl", "en"],
        True,
    )
    assert "kept: fi as fi 1" in ran.output
    assert "de: 1 clip(s) left out" in ran.output


@pytest.mark.model
def test_ctrl_c_keeps_what_was_measured(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs.model()
    whole = language_cli.stretches_of

    def stopped(clips, read):  # type: ignore[no-untyped-def]
        yield next(whole(clips, read))
        raise KeyboardInterrupt

    monkeypatch.setattr(language_cli, "stretches_of", stopped)
    out = tmp_path / "languages.json"
    ran = CliRunner().invoke(app, ["bench", "languages", str(manifest), "--limit", "3", "--json", str(out)])
    assert ran.exit_code == STOPPED_EXIT_CODE
    assert json.loads(out.read_text())["partial"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--languages", "fi"], "languages_invalid"),
        (["--languages", "fi,xx"], "languages_invalid"),
        (["--json", "missing/figures.json"], "json_unwritable"),
        (["--model", "huge"], "model_unknown"),
        (["--set", "none"], "nothing_to_measure"),
    ],
)
def test_what_cannot_be_measured_is_refused_at_once(manifest: Path, options: list[str], code: str) -> None:
    ran = CliRunner().invoke(app, ["bench", "languages", str(manifest), *options])
    assert isinstance(ran.exception, TyyniError)
    assert ran.exception.code == code
