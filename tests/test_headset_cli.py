"""The commands that need sound devices, where no sound is needed; with sound they are driven in test_headset.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tyyni_client import headset_cli
from tyyni_client.cli import app
from tyyni_client.devices import InputDevice
from tyyni_client.remembered import Remembered, RememberedDevice, recall, remember

DEVICES = [
    InputDevice(0, "Headset [pro]", 1, 48_000, "ALSA", default=True),
    InputDevice(100, "out.monitor", 1, 48_000, "PulseAudio", default=False, description="Monitor of Headset"),
]


@pytest.fixture(autouse=True)
def _machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(headset_cli, "all_inputs", lambda: DEVICES)


def test_a_device_is_listed_with_the_name_that_people_know() -> None:
    listed = CliRunner().invoke(app, ["devices"], env={"COLUMNS": "120"}).output
    assert "out.monitor" in listed
    assert "Monitor of Headset" in listed


@pytest.mark.parametrize("command", ["test", "listen"])
def test_forgetting_comes_before_anything_else(command: str) -> None:
    remember(Remembered(caller=RememberedDevice("gone", "ALSA")))
    options = ["--voice-analysis"] if command == "listen" else []
    assert "device_not_chosen" in str(CliRunner().invoke(app, [command, *options]).exception)
    assert recall().caller is not None
    CliRunner().invoke(app, [command, *options, "--forget"])
    assert recall() == Remembered()


def test_a_remembered_device_that_is_gone_is_told() -> None:
    remember(
        Remembered(
            caller=RememberedDevice("gone", "ALSA"), microphone=RememberedDevice("Headset [pro]", "ALSA")
        )
    )
    assert "[device_gone]" in str(CliRunner().invoke(app, ["listen", "--no-voice-analysis"]).exception)
