"""`tyyni bench streaming`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import needs
import pytest
import soundfile
from typer.testing import CliRunner

from tyyni.cli import app
from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_bench import streaming_cli
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.playing import open_known
from tyyni_bench.summing import whole_tracks


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one call: the caller's second sentence of the English demo call, alone."""
    folder = tmp_path_factory.mktemp("calls")
    known = open_known(DEMO_CALLS / "en-wrong-order.flac")
    sound = whole_tracks(known.recording)[Party.CALLER][23_500 * 16 : 31_900 * 16]
    soundfile.write(folder / "call.flac", sound, 16_000)
    words = [
        msgspec.to_builtins(word) | {"start_ms": word.start_ms - 23_500, "end_ms": word.end_ms - 23_500}
        for word in known.sidecar.words or ()
        if word.party is Party.CALLER and 23_500 <= word.start_ms < 31_900
    ]
    sidecar = {"language": "en", "parties": {"caller": 0}, "words": words}
    (folder / "call.json").write_text(json.dumps(sidecar))
    return folder


@pytest.mark.model
def test_streamed_and_offline_text_are_held_side_by_side(calls: Path, tmp_path: Path) -> None:
    needs.model()
    out = tmp_path / "streaming.json"
    ran = CliRunner().invoke(app, ["bench", "streaming", str(calls), "--json", str(out)])
    assert ran.exit_code == 0, ran.output
    written = json.loads(out.read_text())
    figures = written["calls"]
    assert (written["kind"], figures["words"]) == ("streaming", 25)
    assert figures["streamed_wer"] < 0.2
    assert figures["wer_difference"] == pytest.approx(figures["streamed_wer"] - figures["offline_wer"])
    assert 0 < figures["stable_ms_p50"] <= figures["stable_ms_p95"]
    assert written["by_language"]["en"] == figures
    assert "streamed" in ran.output


@pytest.mark.model
def test_ctrl_c_before_the_first_recording_says_so(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs.model()

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(streaming_cli, "measure", stopped)
    with pytest.raises(TyyniError, match="stopped before the first"):
        CliRunner().invoke(app, ["bench", "streaming", str(calls)], catch_exceptions=False)
