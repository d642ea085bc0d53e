"""What a call has to say to the service: the newest 30 s of each party, so that nothing is lost or doubled.

Pure bookkeeping, no sockets: every sample has an index from the call's start; ``next_chunk`` gives what is to
be sent now, ``rewind`` goes back to where the service lost the thread.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.units import SAMPLE_RATE_HZ, Party
from tyyni.wire import MAX_CHUNK_SAMPLES, AudioChunk

KEPT_S = 30
"""What can be sent again after a break. The service bridges a gap of at most 30 s (`MAX_BRIDGE_SAMPLES`)."""


class PartyOutbox:
    """One party's newest samples, in a ring of fixed size, and how far they have been sent."""

    def __init__(self, party: Party, kept_samples: int) -> None:
        self.party = party
        self.end_sample = 0
        """Index of the first sample that does not exist yet."""
        self.unsent_from = 0
        """Index of the first sample to send."""
        self.sequence = 0
        self._ring = np.zeros(kept_samples, dtype=np.int16)

    @property
    def oldest_sample(self) -> int:
        """Index of the oldest sample that is still kept."""
        return max(0, self.end_sample - len(self._ring))

    def put(self, samples: Pcm16) -> int:
        """Add new samples; return how many unsent ones had to make room for them."""
        for at in range(0, len(samples), len(self._ring)):
            piece = samples[at : at + len(self._ring)]
            where = np.arange(self.end_sample, self.end_sample + len(piece)) % len(self._ring)
            self._ring[where] = piece
            self.end_sample += len(piece)
        return self._skip_what_is_gone()

    def take(self) -> AudioChunk | None:
        """Return the next chunk to send, at most one second; None when all is sent."""
        count = min(self.end_sample - self.unsent_from, MAX_CHUNK_SAMPLES)
        if not count:
            return None
        first = self.unsent_from
        samples = self._ring[np.arange(first, first + count) % len(self._ring)]
        chunk = AudioChunk(self.party, self.sequence, first, samples)
        self.sequence += 1
        self.unsent_from += count
        return chunk

    def rewind(self, next_sample: int) -> int:
        """Send again from ``next_sample``; return how many samples of that are no longer kept."""
        if not 0 <= next_sample <= self.end_sample:
            raise TyyniError(
                "resume_impossible",
                f"the service asks for {self.party} from sample {next_sample}, but only {self.end_sample} exist: "
                "it remembers another call",
            )
        self.unsent_from = next_sample
        return self._skip_what_is_gone()

    def _skip_what_is_gone(self) -> int:
        gone = max(0, self.oldest_sample - self.unsent_from)
        self.unsent_from += gone
        return gone


class Outbox:
    """The newest samples of all parties of one call."""

    def __init__(self, parties: Iterable[Party], kept_s: float = KEPT_S) -> None:
        self._tracks = {party: PartyOutbox(party, round(kept_s * SAMPLE_RATE_HZ)) for party in parties}

    def put(self, party: Party, samples: Pcm16) -> int:
        """Add samples (int16, shape (n,), 16 kHz); return how many unsent ones were pushed out.

        Raises:
            KeyError: the call has no such party.
        """
        return self._tracks[party].put(samples)

    def next_chunk(self) -> AudioChunk | None:
        """Return the next chunk to send, of the party that is furthest behind; None when all is sent."""
        for track in sorted(self._tracks.values(), key=lambda track: track.unsent_from):
            if (chunk := track.take()) is not None:
                return chunk
        return None

    def rewind(self, next_sample: dict[Party, int]) -> int:
        """Go on from where the service is; return how many samples are lost for good.

        Raises:
            TyyniError: ``resume_impossible``, the service asks for samples that never existed.
        """
        return sum(track.rewind(next_sample.get(party, 0)) for party, track in self._tracks.items())

    @property
    def sent_samples(self) -> int:
        """Index up to which every party has been sent."""
        return min(track.unsent_from for track in self._tracks.values())

    @property
    def end_sample(self) -> int:
        """Index up to which there is sound of any party."""
        return max(track.end_sample for track in self._tracks.values())
