"""The sound of one call as it comes over a connection: whole frames of each party, and what had to be mended.

Pure. A fault of one party never moves the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tyyni.audio import AudioFrame, Reframer
from tyyni.errors import WireError
from tyyni.units import SAMPLES_PER_MS, Party
from tyyni.wire import AudioChunk

MendCode = Literal["audio_gap_bridged", "audio_repeated", "sequence_out_of_order"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a chunk became."""

    frames: tuple[AudioFrame, ...]
    mends: tuple[tuple[MendCode, int | None], ...]
    """What was mended, and how many ms of sound that concerns."""


class Intake:
    """One `Reframer` for each party that `hello` declared.

    A call that goes on begins at its parties' ``first_samples``; what the client has not kept from there on becomes a
    gap like any other.
    """

    def __init__(self, parties: tuple[Party, ...], first_samples: Mapping[Party, int] | None = None) -> None:
        first = first_samples or {}
        self.parties = parties
        self._reframers = {party: Reframer(party, first.get(party, 0)) for party in parties}
        self._sequences: dict[Party, int] = {}

    @property
    def next_samples(self) -> dict[Party, int]:
        """Index of the first sample not yet received, per party."""
        return {party: reframer.next_sample for party, reframer in self._reframers.items()}

    def begin_connection(self) -> None:
        """A new connection brings the sound from now on; its sequence numbers begin anywhere."""
        self._sequences.clear()

    def take(self, chunk: AudioChunk) -> Taken:
        """Return the frames that a chunk completes.

        Raises:
            WireError: ``party_not_declared`` or ``gap_too_long``; nothing is taken.
        """
        reframer = self._reframers.get(chunk.party)
        if reframer is None:
            declared = ", ".join(self.parties)
            raise WireError("party_not_declared", f"audio of {chunk.party}: hello declared {declared}")
        expected = self._sequences.get(chunk.party, chunk.sequence)
        reframed = reframer.push(chunk.first_sample, chunk.samples)
        self._sequences[chunk.party] = (chunk.sequence + 1) & 0xFFFFFFFF
        mends: list[tuple[MendCode, int | None]] = []
        if chunk.sequence != expected:
            mends.append(("sequence_out_of_order", None))
        if reframed.bridged_samples:
            mends.append(("audio_gap_bridged", reframed.bridged_samples // SAMPLES_PER_MS))
        if reframed.repeated_samples:
            mends.append(("audio_repeated", reframed.repeated_samples // SAMPLES_PER_MS))
        return Taken(reframed.frames, tuple(mends))

    def flush(self) -> list[AudioFrame]:
        """Return every party's last, unfinished frame, filled up with silence; the call has ended."""
        return [frame for reframer in self._reframers.values() for frame in reframer.flush()]
