"""`tyyni bench transcription`, as typed."""

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
from tyyni.units import Party
from tyyni_bench import transcription_cli
from tyyni_bench.clip_set import evenly
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.manifest import Clip
from tyyni_bench.playing import open_known
from tyyni_bench.results import STOPPED_EXIT_CODE
from tyyni_bench.summing import whole_tracks
from tyyni_bench.transcription_cli import chosen_clips

SENTENCES = (
    (6_000, 8_175, "I ordered a coffee machine from you"),
    (17_815, 19_700, "Yes it is four seven two one"),
)


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    caller = whole_tracks(open_known(DEMO_CALLS / "en-wrong-order.flac").recording)[Party.CALLER]
    lines = ["path\tset\tlanguage\temotion\ttext"]
    for number, (start_ms, end_ms, text) in enumerate(SENTENCES):
        soundfile.write(tmp_path / f"{number}.flac", caller[start_ms * 16 : end_ms * 16], 16_000)
        lines.append(f"{number}.flac\tdemo\ten\t\t{text}")
    soundfile.write(tmp_path / "quiet.flac", np.zeros(32_000, dtype=np.int16), 16_000)
    lines += ["quiet.flac\tdemo\ten\tsilence\t", "0.flac\tunknown\ten\t\t"]
    path = tmp_path / "manifest.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.model
def test_clips_are_read_by_both_systems_and_written(manifest: Path, tmp_path: Path) -> None:
    needs.model()
    out = tmp_path / "figures.json"
    command = ["bench", "transcription", str(manifest), "--against", "stock", "--json", str(out)]
    ran = CliRunner().invoke(app, command)
    assert ran.exit_code == 0, ran.output
    written = json.loads(out.read_text())
    figures = written["sets"]["demo"]
    assert (figures["clips"], figures["no_speech_clips"], figures["phantoms"]) == (3, 1, 0)
    assert figures["wer"] < 0.5
    assert 0 < figures["cpu_ratio"] < 1
    assert written["left_out"] == {"unknown": 1}
    assert written["clips"] is None, "no text is written unless it is asked for"
    assert written["model"] == "base"
    assert not written["partial"]
    assert "Beside faster-whisper as it comes" in ran.output


@pytest.mark.model
def test_ctrl_c_keeps_what_was_measured(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs.model()
    whole = transcription_cli.in_turns

    def stopped(clips, systems):  # type: ignore[no-untyped-def]
        yield next(iter(whole(clips, systems)))
        raise KeyboardInterrupt

    monkeypatch.setattr(transcription_cli, "in_turns", stopped)
    out = tmp_path / "figures.json"
    ran = CliRunner().invoke(app, ["bench", "transcription", str(manifest), "--clips", "--json", str(out)])
    assert ran.exit_code == STOPPED_EXIT_CODE
    written = json.loads(out.read_text())
    assert written["partial"]
    assert [row["path"] for row in written["clips"]] == ["0.flac"]
    assert written["clips"][0]["reference"] == SENTENCES[0][2]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--set", "none"], "nothing_to_measure"),
        (["--language", "fi"], "nothing_to_measure"),
        (["--set", "unknown"], "nothing_to_measure"),
        (["--json", "missing/figures.json"], "json_unwritable"),
        (["--model", "huge"], "model_unknown"),
    ],
)
def test_what_cannot_be_measured_is_refused_at_once(manifest: Path, options: list[str], code: str) -> None:
    ran = CliRunner().invoke(app, ["bench", "transcription", str(manifest), *options])
    assert isinstance(ran.exception, TyyniError)
    assert ran.exception.code == code


def test_a_language_that_the_model_does_not_know_is_refused() -> None:
    with pytest.raises(TyyniError, match="language_unknown"):
        chosen_clips([Clip(Path("a"), "finnish", text="hei")], [], [], "base")


def test_a_limit_spreads_over_each_set() -> None:
    clips = [Clip(Path(f"{number}"), "en", set=name) for name in ("a", "b") for number in range(10)]
    kept = evenly(clips, 3)
    assert [clip.set for clip in kept] == ["a"] * 3 + ["b"] * 3
    assert len({int(clip.path.name) // 4 for clip in kept[:3]}) > 1, "not all from the beginning"
    assert evenly(clips, None) == clips
    assert evenly(clips, 99) == clips
