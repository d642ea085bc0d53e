"""Devices of a sound library that says what the test wants; the real one is driven in test_headset.py."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tyyni.errors import TyyniError
from tyyni_client.devices import InputDevice, find_device, input_devices, open_input, to_mono

DEVICES = [
    InputDevice(0, "USB Headset", 1, 48_000, "MME", default=True),
    InputDevice(2, "USB Headset Pro", 2, 44_100, "WASAPI", default=False),
    InputDevice(5, "Line", 2, 16_000, "WASAPI", default=False),
]


class PortAudioError(Exception):
    """What the library raises."""


class FakeLibrary:
    """As much of sounddevice as is used."""

    PortAudioError = PortAudioError

    def __init__(self, *, mono: bool = True, works: bool = True) -> None:
        self.default = SimpleNamespace(device=[0, 1])
        self.opened: dict[str, Any] = {}
        self._mono, self._works = mono, works

    def query_hostapis(self) -> list[dict[str, Any]]:
        return [{"name": "MME"}, {"name": "WASAPI"}]

    def query_devices(self) -> list[dict[str, Any]]:
        names = [("USB Headset", 1, 0), ("Speakers", 0, 0), ("USB Headset Pro", 2, 1)]
        return [
            {
                "index": index,
                "name": name,
                "max_input_channels": channels,
                "default_samplerate": 44_100.0,
                "hostapi": host_api,
            }
            for index, (name, channels, host_api) in enumerate(names)
        ]

    def check_input_settings(self, **_: Any) -> None:
        if not self._mono:
            raise PortAudioError("Invalid number of channels")

    def RawInputStream(self, **given: Any) -> SimpleNamespace:
        if not self._works:
            raise PortAudioError("Device unavailable")
        self.opened = given
        return SimpleNamespace(start=lambda: None, close=lambda: None)


def installed(monkeypatch: pytest.MonkeyPatch, library: FakeLibrary) -> FakeLibrary:
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    return library


def test_only_devices_with_inputs_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, FakeLibrary())
    assert input_devices() == [
        InputDevice(0, "USB Headset", 1, 44_100, "MME", default=True),
        InputDevice(2, "USB Headset Pro", 2, 44_100, "WASAPI", default=False),
    ]


@pytest.mark.parametrize(
    ("wanted", "index"), [("2", 2), ("usb headset", 0), ("pro", 2), ("wasapi HEADSET", 2), (" line ", 5)]
)
def test_a_device_is_found_by_index_or_words(wanted: str, index: int) -> None:
    assert find_device(wanted, DEVICES).index == index


@pytest.mark.parametrize(
    ("wanted", "code", "named"),
    [
        ("usb", "device_ambiguous", ["0: USB Headset (MME)", "2: USB Headset Pro (WASAPI)"]),
        ("1", "device_unknown", ["0: USB Headset (MME)", "5: Line (WASAPI)"]),
        ("webcam", "device_unknown", ["5: Line (WASAPI)"]),
    ],
)
def test_what_is_not_one_device_is_an_error_that_lists_them(wanted: str, code: str, named: list[str]) -> None:
    with pytest.raises(TyyniError) as caught:
        find_device(wanted, DEVICES)
    assert caught.value.code == code
    assert all(name in caught.value.message for name in named)


def test_without_any_device_that_is_said() -> None:
    with pytest.raises(TyyniError, match="none at all"):
        find_device("usb", [])


@pytest.mark.parametrize(("mono", "channels"), [(True, 1), (False, 2)])
def test_sound_is_a_copy_in_as_few_channels_as_the_device_can(
    monkeypatch: pytest.MonkeyPatch, mono: bool, channels: int
) -> None:
    library = installed(monkeypatch, FakeLibrary(mono=mono))
    got: list[tuple[np.ndarray, bool]] = []
    open_input(DEVICES[1], lambda samples, lost: got.append((samples, lost)))
    assert library.opened["channels"] == channels
    assert library.opened["samplerate"] == 44_100
    assert library.opened["blocksize"] == 0, "a fixed size stalls with PulseAudio's ALSA plugin"
    buffer = bytearray(np.arange(4 * channels, dtype=np.int16).tobytes())
    library.opened["callback"](buffer, 4, None, SimpleNamespace(input_overflow=True))
    buffer[:] = bytes(len(buffer))  # the sound system uses its memory again
    assert got[0][0].tolist() == np.arange(4 * channels).reshape(4, channels).tolist()
    assert got[0][1]


def test_a_device_that_cannot_be_opened_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, FakeLibrary(works=False))
    with pytest.raises(TyyniError, match=r"5: Line \(WASAPI\): Device unavailable.*\[device_unusable\]"):
        open_input(DEVICES[2], lambda *_: None)


def test_without_portaudio_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    with pytest.raises(TyyniError, match=r"libportaudio2.*\[portaudio_missing\]"):
        input_devices()


def test_mono_is_the_mean_of_the_channels() -> None:
    both = np.array([[16_384, 0], [-32_768, -32_768]], dtype=np.int16)
    assert to_mono(both).tolist() == [0.25, -1.0]
