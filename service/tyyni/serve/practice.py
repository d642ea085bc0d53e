"""Recorded calls that are played for training (P13): which there are, and their sound.

The page plays the sound and brings it to ``/ws/practice`` at the same time, as a client brings a call to ``/ws/call``:
so it hears prompts exactly when it hears what caused them, and a pause stops both. Such a call is on nobody's floor,
in no history, and ends as soon as its page leaves (`tyyni.serve.calls`).
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import msgspec
import soundfile
from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from tyyni.errors import TyyniError
from tyyni.serve.access import Role
from tyyni.serve.api import NO_STORE, ApiError, answer, make_api_router
from tyyni.serve.sockets import Doors
from tyyni.units import Party

MEDIA_TYPES = {".flac": "audio/flac", ".wav": "audio/wav"}
"""What every browser of ours decodes, by suffix."""

LONGEST_MS = 30 * 60 * 1000
"""The page decodes a recording whole: half an hour of two parties is 115 MB there. Our choice."""

USUAL_PARTIES = {Party.CALLER: 0, Party.AGENT: 1}
"""Which channel carries whom, unless the recording's sidecar says otherwise."""


class PracticeCall(msgspec.Struct, frozen=True, kw_only=True):
    """A recording that can be played."""

    name: str
    language: str
    """Spoken in it: ISO 639-1, or auto."""
    parties: dict[Party, int]
    """Channel of each party, from 0."""
    duration_ms: int


class UnusableCall(msgspec.Struct, frozen=True, kw_only=True):
    """A recording that cannot be played, and why."""

    name: str
    why: str


class PracticeCalls(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to practise with, by name."""

    calls: list[PracticeCall]
    unusable: list[UnusableCall]


class _Sidecar(msgspec.Struct, frozen=True):
    """What lies beside a recording as NAME.json; its other fields are of no use here."""

    language: str = "auto"
    parties: dict[Party, int] = msgspec.field(default_factory=lambda: dict(USUAL_PARTIES))


def demo_calls() -> Path | None:
    """Return the folder of the calls that ship with the client; None: no client is installed here."""
    client = find_spec("tyyni_client")
    folders = (client.submodule_search_locations if client is not None else None) or []
    return next((Path(folder) / "demo_calls" for folder in folders), None)


def practice_calls(folder: Path | None) -> PracticeCalls:
    """Return what a folder has to practise with; one that is not there, or None, has nothing."""
    usable: list[PracticeCall] = []
    unusable: list[UnusableCall] = []
    for path in _recordings(folder):
        try:
            usable.append(_inspected(path))
        except TyyniError as error:
            unusable.append(UnusableCall(name=path.stem, why=error.message))
    return PracticeCalls(calls=usable, unusable=unusable)


def make_practice_router(doors: Doors) -> APIRouter:
    """Return the routes under ``/api/practice``."""
    router = make_api_router(doors.metrics)

    @router.get("/api/practice")
    def calls(request: Request) -> Response:
        """List what there is to practise with."""
        doors.access.identity(request, Role.AGENT, Role.SUPERVISOR)
        return answer(practice_calls(doors.settings.practice_calls or demo_calls()))

    @router.get("/api/practice/{name}/audio")
    def audio(request: Request, name: str) -> Response:
        """Give the sound of one, whole or in part."""
        doors.access.identity(request, Role.AGENT, Role.SUPERVISOR)
        # Only what lies in the folder is given: a name is compared, never made into a path.
        for path in _recordings(doors.settings.practice_calls or demo_calls()):
            if path.stem == name:
                return FileResponse(path, headers=NO_STORE, media_type=MEDIA_TYPES[path.suffix])
        raise ApiError("recording_unknown", f"no recording {name[:60]!r} to practise with", 404)

    return router


def _recordings(folder: Path | None) -> Iterator[Path]:
    """Yield the recordings of a folder by name; of two files with one name the FLAC."""
    found: dict[str, Path] = {}
    if folder is not None and folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.suffix in MEDIA_TYPES:
                found.setdefault(path.stem, path)
    yield from found.values()


def read_recording(path: Path) -> PracticeCall:
    """Return what a recording and its sidecar say.

    Raises:
        TyyniError: ``recording_unreadable``, ``sidecar_invalid``, or ``recording_channels``: fewer than parties.
    """
    try:
        info = soundfile.info(path)
        beside = path.with_suffix(".json")
        sidecar = msgspec.json.decode(beside.read_bytes(), type=_Sidecar) if beside.is_file() else _Sidecar()
    except soundfile.LibsndfileError as error:
        raise TyyniError(
            "recording_unreadable", f"it cannot be read as sound: {error.error_string}"
        ) from error
    except (msgspec.DecodeError, UnicodeError) as error:
        raise TyyniError("sidecar_invalid", f"what lies beside it as .json: {error}") from error
    channels = sorted(sidecar.parties.values())
    if not channels or channels[0] < 0 or len(set(channels)) < len(channels):
        raise TyyniError("sidecar_invalid", "it needs its parties in a channel each")
    if channels[-1] >= info.channels:
        raise TyyniError("recording_channels", f"it has {info.channels} channel(s), not one for each party")
    duration_ms = info.frames * 1000 // info.samplerate
    return PracticeCall(
        name=path.stem, language=sidecar.language, parties=sidecar.parties, duration_ms=duration_ms
    )


def _inspected(path: Path) -> PracticeCall:
    recording = read_recording(path)
    if set(recording.parties) != set(USUAL_PARTIES):
        raise TyyniError("sidecar_invalid", "it needs a caller and an agent in a channel each")
    if not 0 < recording.duration_ms <= LONGEST_MS:
        minutes = recording.duration_ms / 60_000
        raise TyyniError("recording_too_long", f"it has {minutes:.1f} min; expected 0 to 30")
    return recording
