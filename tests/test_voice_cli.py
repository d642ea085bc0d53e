"""`tyyni bench voice`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from live_service import silence
from numpy.typing import NDArray
from typer.testing import CliRunner
from voices import vowels

from tyyni.audio import Pcm16, to_pcm16
from tyyni.cli import app
from tyyni.errors import TyyniError
from tyyni_bench import voice_cli
from tyyni_bench.results import STOPPED_EXIT_CODE


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    lines = ["path\tset\tlanguage\tspeaker\ttext"]
    for number, rate in enumerate((3.0, 4.0, 5.0)):
        sound = to_pcm16(vowels(2.0, f0_hz=150.0, tilt_db_per_octave=-9.0, syllables_per_s=rate))
        soundfile.write(tmp_path / f"{number}.flac", sound, 16_000)
        lines.append(f"{number}.flac\tmade\tfi\tone\t{'la ' * int(2 * rate)}")
    soundfile.write(tmp_path / "silence.flac", silence(1.0), 16_000)
    lines.append("silence.flac\tquiet\tde\ttwo\t")
    path = tmp_path / "manifest.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def at_150_hz(samples: Pcm16, at_s: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.full(len(at_s), 150.0)


@pytest.mark.parametrize("phone", [False, True])
def test_clips_are_measured_and_written(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, phone: bool
) -> None:
    monkeypatch.setattr(voice_cli, "praat_if_installed", lambda: at_150_hz)
    out = tmp_path / "voice.json"
    ran = CliRunner().invoke(
        app, ["bench", "voice", str(manifest), "--json", str(out), *(["--phone"] if phone else [])]
    )
    assert ran.exit_code == 0, ran.output
    written = json.loads(out.read_text())
    assert (written["kind"], written["phone"], written["partial"], written["left_out"]) == (
        "voice",
        phone,
        False,
        {},
    )
    assert list(written["sets"]) == ["made", "quiet"]
    made = written["sets"]["made"]
    assert made["pitch"]["gross_error_share"] == 0.0
    assert made["rate"]["clips"] == 3
    assert made["rate"]["pearson_r"] > 0.9
    assert made["gain"]["unclipped"]["moves"] == made["gain"]["clipped"]["moves"] == 3
    assert written["sets"]["quiet"]["rate"] is None
    assert written["overall"]["clips"] == 4
    cost = written["cost"]
    assert (cost["tracks"], cost["speech_s"]) == (2, pytest.approx(6.0, abs=0.5))
    assert cost["with_pauses_ms"] >= cost["speech_alone_ms"] > 0.0


def test_without_praat_the_pitch_is_left_out_with_the_reason(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_cli, "praat_if_installed", lambda: None)
    out = tmp_path / "voice.json"
    options = ["--set", "made", "--limit", "1", "--json", str(out)]
    ran = CliRunner().invoke(app, ["bench", "voice", str(manifest), *options])
    assert ran.exit_code == 0, ran.output
    written = json.loads(out.read_text())
    assert written["overall"]["clips"] == 1
    assert written["overall"]["pitch"] is None
    assert "GPL" in written["left_out"]["pitch"]


@pytest.mark.parametrize("heard", [0, 1])
def test_ctrl_c_keeps_what_was_measured(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heard: int
) -> None:
    whole = voice_cli.ClipJudge.judge
    judged = []

    def stopped(self, clip):  # type: ignore[no-untyped-def]
        if len(judged) == heard:
            raise KeyboardInterrupt
        judged.append(clip)
        return whole(self, clip)

    monkeypatch.setattr(voice_cli.ClipJudge, "judge", stopped)
    out = tmp_path / "voice.json"
    ran = CliRunner().invoke(app, ["bench", "voice", str(manifest), "--json", str(out)])
    assert ran.exit_code == STOPPED_EXIT_CODE
    written = json.loads(out.read_text())
    assert (written["partial"], written["cost"]) == (True, None)
    assert (written["overall"] or {"clips": 0})["clips"] == heard


def test_a_track_is_a_minute_of_speech_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_cli, "TRACK_S", 3.0)
    sounds = [silence(2.0), *(to_pcm16(vowels(2.0, tilt_db_per_octave=-9.0)) for _ in range(3))]
    assert len(list(voice_cli._spoken(sounds))) == 2


@pytest.mark.parametrize(
    ("options", "code"),
    [(["--set", "none"], "nothing_to_measure"), (["--json", "missing/figures.json"], "json_unwritable")],
)
def test_what_cannot_be_measured_is_refused(manifest: Path, options: list[str], code: str) -> None:
    ran = CliRunner().invoke(app, ["bench", "voice", str(manifest), *options])
    assert isinstance(ran.exception, TyyniError)
    assert ran.exception.code == code
