"""`tyyni bench` and `tyyni demo`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import needs
import numpy as np
import pytest
import soundfile
from live_service import silence, speech_like
from typer.testing import CliRunner

from tyyni.cli import app
from tyyni.errors import TyyniError


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    caller = np.concatenate([silence(0.2), speech_like(1), silence(0.5)])
    path = tmp_path / "call.flac"
    soundfile.write(path, np.stack([caller, np.zeros_like(caller)], axis=1), 16_000)
    return path


@pytest.mark.model
def test_latency_is_printed_and_written(recording: Path, tmp_path: Path) -> None:
    needs.model()
    out = tmp_path / "figures.json"
    command = ["bench", "latency", str(recording), "--language", "en", "--calls", "1,2", "--json", str(out)]
    ran = CliRunner().invoke(app, command)
    assert ran.exit_code == 0, ran.output
    assert "2 call(s) at once" in ran.output
    runs = json.loads(out.read_text())
    assert [run["calls"] for run in runs] == [1, 2]
    assert runs[0]["figures"]["speech_end_to_final"]["n"] == 1


@pytest.mark.parametrize("calls", ["", "0", "1,,2", "-1", "two"])
def test_a_number_of_calls_that_is_none_is_refused(recording: Path, calls: str) -> None:
    ran = CliRunner().invoke(app, ["bench", "latency", str(recording), "--language", "en", "--calls", calls])
    assert isinstance(ran.exception, TyyniError)
    assert ran.exception.code == "calls_invalid"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["demo", "missing.flac"], "recording_missing"), (["demo", "--model", "huge"], "model_unknown")],
)
def test_the_demo_refuses_what_it_cannot_play(arguments: list[str], code: str) -> None:
    ran = CliRunner().invoke(
        app, [*arguments, *(["--language", "en"] if "missing.flac" in arguments else [])]
    )
    assert isinstance(ran.exception, TyyniError)
    assert ran.exception.code == code
