"""Recorded calls played into a service at true speed, one or many at once, each with its own log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

import msgspec

from tyyni.errors import TyyniError
from tyyni.units import FRAME_MS
from tyyni_bench.alongside import plain_errors
from tyyni_bench.observed import CallLog
from tyyni_bench.sidecar import Sidecar, read_sidecar
from tyyni_client.connection import Arrival, CallConnection, CallListener, CallPlan, Link, Sent
from tyyni_client.recording import Recording, open_recording
from tyyni_client.replay import play

RECORDINGS = ("*.flac", "*.wav")
REPEAT_AFTER_S = 3.7
"""When there are more calls than recordings, one that repeats starts so much later than the one before: not a
multiple of any hop of ours, so that calls do not beat in time."""
BEGUN_WITHIN = 0.5
"""But all calls have begun within this share of the shortest recording, so that they are live at once at all."""
LONGEST_LABEL = 60
"""What the service takes (`tyyni.wire.Hello.label`)."""


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
    after_s: float = 0.0
    """When it begins, once its line is free."""
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


def plays_of(recordings: Sequence[Known], calls: int, at_most_s: float | None = None) -> list[Played]:
    """Return what to play so that ``calls`` calls are live at once and every recording is heard.

    Fewer recordings than calls: each again, with a shifted start. More: the next begins when one has ended; the
    last round is filled up, so that there are ``calls`` live calls to the end.

    Args:
        recordings: at least one.
        calls: how many at once.
        at_most_s: how much of each will be played; None: all.
    """
    count = -(-max(calls, len(recordings)) // calls) * calls
    shortest_s = min(played_s(known, at_most_s) for known in recordings)
    repeats = (calls - 1) // len(recordings)
    shift_s = min(REPEAT_AFTER_S, BEGUN_WITHIN * shortest_s / max(repeats, 1))
    return [
        Played(
            known,
            f"{known.recording.name[: LONGEST_LABEL - 6]} {number}",
            number // len(recordings) * shift_s if number < calls else 0.0,
        )
        for number, known in enumerate(islice(cycle(recordings), count))
    ]


def played_s(known: Known, at_most_s: float | None) -> float:
    """Return how many seconds of a recording are played."""
    whole_s = known.recording.duration_ms / 1000
    return whole_s if at_most_s is None else min(whole_s, at_most_s)


async def play_all(
    plays: Sequence[Played],
    at_once: int,
    url: str,
    token: str,
    *,
    also: Callable[[Played], CallListener] | None = None,
    at_most_s: float | None = None,
) -> None:
    """Play calls at true speed, so many at once, each as soon as a line is free."""
    lines_free = asyncio.Semaphore(at_once)

    async def play_when_free(play: Played) -> None:
        async with lines_free:
            other = also(play) if also is not None else None
            await play_call(play, url, token, also=other, at_most_s=at_most_s)

    async with plain_errors(), asyncio.TaskGroup() as group:
        for play in plays:
            group.create_task(play_when_free(play))


async def play_call(
    call: Played,
    url: str,
    token: str,
    *,
    also: CallListener | None = None,
    at_most_s: float | None = None,
) -> None:
    """Play one call at true speed.

    Args:
        call: what to play; its log is filled.
        url: the service's ``/ws/call``.
        token: the agents' key.
        also: another listener, such as a terminal.
        at_most_s: hang up then.
    """
    await asyncio.sleep(call.after_s)
    listener = Both(call.log, also) if also is not None else call.log
    recording = call.known.recording
    plan = CallPlan(recording.parties, call.known.language, voice_analysis=True, label=call.label)
    most_frames = None if at_most_s is None else round(at_most_s * 1000 / FRAME_MS)
    async with CallConnection(url, plan, listener, token=token) as connection:
        await play(recording, connection, most_frames=most_frames)
