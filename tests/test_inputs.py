"""All devices of a machine in one list, whichever system they belong to."""

from __future__ import annotations

import sys

import pytest

from tyyni_client import devices, inputs, loopback, pulse_sources
from tyyni_client.devices import InputDevice

CARD = InputDevice(0, "Card", 1, 48_000, "ALSA", default=True)
PULSE = InputDevice(1, "pulse", 32, 44_100, "ALSA", default=False)
SOURCE = InputDevice(100, "line.monitor", 1, 48_000, "PulseAudio", default=False)
SPEAKERS = InputDevice(200, "Speakers", 2, 48_000, "Windows WASAPI loopback", default=False, pauses=True)


@pytest.mark.parametrize(
    ("platform", "portaudio", "expected"),
    [
        ("linux", [CARD, PULSE], [CARD, PULSE, SOURCE]),
        ("linux", [CARD], [CARD]),
        ("win32", [CARD], [CARD, SPEAKERS]),
        ("darwin", [CARD], [CARD]),
    ],
)
def test_each_system_adds_its_own(
    monkeypatch: pytest.MonkeyPatch, platform: str, portaudio: list[InputDevice], expected: list[InputDevice]
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(devices, "input_devices", lambda: list(portaudio))
    monkeypatch.setattr(pulse_sources, "list_sources", lambda: [SOURCE])
    monkeypatch.setattr(loopback, "list_loopbacks", lambda: [SPEAKERS])
    assert inputs.all_inputs() == expected


def test_a_device_is_opened_by_its_own_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "open_input", lambda device, _: f"portaudio {device.index}")
    monkeypatch.setattr(pulse_sources, "open_source", lambda device, _: f"pulse {device.index}")
    monkeypatch.setattr(loopback, "open_loopback", lambda device, _: f"loopback {device.index}")
    opened = [inputs.open_input(device, lambda *_: None) for device in (CARD, SOURCE, SPEAKERS)]
    assert opened == ["portaudio 0", "pulse 100", "loopback 200"]


def test_only_a_sound_server_tells_whether_a_source_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse_sources, "number_of", lambda name: None)
    assert inputs.plugged(CARD) == "Card"
    assert inputs.plugged(SOURCE) is None
