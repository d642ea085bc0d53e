"""The sound devices of this machine: which there are, which one is meant, and sound out of one.

The only module that touches PortAudio itself, and it does so only when asked: a server without PortAudio's library
can still play recordings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError

OnSound = Callable[[Pcm16, bool], None]
"""Called in a thread of the sound system, and must not wait, with samples (int16, shape (n, channels), a copy
to keep) and whether the sound system lost some before them."""


@dataclass(frozen=True, slots=True)
class InputDevice:
    """Something that sound can be taken from."""

    index: int
    name: str
    channels: int
    """The most that it has."""
    rate_hz: int
    """Its own sample rate."""
    host_api: str
    """The sound system it belongs to, such as ALSA, Core Audio, Windows WASAPI."""
    default: bool
    description: str = ""
    """The name that people know, where ``name`` is that of the sound server."""
    pauses: bool = False
    """It gives nothing at all while it is silent."""

    def __str__(self) -> str:
        known_as = f"{self.description}, " if self.description else ""
        return f"{self.index}: {self.name} ({known_as}{self.host_api})"


class InputStream(Protocol):
    """Sound that is being taken from a device."""

    @property
    def active(self) -> bool:
        """Whether it still runs; of use where a device pauses, since elsewhere silence is sound too."""

    def close(self) -> None:
        """Stop; after this no more sound comes."""


def input_devices() -> list[InputDevice]:
    """Return the devices that sound can be taken from, as PortAudio counts them.

    Raises:
        TyyniError: ``portaudio_missing``.
    """
    library = _portaudio()
    default = library.default.device[0]
    host_apis = library.query_hostapis()
    return [
        InputDevice(
            index=found["index"],
            name=found["name"],
            channels=found["max_input_channels"],
            rate_hz=round(found["default_samplerate"]),
            host_api=host_apis[found["hostapi"]]["name"],
            default=found["index"] == default,
        )
        for found in library.query_devices()
        if found["max_input_channels"] > 0
    ]


def find_device(wanted: str, devices: Iterable[InputDevice]) -> InputDevice:
    """Return the device with an index, or the one whose name (and host API) has all the words of ``wanted``.

    Raises:
        TyyniError: ``device_unknown`` or ``device_ambiguous``; the message lists what there is.
    """
    there = list(devices)
    if wanted.strip().isdecimal():
        fitting = [device for device in there if device.index == int(wanted)]
    else:
        words = wanted.lower().split()
        same = [device for device in there if device.name.lower() == wanted.strip().lower()]
        fitting = same or [
            d
            for d in there
            if all(word in f"{d.name}, {d.description}, {d.host_api}".lower() for word in words)
        ]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise TyyniError(
            "device_ambiguous",
            f"'{wanted}' fits {len(fitting)} input devices: {_listed(fitting)}; give more of the name, or the index",
        )
    raise TyyniError("device_unknown", f"there is no input device '{wanted}'; there is {_listed(there)}")


def open_input(device: InputDevice, on_sound: OnSound) -> InputStream:
    """Start taking sound at the device's own rate; mono if it can, else its first two channels.

    Blocks come as the sound system likes: with PulseAudio's ALSA plugin a fixed block size stalls without an
    error within a second (found by trial).

    Raises:
        TyyniError: ``portaudio_missing``; ``device_unusable``, with what the sound system says.
    """
    library = _portaudio()

    def called(data: Any, _count: int, _time: Any, status: Any) -> None:
        samples = np.frombuffer(bytes(data), dtype=np.int16).reshape(-1, channels)
        on_sound(samples, bool(status.input_overflow))

    try:
        channels = _channels(library, device)
        stream = library.RawInputStream(
            device=device.index,
            channels=channels,
            samplerate=device.rate_hz,
            dtype="int16",
            blocksize=0,
            callback=called,
        )
        stream.start()
    except library.PortAudioError as error:
        raise TyyniError(
            "device_unusable",
            f"no sound can be taken from {device}: {error}; it may be unplugged, or in use by another program",
        ) from error
    opened: InputStream = stream
    return opened


def to_mono(samples: Pcm16) -> NDArray[np.float32]:
    """Return the mean of all channels: from int16, shape (n, channels), to float32, shape (n,), -1..1."""
    mean: NDArray[np.float32] = samples.mean(axis=1, dtype=np.float32) / np.float32(32768.0)
    return mean


def _channels(library: ModuleType, device: InputDevice) -> int:
    if device.channels == 1:
        return 1
    try:
        library.check_input_settings(
            device=device.index, channels=1, samplerate=device.rate_hz, dtype="int16"
        )
    except library.PortAudioError:  # some hardware has no mono: what is wrong otherwise, opening will say
        return 2
    return 1


def _portaudio() -> ModuleType:
    try:
        import sounddevice
    except OSError as error:
        raise TyyniError(
            "portaudio_missing",
            f"sound devices need PortAudio's library ({error}): install it (Debian: apt install libportaudio2 "
            "libasound2-plugins; macOS and Windows: it comes with the Python package sounddevice)",
        ) from error
    library: ModuleType = sounddevice
    return library


def _listed(devices: list[InputDevice]) -> str:
    return "; ".join(map(str, devices)) or "none at all (is a sound server running?)"
