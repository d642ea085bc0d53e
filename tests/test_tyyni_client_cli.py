"""`tyyni-agent play` as a person runs it, against a real service: what is wrong is one line with its code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from live_service import KEYS, LiveService, speech_like

from tyyni_client.cli import main
from tyyni_models.scripted import ScriptedTranscriber


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    with LiveService(ScriptedTranscriber(["hello"])) as running:
        yield running


def recorded(path: Path, *channels: np.ndarray) -> Path:
    soundfile.write(path, np.stack(channels, axis=1), 16_000)
    return path


class Shell:
    """Runs the command and gives what it printed."""

    def __init__(
        self, service: LiveService, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.service = service
        self._patch = monkeypatch
        self._capsys = capsys

    def play(self, path: Path, *options: str) -> tuple[object, str, str]:
        """Return exit code, standard output and standard error."""
        call = f"{self.service.ws}/ws/call"
        usual = ["tyyni-agent", "play", str(path), "--url", call, "--token", KEYS.agent, "--flat-out"]
        self._patch.setattr(sys, "argv", [*usual, *options])
        with pytest.raises(SystemExit) as left:
            main()
        said = self._capsys.readouterr()
        return left.value.code, said.out, said.err


@pytest.fixture
def shell(service: LiveService, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(service, monkeypatch, capsys)


def test_a_call_is_played_to_its_end(shell: Shell, tmp_path: Path) -> None:
    path = recorded(tmp_path / "call.wav", speech_like(2), np.zeros(32_000, dtype=np.int16))
    code, out, err = shell.play(path, "--language", "en")
    assert (code, err) == (0, "")
    assert "Caller: hello" in out
    assert out.splitlines()[-1] == "Call ended"


def test_a_call_in_a_language_yet_to_be_heard_says_it_and_brings_all_its_text(
    shell: Shell, tmp_path: Path
) -> None:
    path = recorded(tmp_path / "call.wav", speech_like(3), np.zeros(48_000, dtype=np.int16))
    code, out, err = shell.play(path, "--language", "auto", "--languages", "fi, en")
    assert (code, err) == (0, "")
    assert "Language: English" in out
    assert "Caller: hello" in out


def test_a_mono_recording_runs_on_words_only_and_says_so(shell: Shell, tmp_path: Path) -> None:
    code, out, _ = shell.play(recorded(tmp_path / "mono.wav", speech_like(2)), "--language", "en")
    assert code == 0
    assert "Both voices on one channel: words only" in out
    assert "Both: hello" in out
    heats = [line for line in out.splitlines() if "heat" in line]
    assert heats == ["0:00 Caller’s heat: 0 Calm"], "no tone is read"


def test_a_recording_that_is_damaged_further_in_is_told(shell: Shell, tmp_path: Path) -> None:
    path = recorded(tmp_path / "call.flac", speech_like(20), speech_like(20, seed=2))
    data = path.read_bytes()
    half = len(data) // 2
    path.write_bytes(data[:half] + bytes(20_000) + data[half + 20_000 :])
    code, _, err = shell.play(path, "--language", "en")
    assert code == 1
    assert err.count("\n") == 1
    assert "recording_unreadable" in err
    assert "call.flac" in err


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (None, (), "recording_missing"),
        (b"", (), "recording_empty"),
        (b"RIFF nonsense", (), "recording_unreadable"),
        (b"fine", (), "language_missing"),
        (b"fine", ("--language", "xx"), "language_unknown"),
        (b"fine", ("--language", "auto", "--languages", "fi,xx"), "language_unknown"),
        (b"fine", ("--language", "auto", "--languages", "fi,fi"), "languages_invalid"),
        (b"fine", ("--language", "en", "--languages", "fi,en"), "languages_invalid"),
        (b"fine", ("--language", "en", "--screen-language", "sv"), "language_unknown"),
        (b"fine", ("--language", "en", "--token", "guessed"), "access_refused"),
        (b"fine", ("--language", "en", "--url", "ws://127.0.0.1:9/ws/call"), "service_unreachable"),
        (b"fine", ("--language", "en", "--url", "127.0.0.1:8765"), "url_invalid"),
    ],
)
def test_what_is_wrong_is_one_line_with_its_code(
    shell: Shell, tmp_path: Path, content: bytes | None, options: tuple[str, ...], code: str
) -> None:
    path = tmp_path / "call.wav"
    if content == b"fine":
        recorded(path, *(np.zeros(16_000, dtype=np.int16),) * 2)
    elif content is not None:
        path.write_bytes(content)
    exit_code, _, err = shell.play(path, *options)
    assert exit_code == 1
    assert err.endswith(f"[{code}]\n")
    assert err.count("\n") == 1
