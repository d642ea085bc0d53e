"""Where the sound of calls lies that is kept, and how what was written during a call becomes one FLAC.

A call that is over has ``ID.flac``, 16 kHz, 16 bit, a channel for each party, and ``ID.json`` beside it, which practice
reads. Until then it has ``ID.PARTY.s16le`` for each party, with sample n at byte 2n: that is readable whenever its
writer dies, and what was never written in between is silence. All of it is its owner's alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote

import msgspec
import numpy as np
import soundfile

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.units import SAMPLE_RATE_HZ, Party

FOLDER = "audio"
SOUND = ".flac"
BESIDE = ".json"
GROWING = ".s16le"
UNDER_WAY = ".part"
"""A FLAC that is being made."""

PCM = np.dtype("<i2")
BLOCK_SAMPLES = 10 * SAMPLE_RATE_HZ
"""Encoded at once: 640 kB of two parties, whatever the length of the call. Our choice."""


class Recordings:
    """The folder; a call's name in it is its id, with what is not plain in file names written as %XX."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / FOLDER

    def prepare(self) -> None:
        """Make the folder.

        Raises:
            TyyniError: ``audio_folder_unusable``.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
        except OSError as error:
            raise TyyniError(
                "audio_folder_unusable",
                f"{self.folder}: sound of calls cannot be kept there: {error.strerror}",
            ) from error

    def finished(self) -> set[str]:
        """Return the calls that have a FLAC."""
        return {call_id for call_id, rest in self._files() if rest == SOUND}

    def growing(self) -> set[str]:
        """Return the calls whose sound is not made into a FLAC yet."""
        return {call_id for call_id, rest in self._files() if rest.endswith(GROWING)}

    def all(self) -> set[str]:
        """Return the calls of which there is anything."""
        return {call_id for call_id, _ in self._files()}

    def sound(self, call_id: str) -> Path | None:
        """Return the FLAC of a call; None: there is none."""
        path = self._path(call_id, SOUND)
        return path if path.is_file() else None

    def grows(self, call_id: str) -> bool:
        """Return whether the sound of a call is not made into a FLAC yet."""
        return any(self._raw(call_id, party).is_file() for party in Party)

    def begin(self, call_id: str, party: Party) -> BinaryIO:
        """Return a new file for the sound of a party, to be written without a buffer."""
        return open(self._raw(call_id, party), "xb", buffering=0, opener=_private)

    def go_on(self, call_id: str, party: Party) -> BinaryIO:
        """Return the file that another process began."""
        return open(self._raw(call_id, party), "r+b", buffering=0)

    def finish(self, call_id: str, language: str | None) -> bool:
        """Make a FLAC of what was written; False: there is nothing to make one of, or the call was purged meanwhile.

        What was written stays until the FLAC is whole, so that this can be tried again.

        Raises:
            OSError: it cannot be written, such as on a full disk.
        """
        parties = [party for party in Party if self._raw(call_id, party).is_file()]
        if not parties:
            return False
        under_way = self._path(call_id, SOUND + UNDER_WAY)
        try:
            if any(self._raw(call_id, party).stat().st_size for party in parties):
                self._encode(call_id, parties, under_way)
                self._put_beside(call_id, parties, language)
                under_way.replace(self._path(call_id, SOUND))
            for party in parties:
                self._raw(call_id, party).unlink()
        except FileNotFoundError:
            # A purge takes what is growing first: whatever this has made since goes too.
            self.remove(call_id)
            return False
        except (OSError, soundfile.SoundFileRuntimeError) as error:
            under_way.unlink(missing_ok=True)
            raise error if isinstance(error, OSError) else OSError(str(error)) from error
        return True

    def remove(self, call_id: str) -> bool:
        """Remove all there is of a call's sound; return whether there was any.

        Raises:
            OSError: it cannot be removed.
        """
        growing = [self._raw(call_id, party) for party in Party]
        made = [self._path(call_id, rest) for rest in (SOUND + UNDER_WAY, SOUND, BESIDE)]
        removed = False
        for path in (*growing, *made):
            removed = path.is_file() or removed
            path.unlink(missing_ok=True)
        return removed

    def _encode(self, call_id: str, parties: list[Party], into: Path) -> None:
        """Write a FLAC."""
        into.unlink(missing_ok=True)
        into.touch(mode=0o600)
        written = 0
        with ExitStack() as stack:
            files = [stack.enter_context(self._raw(call_id, party).open("rb")) for party in parties]
            sound = stack.enter_context(
                soundfile.SoundFile(into, "w", SAMPLE_RATE_HZ, len(parties), "PCM_16", format="FLAC")
            )
            while len(block := _next_block(files)):
                sound.write(block)
                written += len(block)
        if (there := soundfile.info(into).frames) != written:
            raise OSError(f"of {written} samples {there} were written")

    def _put_beside(self, call_id: str, parties: list[Party], language: str | None) -> None:
        beside = {
            "language": language or "auto",
            "parties": {party: channel for channel, party in enumerate(parties)},
        }
        with open(self._path(call_id, BESIDE), "wb", opener=_private) as file:
            file.write(msgspec.json.encode(beside))

    def _files(self) -> Iterator[tuple[str, str]]:
        """Yield every file of ours: its call, and what follows the call's id in its name."""
        ends = (SOUND, BESIDE, SOUND + UNDER_WAY, *(f".{party}{GROWING}" for party in Party))
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            for end in ends:
                if path.name.endswith(end):
                    yield unquote(path.name.removesuffix(end)), end

    def _raw(self, call_id: str, party: Party) -> Path:
        return self._path(call_id, f".{party}{GROWING}")

    def _path(self, call_id: str, rest: str) -> Path:
        return self.folder / (quote(call_id, safe="") + rest)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _next_block(files: Sequence[BinaryIO]) -> Pcm16:
    """Return the next samples, shape (n, channels); of a party that has no more, silence."""
    pieces = [file.read(BLOCK_SAMPLES * PCM.itemsize) for file in files]
    parts = [np.frombuffer(piece[: len(piece) // PCM.itemsize * PCM.itemsize], PCM) for piece in pieces]
    block = np.zeros((max(map(len, parts)), len(parts)), dtype=np.int16)
    for channel, part in enumerate(parts):
        block[: len(part), channel] = part
    return block
