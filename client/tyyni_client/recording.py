"""Recorded calls: from a WAV or FLAC file of any rate to 20 ms frames of each party at 16 kHz.

A stereo file carries the caller in channel 0 and the agent in channel 1, unless its sidecar says otherwise.
Two mono files carry one party each. One mono file carries both voices at once: it is read as the mixed party,
which the service hears for its words only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import msgspec
import numpy as np
import soundfile
import soxr

from tyyni.audio import Pcm16, to_pcm16
from tyyni.errors import TyyniError
from tyyni.units import FRAME_SAMPLES, SAMPLE_RATE_HZ, Party

READ_BLOCK_MS = 1_000
"""How much is decoded at a time: little memory, whatever the length of the call."""

STEREO_PARTIES = {Party.CALLER: 0, Party.AGENT: 1}
"""Which channel carries whom, unless a sidecar says otherwise."""

Frames = dict[Party, Pcm16]
"""The same 20 ms of every party: int16, shape (320,), 16 kHz."""


class Sidecar(msgspec.Struct, frozen=True):
    """What lies beside a recording as NAME.json; other fields, such as labels for a benchmark, are ignored."""

    language: str | None = None
    """ISO 639-1 code of the spoken language."""
    parties: dict[Party, int] | None = None
    """Channel of each party, from 0."""


@dataclass(frozen=True, slots=True)
class Track:
    """One party's channel of one file."""

    party: Party
    path: Path
    channel: int
    rate_hz: int
    duration_ms: int

    def samples(self) -> Iterator[Pcm16]:
        """Yield the channel at 16 kHz in pieces of any length.

        Raises:
            TyyniError: ``recording_unreadable``, the file is damaged further in.
        """
        resample = soxr.ResampleStream(self.rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32")
        unchanged = self.rate_hz == SAMPLE_RATE_HZ
        read = 0
        try:
            with soundfile.SoundFile(self.path) as file:
                for block in file.blocks(
                    self.rate_hz * READ_BLOCK_MS // 1000, dtype="float32", always_2d=True
                ):
                    read += len(block)
                    one = np.ascontiguousarray(block[:, self.channel])
                    yield to_pcm16(one if unchanged else resample.resample_chunk(one))
        except soundfile.LibsndfileError as error:
            raise _unreadable(
                self.path, f"{error.error_string} (after {read / self.rate_hz:.1f} s)"
            ) from error
        if not unchanged:
            yield to_pcm16(resample.resample_chunk(np.zeros(0, dtype=np.float32), last=True))


@dataclass(frozen=True, slots=True)
class Recording:
    """A recorded call that can be played."""

    name: str
    tracks: tuple[Track, ...]
    language: str | None
    """What its sidecar says; None when nothing does."""

    @property
    def parties(self) -> tuple[Party, ...]:
        """Whose voices it carries."""
        return tuple(track.party for track in self.tracks)

    @property
    def duration_ms(self) -> int:
        """Length of its longest track."""
        return max(track.duration_ms for track in self.tracks)

    def frames(self) -> Iterator[Frames]:
        """Yield the call 20 ms at a time, all parties together; what ends early is silent from there on.

        Raises:
            TyyniError: ``recording_unreadable``, a file is damaged further in.
        """
        silence = np.zeros(FRAME_SAMPLES, dtype=np.int16)
        parties = [_frames_of(track.samples()) for track in self.tracks]
        for together in zip_longest(*parties, fillvalue=silence):
            yield dict(zip(self.parties, together, strict=True))


def open_recording(path: Path, agent_path: Path | None = None) -> Recording:
    """Return the call in ``path``, or in two mono files when ``agent_path`` has the agent's voice.

    Raises:
        TyyniError: ``recording_missing``, ``recording_empty``, ``recording_unreadable``,
            ``recording_channels`` or ``sidecar_invalid``; the message names the file, what was found in it
            and what was expected.
    """
    sidecar = read_sidecar(path)
    if agent_path is None:
        info = _inspect(path)
        channels = sidecar.parties or _usual_channels(path, info.channels)
        _check_channels(path, channels, info.channels)
        tracks = [_track(party, path, info, channel) for party, channel in channels.items()]
    else:
        tracks = []
        for party, one in ((Party.CALLER, path), (Party.AGENT, agent_path)):
            info = _inspect(one)
            if info.channels != 1:
                raise _wrong_channels(one, info.channels, "1, since each party has a file of its own")
            tracks.append(_track(party, one, info, 0))
    return Recording(path.stem, tuple(tracks), sidecar.language)


def read_sidecar(path: Path) -> Sidecar:
    """Return what lies beside the recording ``path``; an empty `Sidecar` when there is nothing.

    Raises:
        TyyniError: ``sidecar_invalid``, with the field and what was expected.
    """
    beside = path.with_suffix(".json")
    if not beside.is_file():
        return Sidecar()
    try:
        return msgspec.json.decode(beside.read_bytes(), type=Sidecar)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise TyyniError(
            "sidecar_invalid",
            f'{beside}: {error}; expected such as {{"language": "fi", "parties": {{"caller": 0, "agent": 1}}}}',
        ) from error


def _inspect(path: Path) -> soundfile._SoundFileInfo:
    if not path.is_file():
        raise TyyniError(
            "recording_missing", f"{path}: there is no such file; expected a WAV or FLAC recording"
        )
    if path.stat().st_size == 0:
        raise TyyniError("recording_empty", f"{path}: the file has 0 bytes; expected a WAV or FLAC recording")
    try:
        info = soundfile.info(path)
    except soundfile.LibsndfileError as error:
        raise _unreadable(path, error.error_string) from error
    if info.frames == 0:
        raise TyyniError("recording_empty", f"{path}: the recording holds no sound at all")
    return info


def _usual_channels(path: Path, channels: int) -> dict[Party, int]:
    if channels == 1:
        return {Party.MIXED: 0}
    if channels == 2:
        return STEREO_PARTIES
    raise _wrong_channels(
        path, channels, "1 (both voices), 2 (caller, agent), or a sidecar that says who is where"
    )


def _check_channels(path: Path, parties: dict[Party, int], channels: int) -> None:
    known = ({Party.CALLER, Party.AGENT}, {Party.CALLER}, {Party.MIXED})
    if set(parties) not in known or len(set(parties.values())) != len(parties):
        raise TyyniError(
            "sidecar_invalid",
            f"{path.with_suffix('.json')}: parties are {', '.join(parties) or 'empty'}; expected caller and "
            "agent in a channel each, caller alone, or mixed",
        )
    if max(parties.values()) >= channels or min(parties.values()) < 0:
        raise _wrong_channels(path, channels, f"what its sidecar says: {dict(parties)}, counted from 0")


def _track(party: Party, path: Path, info: soundfile._SoundFileInfo, channel: int) -> Track:
    return Track(party, path, channel, info.samplerate, info.frames * 1000 // info.samplerate)


def _frames_of(pieces: Iterator[Pcm16]) -> Iterator[Pcm16]:
    pending = np.zeros(0, dtype=np.int16)
    for piece in pieces:
        pending = np.concatenate([pending, piece])
        whole = len(pending) // FRAME_SAMPLES * FRAME_SAMPLES
        yield from pending[:whole].reshape(-1, FRAME_SAMPLES)
        pending = pending[whole:]
    if len(pending):
        yield np.pad(pending, (0, FRAME_SAMPLES - len(pending)))


def _wrong_channels(path: Path, found: int, expected: str) -> TyyniError:
    return TyyniError("recording_channels", f"{path}: has {found} channel(s); expected {expected}")


def _unreadable(path: Path, why: str) -> TyyniError:
    return TyyniError(
        "recording_unreadable", f"{path}: cannot be read as sound: {why}; expected a WAV or FLAC recording"
    )
