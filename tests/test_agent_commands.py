"""`tyyni-agent` as a person types it: devices, consent, the token that is found, the screen on a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import msgspec
import numpy as np
import pytest
import soundfile
from live_service import KEYS, LiveService, speech_like

from tyyni_client import cli, headset_cli
from tyyni_client.devices import InputDevice
from tyyni_client.keys import KEYS_FILE
from tyyni_models.scripted import ScriptedTranscriber

DEVICES = [
    InputDevice(0, "Headset [mono]", 1, 48_000, "ALSA", default=True),
    InputDevice(4, "caller_side", 32, 44_100, "ALSA", default=False),
]
Run = Callable[..., tuple[object, str, str]]


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    with LiveService(ScriptedTranscriber(["hello"])) as running:
        yield running


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Return what runs a command: exit code, standard output, standard error."""
    monkeypatch.delenv("TYYNI_TOKEN", raising=False)
    monkeypatch.setenv("TYYNI_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("COLUMNS", "120")

    def run_it(*arguments: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["tyyni-agent", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return run_it


@pytest.fixture
def two_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headset_cli, "all_inputs", lambda: DEVICES)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "call.wav"
    soundfile.write(path, np.stack([speech_like(2), np.zeros(32_000, dtype=np.int16)], axis=1), 16_000)
    return path


@pytest.mark.usefixtures("two_devices")
def test_devices_are_a_table_for_people_and_json_for_programs(run: Run) -> None:
    code, table, _ = run("devices")
    assert code == 0
    default, other = (line for line in table.splitlines() if "ALSA" in line)
    assert all(part in default for part in ("*", "0", "Headset [mono]", "48000 Hz"))
    assert "*" not in other
    code, text, _ = run("devices", "--json")
    assert (code, json.loads(text)) == (0, [asdict(device) for device in DEVICES])


def test_without_devices_or_portaudio_that_is_said_and_recordings_still_play(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, recording: Path, service: LiveService
) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    code, _, complaint = run("devices")
    assert code == 1
    assert "libportaudio2" in complaint
    assert complaint.endswith("[portaudio_missing]\n")
    to_service = ("--url", f"{service.ws}/ws/call", "--token", KEYS.agent)
    code, out, _ = run("play", str(recording), *to_service, "--language", "en", "--flat-out")
    assert (code, out.splitlines()[-1]) == (0, "Call ended")
    monkeypatch.setattr(headset_cli, "all_inputs", list)
    assert "no input device" in run("devices")[1]


@pytest.mark.usefixtures("two_devices")
def test_listening_needs_a_decision_about_voice_analysis(run: Run) -> None:
    code, _, complaint = run("listen", "--caller", "caller_side", "--microphone", "0")
    assert code == 2
    assert "--voice-analysis" in complaint


@pytest.mark.usefixtures("two_devices")
@pytest.mark.parametrize(
    ("caller", "microphone", "code"),
    [
        ("webcam", "0", "device_unknown"),
        ("caller_side", "alsa", "device_ambiguous"),
        ("4", "caller_side", "devices_same"),
    ],
)
def test_wrong_devices_are_one_line_with_the_code(run: Run, caller: str, microphone: str, code: str) -> None:
    given = ("--caller", caller, "--microphone", microphone, "--no-voice-analysis")
    exit_code, _, complaint = run("listen", *given)
    assert exit_code == 1
    assert complaint.endswith(f"[{code}]\n")
    assert complaint.count("\n") == 1


def test_the_token_of_a_service_on_this_machine_is_found(
    run: Run, recording: Path, service: LiveService, tmp_path: Path
) -> None:
    play = ("play", str(recording), "--url", f"{service.ws}/ws/call", "--language", "en", "--flat-out")
    code, _, complaint = run(*play)
    assert code == 1
    assert complaint.endswith("[access_refused]\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / KEYS_FILE).write_bytes(
        msgspec.json.encode({"agent": KEYS.agent, "supervisor": KEYS.supervisor, "signing": KEYS.signing})
    )
    code, out, complaint = run(*play)
    assert (code, complaint) == (0, "")
    assert "Caller: hello" in out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal in the standard library")
@pytest.mark.parametrize(("options", "picture"), [((), True), (("--plain",), False)])
def test_on_a_terminal_it_is_a_picture_with_the_position(
    recording: Path, service: LiveService, options: tuple[str, ...], picture: bool
) -> None:
    terminal, other_end = os.openpty()
    command = [sys.executable, "-c", "from tyyni_client.cli import main; main()", "play", str(recording)]
    to_service = ["--url", f"{service.ws}/ws/call", "--language", "en", "--flat-out", *options]
    env = {**os.environ, "TYYNI_TOKEN": KEYS.agent, "TERM": "xterm", "COLUMNS": "100", "LINES": "30"}
    process = subprocess.Popen([*command, *to_service], env=env, stdin=other_end, stdout=other_end)
    os.close(other_end)
    shown = b""
    with suppress(OSError):  # how Linux says that the other end of a terminal is closed
        while data := os.read(terminal, 65_536):
            shown += data
    os.close(terminal)
    assert process.wait() == 0, shown.decode()
    assert ("Call ended · 0:02 / 0:02" in shown.decode()) is picture
    assert "Call ended" in shown.decode()
