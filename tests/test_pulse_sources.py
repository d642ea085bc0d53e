"""Sources of a sound server, told by a `pactl` of the test's own; the real one is driven in test_headset.py."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tyyni.errors import TyyniError
from tyyni_client import pulse_sources
from tyyni_client.devices import InputDevice, OnSound
from tyyni_client.pulse_sources import VARIABLE, list_sources, number_of, open_source

TOLD = [
    {"index": 4, "name": "mic", "description": "Headset Mono", "state": "IDLE"},
    {"index": 9, "name": "out.monitor", "description": "Monitor of Headset"},
]
PULSE = InputDevice(3, "pulse", 32, 44_100, "ALSA", default=False)


@pytest.fixture
def pactl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the program, which prints what is in the file beside it."""
    program = tmp_path / "pactl"
    program.write_text(f'#!/bin/sh\n[ "$*" = "--format=json list sources" ] && /bin/cat {tmp_path}/told\n')
    program.chmod(0o755)
    (tmp_path / "told").write_text(json.dumps(TOLD))
    monkeypatch.setenv("PATH", str(tmp_path))
    return program


def test_sources_are_devices_with_the_name_people_know(pactl: Path) -> None:
    assert [str(device) for device in list_sources()] == [
        "100: mic (Headset Mono, PulseAudio)",
        "101: out.monitor (Monitor of Headset, PulseAudio)",
    ]


def test_a_source_has_a_number_as_long_as_it_is_plugged_in(pactl: Path) -> None:
    assert number_of("mic") == "4"
    assert number_of("gone") is None


@pytest.mark.parametrize("answer", ["", "Connection refused"])
def test_a_server_that_does_not_answer_has_no_sources(pactl: Path, answer: str) -> None:
    (pactl.parent / "told").write_text(answer)
    assert list_sources() == []


def test_without_pactl_there_are_no_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert list_sources() == []


@pytest.mark.parametrize("before", [None, "preferred"])
def test_the_variable_names_the_source_only_while_it_is_opened(
    monkeypatch: pytest.MonkeyPatch, pactl: Path, before: str | None
) -> None:
    if before:
        monkeypatch.setenv(VARIABLE, before)
    opened: list[tuple[int, str | None]] = []

    def opening(device: InputDevice, on_sound: OnSound) -> None:
        opened.append((device.index, os.environ.get(VARIABLE)))

    monkeypatch.setattr(pulse_sources, "input_devices", lambda: [PULSE])
    monkeypatch.setattr(pulse_sources, "open_with_portaudio", opening)
    open_source(list_sources()[1], lambda *_: None)
    assert opened == [(3, "out.monitor")]
    assert os.environ.get(VARIABLE) == before


def test_without_alsas_plugin_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, pactl: Path) -> None:
    monkeypatch.setattr(pulse_sources, "input_devices", lambda: [])
    with pytest.raises(TyyniError, match=r"libasound2-plugins.*\[device_unusable\]"):
        open_source(list_sources()[0], lambda *_: None)
