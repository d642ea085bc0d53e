"""The loopback of a Windows output, with a library that says what the test wants: it has not been run on Windows."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tyyni.errors import TyyniError
from tyyni_client import inputs
from tyyni_client.devices import InputDevice
from tyyni_client.loopback import HOST_API, list_loopbacks, open_loopback

SPEAKERS = InputDevice(212, "Speakers [Loopback]", 2, 44_100, HOST_API, default=False, pauses=True)


class FakeAudio:
    """As much of pyaudiowpatch's PyAudio as is used."""

    def __init__(self) -> None:
        self.opened: dict[str, Any] = {}
        self.terminated = False
        self.works = True
        self.running = True

    def __enter__(self) -> FakeAudio:
        return self

    def __exit__(self, *_: object) -> None:
        self.terminate()

    def terminate(self) -> None:
        self.terminated = True

    def get_loopback_device_info_generator(self) -> list[dict[str, Any]]:
        name = "Speakers [Loopback]"
        return [{"index": 12, "name": name, "maxInputChannels": 2, "defaultSampleRate": 44_100.0}]

    def open(self, **given: Any) -> SimpleNamespace:
        if not self.works:
            raise OSError("Invalid device")
        self.opened = given
        return SimpleNamespace(is_active=lambda: self.running, close=lambda: None)


@pytest.fixture
def audio(monkeypatch: pytest.MonkeyPatch) -> FakeAudio:
    fake = FakeAudio()
    library = SimpleNamespace(PyAudio=lambda: fake, paInt16=8, paContinue=0, paInputOverflow=2)
    monkeypatch.setitem(sys.modules, "pyaudiowpatch", library)
    return fake


def test_each_output_is_a_device_that_pauses_in_silence(audio: FakeAudio) -> None:
    assert list_loopbacks() == [SPEAKERS]
    assert audio.terminated


def test_sound_is_a_copy_with_all_channels_at_the_outputs_rate(audio: FakeAudio) -> None:
    got: list[tuple[np.ndarray, bool]] = []
    stream = inputs.open_input(SPEAKERS, lambda samples, lost: got.append((samples, lost)))
    assert (audio.opened["input_device_index"], audio.opened["rate"], audio.opened["channels"]) == (
        12,
        44_100,
        2,
    )
    data = np.arange(8, dtype=np.int16).tobytes()
    assert audio.opened["stream_callback"](data, 4, None, 0) == (None, 0)
    audio.opened["stream_callback"](data, 4, None, 2)
    assert got[0][0].tolist() == np.arange(8).reshape(4, 2).tolist()
    assert [lost for _, lost in got] == [False, True]
    assert stream.active
    audio.running = False
    assert not stream.active
    stream.close()
    assert audio.terminated


def test_an_output_that_has_gone_says_why(audio: FakeAudio) -> None:
    audio.works = False
    with pytest.raises(TyyniError, match=r"Speakers.*Invalid device.*\[device_unusable\]"):
        open_loopback(SPEAKERS, lambda *_: None)
    assert audio.terminated


def test_without_the_package_there_is_none_and_opening_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pyaudiowpatch", None)
    assert list_loopbacks() == []
    with pytest.raises(TyyniError, match=r"tyyni\[headset\].*\[loopback_missing\]"):
        open_loopback(SPEAKERS, lambda *_: None)
