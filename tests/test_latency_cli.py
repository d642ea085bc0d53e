"""`tyyni bench latency`, as typed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import needs
import numpy as np
import pytest
import soundfile
from live_service import KEYS, LiveService, silence, speech_like
from typer.testing import CliRunner

from tyyni.cli import app
from tyyni.errors import TyyniError
from tyyni_bench import latency_session
from tyyni_bench.figures import Percentiles
from tyyni_bench.results import STOPPED_EXIT_CODE
from tyyni_models.scripted import ScriptedTranscriber


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    caller = np.concatenate([silence(0.2), speech_like(1), silence(0.5)])
    path = tmp_path / "call.flac"
    soundfile.write(path, np.stack([caller, np.zeros_like(caller)], axis=1), 16_000)
    return path


@pytest.fixture
def own_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the seconds that the bench needs to measure itself: that has a test of its own."""

    async def known(_call: Path) -> dict[str, Percentiles]:
        return {"cue_to_prompt_ms": Percentiles.of([2.0])}

    monkeypatch.setattr(latency_session, "measure_own_error", known)


@pytest.mark.model
@pytest.mark.usefixtures("own_error")
def test_figures_are_printed_and_written(recording: Path, tmp_path: Path) -> None:
    needs.model()
    out, page = tmp_path / "figures.json", tmp_path / "report.html"
    files = ["--json", str(out), "--html", str(page)]
    ran = CliRunner().invoke(
        app, ["bench", "latency", str(recording), "--language", "en", "--calls", "1,2", *files]
    )
    assert ran.exit_code == 0, ran.output
    assert "2 call(s) at once" in ran.output
    assert "the bench's own error" in ran.output
    written = json.loads(out.read_text())
    assert written["kind"] == "latency"
    assert written["model"] == "base"
    assert [run["calls"] for run in written["runs"]] == [1, 2]
    first = written["runs"][0]
    assert first["figures"]["speech_end_to_final_ms"]["n"] == 1
    assert first["rss_mb"]["peak"] >= first["rss_mb"]["start"] > 100
    assert 0 < first["cpu_share"] < 1
    assert set(first["drops"]) >= {"frames", "finals", "partials"}
    assert page.read_text("utf-8").startswith("<!")


@pytest.mark.usefixtures("own_error")
def test_a_service_that_runs_already_is_measured_and_its_capacity_searched(
    recording: Path, tmp_path: Path
) -> None:
    out = tmp_path / "figures.json"
    keys = ["--token", KEYS.agent, "--supervisor-token", KEYS.supervisor]
    options = ["--language", "en", "--seconds", "1", "--find-capacity", "--json", str(out), *keys]
    with LiveService(ScriptedTranscriber(["hello"]), max_calls=2) as service:
        ran = CliRunner().invoke(app, ["bench", "latency", str(recording), "--server", service.url, *options])
    assert isinstance(ran.exception, TyyniError)
    assert ran.exception.code == "too_many_calls", "the search tries four"


@pytest.mark.parametrize("calls", ["", "0", "1,,2", "-1", "two"])
def test_a_number_of_calls_that_is_none_is_refused(recording: Path, calls: str) -> None:
    ran = CliRunner().invoke(app, ["bench", "latency", str(recording), "--language", "en", "--calls", calls])
    assert isinstance(ran.exception, TyyniError)
    assert ran.exception.code == "calls_invalid"


def test_a_service_elsewhere_has_chosen_its_model(recording: Path) -> None:
    options = ["--language", "en", "--server", "http://127.0.0.1:1", "--model", "tiny"]
    ran = CliRunner().invoke(app, ["bench", "latency", str(recording), *options])
    assert isinstance(ran.exception, TyyniError)
    assert ran.exception.code == "model_unknown"


def test_ctrl_c_keeps_what_was_measured(tmp_path: Path) -> None:
    path, out = tmp_path / "call.flac", tmp_path / "figures.json"
    sound = speech_like(120)
    soundfile.write(path, np.stack([sound, np.zeros_like(sound)], axis=1), 16_000)
    with LiveService(ScriptedTranscriber(["hello"])) as service:
        command = ["bench", "latency", str(path), "--language", "en", "--server", service.url]
        bench = subprocess.Popen(
            [sys.executable, "-m", "tyyni", *command, "--calls", "1,2", "--json", str(out)],
            env={**os.environ, "TYYNI_TOKEN": KEYS.agent},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert bench.stderr is not None
        for line in bench.stderr:
            if "1 call(s) at once" in line:
                break
        while not len(service.service.calls):
            assert bench.poll() is None
        bench.send_signal(signal.SIGINT)
        said, _ = bench.communicate(timeout=30)
    assert bench.returncode == STOPPED_EXIT_CODE
    assert "what was measured so far is kept" in said
    written = json.loads(out.read_text())
    assert written["partial"]
    assert [(run["calls"], run["partial"]) for run in written["runs"]] == [(1, True)]
