"""`tyyni playbook replay`: calls from logs, an edit against them, and what is refused before anything is heard."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile
from typer.testing import CliRunner

from tyyni import cli
from tyyni.errors import TyyniError
from tyyni.playbooks.call_log import read_log
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK
from tyyni_bench import replay_cli
from tyyni_bench.demo_calls import OUT
from tyyni_models.scripted import ScriptedTranscriber

LOG = """\
{"type": "call", "version": 1, "name": "tuesday", "language": "en", "duration_ms": 20000}
{"type": "text", "party": "caller", "utterance": 1, "words": [{"text": "my parcel", "start_ms": 1000, "end_ms": 1600}, \
{"text": "is", "start_ms": 1600, "end_ms": 1900}, {"text": "late", "start_ms": 1900, "end_ms": 2200}]}
"""


def run(*args: str) -> str:
    """Run the command, which is to succeed; return what it prints."""
    result = CliRunner().invoke(cli.app, ["playbook", "replay", *args], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*args: str) -> TyyniError:
    with pytest.raises(TyyniError) as error:
        run(*args)
    return error.value


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A call in which a parcel is late."""
    path = tmp_path / "tuesday.jsonl"
    path.write_text(LOG, "utf-8")
    return path


def test_an_edit_is_tried_on_a_log(log: Path, tmp_path: Path) -> None:
    rules = (DEFAULT_PLAYBOOK / "rules.toml").read_text("utf-8")
    edit = tmp_path / "rules.toml"
    edit.write_text(rules.replace('id = "late-delivery"', 'id = "late-delivery"\ndraft = true'), "utf-8")
    page = tmp_path / "page.html"
    shown = run(str(log), "--against", str(edit), "--html", str(page))
    assert "tuesday (en)" in shown
    (row,) = [line.split() for line in shown.splitlines() if line.split()[:1] == ["late-delivery"]]
    assert row == ["late-delivery", "1", "0"]
    assert "late-delivery" in page.read_text("utf-8")


def test_a_folder_of_logs_without_an_edit(log: Path) -> None:
    shown = run(str(log.parent))
    assert "late-delivery, " in shown
    assert "prompts" in shown


def test_a_recording_is_heard_and_its_log_kept_only_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, rate_hz = soundfile.read(OUT / "en-wrong-order.flac", dtype="int16")
    soundfile.write(tmp_path / "call.wav", sound[: 8 * rate_hz], rate_hz)

    class Scripted(ScriptedTranscriber):
        def warm_up(self) -> None:
            pass

    monkeypatch.setattr(
        replay_cli, "load_transcriber", lambda settings: (tmp_path, Scripted(["my", "parcel", "is", "late"]))
    )
    shown = run(str(tmp_path / "call.wav"), "--language", "en")
    assert "late-delivery, " in shown
    assert not list(tmp_path.glob("*.jsonl"))
    kept = tmp_path / "kept.jsonl"
    assert "late-delivery, " in run(str(tmp_path / "call.wav"), "--language", "en", "--save-log", str(kept))
    assert read_log(kept).told.name == "call"
    assert "late-delivery, " in run(str(kept))


def test_what_cannot_be_is_told_before_anything_is_heard(log: Path, tmp_path: Path) -> None:
    assert refused(str(log), "--save-log", str(tmp_path / "a.jsonl")).code == "one_recording_expected"
    assert refused(str(log), "--save-log", str(tmp_path / "a.txt")).code == "log_name_expected"
    assert refused(str(log), "--save-log", str(tmp_path / "no" / "a.jsonl")).code == "call_log_unwritable"
    assert refused(str(log), "--html", str(tmp_path / "no" / "a.html")).code == "html_unwritable"
    (tmp_path / "empty").mkdir()
    assert refused(str(tmp_path / "empty")).code == "recording_missing"
    assert refused(str(tmp_path / "none.jsonl")).code == "call_log_missing"


def test_help_says_that_logs_are_personal_data_and_gives_examples() -> None:
    shown = CliRunner().invoke(cli.app, ["playbook", "replay", "--help"]).output
    assert "personal data" in " ".join(shown.split())
    assert "tyyni playbook replay" in shown
