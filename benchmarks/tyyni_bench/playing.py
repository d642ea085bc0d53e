"""Recorded calls played into a service at true speed, one or many at once, each with its own log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from tyyni.errors import TyyniError
from tyyni.units import FRAME_MS
from tyyni_bench.observed import CallLog
from tyyni_bench.sidecar import Sidecar, read_sidecar
from tyyni_client.connection import Arrival, CallConnection, CallListener, CallPlan, Link, Sent
from tyyni_client.recording import Recording, open_recording
from tyyni_client.replay import play

RECORDINGS = ("*.flac", "*.wav")


@dataclass(frozen=True, slots=True)
class Known:
    """A recording that can be played, and what is known of it."""

    path: Path
    recording: Recording
    sidecar: Sidecar

    @property
    def language(self) -> str:
        """The spoken language that the sidecar names."""
        assert self.sidecar.language is not None, "checked in open_known"
        return self.sidecar.language


@dataclass(frozen=True, slots=True)
class Played:
    """A call that has been played."""

    known: Known
    label: str
    log: CallLog = field(default_factory=CallLog)


class Both(CallListener):
    """Tells two listeners."""

    def __init__(self, first: CallListener, second: CallListener) -> None:
        self._listeners = (first, second)

    def on_message(self, arrival: Arrival) -> None:
        """Pass a message on."""
        for listener in self._listeners:
            listener.on_message(arrival)

    def on_sent(self, sent: Sent) -> None:
        """Pass on that sound was sent."""
        for listener in self._listeners:
            listener.on_sent(sent)

    def on_link(self, link: Link) -> None:
        """Pass on that the connection changed."""
        for listener in self._listeners:
            listener.on_link(link)


def find_recordings(paths: Sequence[Path]) -> list[Path]:
    """Return the recordings that paths name; a folder stands for every WAV and FLAC file in it.

    Raises:
        TyyniError: ``recording_missing``, a folder has none.
    """
    found: list[Path] = []
    for path in paths:
        inside = (
            sorted(one for pattern in RECORDINGS for one in path.glob(pattern)) if path.is_dir() else [path]
        )
        if not inside:
            raise TyyniError("recording_missing", f"{path}: no WAV or FLAC recording in this folder")
        found += inside
    return found


def open_known(path: Path, language: str | None = None) -> Known:
    """Open a recording and its sidecar; ``language`` is used where the sidecar names none.

    Raises:
        TyyniError: what `open_recording` and `read_sidecar` raise; ``language_missing``.
    """
    sidecar = read_sidecar(path)
    spoken = sidecar.language or language
    if spoken is None:
        raise TyyniError("language_missing", f"{path} has no sidecar that names a language: give --language")
    return Known(path, open_recording(path), msgspec.structs.replace(sidecar, language=spoken))


async def play_call(
    call: Played,
    url: str,
    token: str,
    *,
    also: CallListener | None = None,
    after_s: float = 0.0,
    at_most_s: float | None = None,
) -> None:
    """Play one call at true speed.

    Args:
        call: what to play; its log is filled.
        url: the service's ``/ws/call``.
        token: the agents' key.
        also: another listener, such as a terminal.
        after_s: begin only then.
        at_most_s: hang up then.
    """
    await asyncio.sleep(after_s)
    listener = Both(call.log, also) if also is not None else call.log
    recording = call.known.recording
    plan = CallPlan(recording.parties, call.known.language, voice_analysis=True, label=call.label)
    most_frames = None if at_most_s is None else round(at_most_s * 1000 / FRAME_MS)
    async with CallConnection(url, plan, listener, token=token) as connection:
        await play(recording, connection, most_frames=most_frames)
