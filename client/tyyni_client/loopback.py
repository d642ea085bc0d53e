"""What a Windows output plays, as a source of sound: WASAPI loopback, through the optional package pyaudiowpatch.

Such a source gives nothing while the output is silent, so it is marked as one that pauses.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tyyni.errors import TyyniError
from tyyni_client.devices import InputDevice, InputStream, OnSound

HOST_API = "Windows WASAPI loopback"
FIRST_INDEX = 200
"""Above the indices of PortAudio's and PulseAudio's devices."""


class LoopbackStream:
    """A running stream of pyaudiowpatch, and the library's instance that it needs."""

    def __init__(self, audio: Any, stream: Any) -> None:
        self._audio = audio
        self._stream = stream

    @property
    def active(self) -> bool:
        """Whether it still runs: in silence it does, without its output it does not."""
        return bool(self._stream.is_active())

    def close(self) -> None:
        """Stop; after this no more sound comes."""
        self._stream.close()
        self._audio.terminate()


def list_loopbacks() -> list[InputDevice]:
    """Return a loopback for each output; none without pyaudiowpatch."""
    library = _library()
    if library is None:
        return []
    with library.PyAudio() as audio:
        return [
            InputDevice(
                index=FIRST_INDEX + found["index"],
                name=found["name"],
                channels=found["maxInputChannels"],
                rate_hz=round(found["defaultSampleRate"]),
                host_api=HOST_API,
                default=False,
                pauses=True,
            )
            for found in audio.get_loopback_device_info_generator()
        ]


def open_loopback(device: InputDevice, on_sound: OnSound) -> InputStream:
    """Start taking what an output plays, with all its channels and at its own rate: a loopback has no other.

    Raises:
        TyyniError: ``loopback_missing`` or ``device_unusable``.
    """
    library = _library()
    if library is None:
        raise TyyniError(
            "loopback_missing", f"{device} needs the package pyaudiowpatch: pip install 'tyyni[headset]'"
        )

    def called(data: bytes, _count: int, _time: Any, status: int) -> tuple[None, int]:
        samples = np.frombuffer(data, dtype=np.int16).reshape(-1, device.channels)
        on_sound(samples, bool(status & library.paInputOverflow))
        return None, library.paContinue

    audio = library.PyAudio()
    try:
        stream = audio.open(
            format=library.paInt16,
            channels=device.channels,
            rate=device.rate_hz,
            input=True,
            input_device_index=device.index - FIRST_INDEX,
            stream_callback=called,
        )
    except OSError as error:
        audio.terminate()
        raise TyyniError(
            "device_unusable", f"no sound can be taken from {device}: {error}; the output may be unplugged"
        ) from error
    return LoopbackStream(audio, stream)


def _library() -> Any:
    try:
        import pyaudiowpatch
    except ImportError:
        return None
    return pyaudiowpatch
