"""Sources of PulseAudio or PipeWire by their own names, monitors of outputs too, without a file of settings.

PortAudio knows only ALSA, whose device "pulse" is whatever source the sound server prefers. But the library behind
it reads the variable PULSE_SOURCE whenever a stream is opened, so each stream of one program can have a source of
its own (found by trial). `pactl` tells which sources there are.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import msgspec

from tyyni.errors import TyyniError
from tyyni_client.devices import InputDevice, InputStream, OnSound, input_devices
from tyyni_client.devices import open_input as open_with_portaudio

HOST_API = "PulseAudio"
PORTAUDIO_NAME = "pulse"
FIRST_INDEX = 100
"""PortAudio counts its own devices from 0, and has no more than some dozens."""
VARIABLE = "PULSE_SOURCE"
PATIENCE_S = 5.0
"""A sound server answers within milliseconds; one that hangs must not hang the client too."""


class _Source(msgspec.Struct, frozen=True):
    """Of what `pactl` tells of a source, what is needed."""

    index: int
    name: str
    description: str = ""


def list_sources() -> list[InputDevice]:
    """Return the sources, in the server's order; none when there is no `pactl` or no server."""
    return [
        InputDevice(
            index=FIRST_INDEX + number,
            name=source.name,
            channels=1,
            rate_hz=48_000,
            host_api=HOST_API,
            default=False,
            description=source.description,
        )
        for number, source in enumerate(_sources())
    ]


def number_of(name: str) -> str | None:
    """Return the number that the server gave a source when it came, None when it is not there."""
    return next((str(source.index) for source in _sources() if source.name == name), None)


def open_source(device: InputDevice, on_sound: OnSound) -> InputStream:
    """Start taking sound from a source; mono, at 48 kHz: the server converts.

    Raises:
        TyyniError: ``device_unusable``, also when there is no such source any more.
    """
    through = [found for found in input_devices() if found.name == PORTAUDIO_NAME]
    if not through:
        raise TyyniError(
            "device_unusable",
            f"{device}: ALSA has no device 'pulse' (Debian: apt install libasound2-plugins)",
        )
    # PortAudio takes the name for its messages; the index, the rate and the channels are what is opened.
    portaudio = replace(device, index=through[0].index)
    with _chosen(device.name):
        return open_with_portaudio(portaudio, on_sound)


@contextmanager
def _chosen(source: str) -> Iterator[None]:
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = source
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def _sources() -> list[_Source]:
    command = ["pactl", "--format=json", "list", "sources"]
    try:
        told = subprocess.run(command, capture_output=True, timeout=PATIENCE_S, check=True).stdout
        return msgspec.json.decode(told, type=list[_Source])
    except (OSError, subprocess.SubprocessError, msgspec.DecodeError):
        return []  # no sound server that can be asked: PortAudio's own devices remain
