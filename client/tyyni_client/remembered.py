"""What the headset client remembers between calls: the two devices, and who takes the calls."""

from __future__ import annotations

from pathlib import Path

import msgspec
import platformdirs

from tyyni.errors import TyyniError
from tyyni_client.devices import InputDevice

FILE = "headset.json"


class RememberedDevice(msgspec.Struct, frozen=True):
    """A device by its names: indices change whenever something is plugged in."""

    name: str
    host_api: str

    def find(self, there: list[InputDevice]) -> InputDevice:
        """Return the device.

        Raises:
            TyyniError: ``device_gone``.
        """
        fitting = [d for d in there if (d.name, d.host_api) == (self.name, self.host_api)]
        if not fitting:
            raise TyyniError(
                "device_gone",
                f"the remembered device {self.name} ({self.host_api}) is not there: plug it in, or choose anew "
                "with --forget",
            )
        return fitting[0]


class Remembered(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything that is remembered; empty at first."""

    caller: RememberedDevice | None = None
    microphone: RememberedDevice | None = None
    agent: str = ""
    team: str = ""


def remembered_path() -> Path:
    """Return the file: ~/.config/tyyni (XDG_CONFIG_HOME) on Linux, in Application Support or AppData elsewhere."""
    return platformdirs.user_config_path("tyyni", appauthor=False) / FILE


def recall() -> Remembered:
    """Return what is remembered.

    Raises:
        TyyniError: ``settings_unreadable``.
    """
    path = remembered_path()
    try:
        return msgspec.json.decode(path.read_bytes(), type=Remembered)
    except FileNotFoundError:
        return Remembered()
    except (OSError, msgspec.DecodeError, UnicodeError) as error:
        raise TyyniError("settings_unreadable", f"{path}: {error}; --forget begins anew") from error


def remember(what: Remembered) -> None:
    """Write it down, whole or not at all.

    Raises:
        TyyniError: ``settings_unwritable``.
    """
    path = remembered_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.write_bytes(msgspec.json.format(msgspec.json.encode(what), indent=2))
        draft.replace(path)
    except OSError as error:
        raise TyyniError("settings_unwritable", f"{path}: {error}") from error


def forget() -> None:
    """Remember nothing any more."""
    remembered_path().unlink(missing_ok=True)


def device_names(device: InputDevice) -> RememberedDevice:
    """Return what to remember of a device."""
    return RememberedDevice(device.name, device.host_api)
