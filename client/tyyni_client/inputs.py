"""Everything that a party's sound can be taken from, whichever system it belongs to."""

from __future__ import annotations

import sys

from tyyni_client import devices, loopback, pulse_sources
from tyyni_client.devices import InputDevice, InputStream, OnSound


def all_inputs() -> list[InputDevice]:
    """Return PortAudio's devices, the sources of PulseAudio or PipeWire, and the loopbacks of Windows.

    Raises:
        TyyniError: ``portaudio_missing``.
    """
    found = devices.input_devices()
    if any(device.name == pulse_sources.PORTAUDIO_NAME for device in found):
        found += pulse_sources.list_sources()
    if sys.platform == "win32":
        found += loopback.list_loopbacks()
    return found


def open_input(device: InputDevice, on_sound: OnSound) -> InputStream:
    """Start taking sound from a device, as `tyyni_client.devices.open_input` does.

    Raises:
        TyyniError: ``device_unusable``, ``portaudio_missing`` or ``loopback_missing``.
    """
    if device.host_api == loopback.HOST_API:
        return loopback.open_loopback(device, on_sound)
    if device.host_api == pulse_sources.HOST_API:
        return pulse_sources.open_source(device, on_sound)
    return devices.open_input(device, on_sound)


def plugged(device: InputDevice) -> str | None:
    """Return what names this plugging in of a device, None when it is not there; the same for ever if unknown.

    A sound server moves a stream whose source vanishes to another source without a word, so only the list of
    sources tells. Blocks for some milliseconds.
    """
    if device.host_api == pulse_sources.HOST_API:
        return pulse_sources.number_of(device.name)
    return device.name
