"""What is remembered between calls, in the user's own folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tyyni.errors import TyyniError
from tyyni_client.devices import InputDevice
from tyyni_client.remembered import Remembered, RememberedDevice, forget, recall, remember, remembered_path

HEADSET = InputDevice(7, "USB Headset", 1, 48_000, "ALSA", default=False)
WHAT = Remembered(caller=RememberedDevice("USB Headset", "ALSA"), agent="Anna Żak", team="Claims")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG folders are those of Linux")
def test_it_is_in_the_users_folder_of_settings(tmp_path: Path) -> None:
    assert remembered_path() == tmp_path / "tyyni" / "headset.json"


def test_what_was_remembered_is_recalled_until_it_is_forgotten() -> None:
    assert recall() == Remembered()
    remember(WHAT)
    assert recall() == WHAT
    forget()
    assert recall() == Remembered()
    forget()


def test_a_device_is_found_by_its_names_whatever_its_index() -> None:
    name = RememberedDevice("USB Headset", "ALSA")
    assert name.find([InputDevice(1, "USB Headset", 1, 48_000, "JACK", default=False), HEADSET]) is HEADSET
    with pytest.raises(TyyniError, match=r"USB Headset \(ALSA\).*\[device_gone\]"):
        name.find([])


def test_a_damaged_file_is_told_and_can_be_forgotten() -> None:
    remember(WHAT)
    remembered_path().write_text('{"agent": 5}')
    with pytest.raises(TyyniError, match="settings_unreadable"):
        recall()
    forget()
    assert recall() == Remembered()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "tyyni").write_text("a file where the folder belongs")
    with pytest.raises(TyyniError, match="settings_unwritable"):
        remember(WHAT)
