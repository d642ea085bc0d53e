"""`tyyni bench heat`, as typed, on the real call."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from live_service import speech_like
from typer.testing import CliRunner

from tyyni.cli import app
from tyyni.errors import TyyniError
from tyyni_bench import heat_measuring
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.results import STOPPED_EXIT_CODE


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    lines = ["path\tset\tlanguage\tspeaker\tgender\temotion"]
    for number, emotion in enumerate(["neutral", "neutral", "anger"]):
        soundfile.write(tmp_path / f"{number}.flac", speech_like(2.5, seed=number), 16_000)
        lines.append(f"{number}.flac\tmade\tfi\tone\tf\t{emotion}")
    lines.append("0.flac\tprompts\tfi\ttwo\tf\t")
    path = tmp_path / "manifest.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("phone", [False, True])
def test_clips_and_calls_are_measured_and_written(manifest: Path, tmp_path: Path, phone: bool) -> None:
    out = tmp_path / "heat.json"
    inputs = [str(manifest), str(DEMO_CALLS / "en-wrong-order.flac")]
    page = tmp_path / "heat.html"
    options = ["--json", str(out), "--html", str(page), *(["--phone"] if phone else [])]
    ran = CliRunner().invoke(app, ["bench", "heat", *inputs, *options])
    assert ran.exit_code == 0, ran.output
    written = json.loads(out.read_text())
    assert written["kind"] == "heat"
    assert written["model"] is None
    assert written["phone"] is phone
    made = written["sets"]["made"]
    for what, threshold in (("tone", 0.45), ("heat", 50.0)):
        assert {"first_auc", "auc_10s", "uar_10s", "arousal_auc_10s", "worst_speaker"} <= set(made[what])
        assert (made[what]["clips"], made[what]["clips_10s"]) == (3, 1)
        assert made[what]["threshold"] == threshold
    assert list(written["by_language"]) == ["fi"]
    assert written["calls"]["rising_calls"] == 1
    assert {"onset_s_p50", "onset_s_p90", "missed", "hot_start_s_p50", "cool_s_p50"} <= set(written["calls"])
    assert {"calm_calls", "calm_hot"} <= set(written["calls"])
    assert written["left_out"]["prompts"].startswith("its clips have no emotion")
    assert "Heat of en-wrong-order" in page.read_text("utf-8")


def test_ctrl_c_keeps_what_was_measured(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = heat_measuring.score_clips

    def stopped(*given):  # type: ignore[no-untyped-def]
        yield next(iter(whole(*given)))
        raise KeyboardInterrupt

    monkeypatch.setattr(heat_measuring, "score_clips", stopped)
    out = tmp_path / "heat.json"
    ran = CliRunner().invoke(app, ["bench", "heat", str(manifest), "--json", str(out)])
    assert ran.exit_code == STOPPED_EXIT_CODE
    written = json.loads(out.read_text())
    assert written["partial"]
    assert written["sets"]["made"]["tone"]["clips"] == 1


def refused(*arguments: str) -> str:
    ran = CliRunner().invoke(app, ["bench", "heat", *arguments])
    assert isinstance(ran.exception, TyyniError)
    return ran.exception.code


def test_what_has_no_labels_is_refused(manifest: Path, tmp_path: Path) -> None:
    assert refused(str(manifest), "--set", "prompts") == "nothing_to_measure"
    soundfile.write(tmp_path / "mono.wav", np.zeros(16_000, dtype=np.int16), 16_000)
    (tmp_path / "mono.json").write_text('{"hot": []}')
    assert refused(str(tmp_path / "mono.wav")) == "caller_missing"
    (tmp_path / "mono.json").unlink()
    assert refused(str(tmp_path / "mono.wav")) == "nothing_to_measure"
    assert refused(str(tmp_path / "missing.tsv")) == "manifest_missing"


def test_a_limit_takes_the_first_of_each_speaker_and_emotion(manifest: Path, tmp_path: Path) -> None:
    out = tmp_path / "heat.json"
    ran = CliRunner().invoke(app, ["bench", "heat", str(manifest), "--limit", "1", "--json", str(out)])
    assert ran.exit_code == 0, ran.output
    assert json.loads(out.read_text())["sets"]["made"]["tone"]["clips"] == 2
