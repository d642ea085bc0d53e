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
        self.lost_samples = 0
        """How many samples were pushed out of the ring before the service had them."""
        self._skipped: list[range] = []
        """Those of the lost samples that come after what the service last said it had."""
        self._ring = np.zeros(kept_samples, dtype=np.int16)

    @property
    def oldest_sample(self) -> int:
        """Index of the oldest sample that is still kept."""
        return max(0, self.end_sample - len(self._ring))

    def put(self, samples: Pcm16) -> None:
        """Add new samples; the oldest make room for them, unsent ones too."""
        for at in range(0, len(samples), len(self._ring)):
            piece = samples[at : at + len(self._ring)]
            where = np.arange(self.end_sample, self.end_sample + len(piece)) % len(self._ring)
            self._ring[where] = piece
            self.end_sample += len(piece)
        self._skip_what_is_gone()

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

    def rewind(self, next_sample: int) -> None:
        """Send again from ``next_sample``, as far as that is still kept."""
        if not 0 <= next_sample <= self.end_sample:
            raise TyyniError(
                "resume_impossible",
                f"the service asks for {self.party} from sample {next_sample}, but only {self.end_sample} exist: "
                "it remembers another call",
            )
        # What was skipped beyond that is skipped once more below, and must not be counted twice.
        self.lost_samples -= sum(len(range(max(gap.start, next_sample), gap.stop)) for gap in self._skipped)
        self._skipped.clear()
        self.unsent_from = next_sample
        self._skip_what_is_gone()

    def _skip_what_is_gone(self) -> None:
        gone = range(self.unsent_from, self.oldest_sample)
        if not gone:
            return
        self.lost_samples += len(gone)
        self.unsent_from = gone.stop
        if self._skipped and self._skipped[-1].stop == gone.start:
            gone = range(self._skipped.pop().start, gone.stop)
        self._skipped.append(gone)


class Outbox:
    """The newest samples of all parties of one call."""

    def __init__(self, parties: Iterable[Party], kept_s: float = KEPT_S) -> None:
        self._tracks = {party: PartyOutbox(party, round(kept_s * SAMPLE_RATE_HZ)) for party in parties}

    def put(self, party: Party, samples: Pcm16) -> None:
        """Add samples (int16, shape (n,), 16 kHz).

        Raises:
            KeyError: the call has no such party.
        """
        self._tracks[party].put(samples)

    def next_chunk(self) -> AudioChunk | None:
        """Return the next chunk to send, of the party that is furthest behind; None when all is sent."""
        for track in sorted(self._tracks.values(), key=lambda track: track.unsent_from):
            if (chunk := track.take()) is not None:
                return chunk
        return None

    def rewind(self, next_sample: dict[Party, int]) -> None:
        """Go on from where the service is.

        Raises:
            TyyniError: ``resume_impossible``, the service asks for samples that never existed.
        """
        for party, track in self._tracks.items():
            track.rewind(next_sample.get(party, 0))

    @property
    def lost_samples(self) -> int:
        """How many samples, of all parties together, the service will never have."""
        return sum(track.lost_samples for track in self._tracks.values())

    @property
    def sent_samples(self) -> int:
        """Index up to which every party has been sent."""
        return min(track.unsent_from for track in self._tracks.values())

    @property
    def end_sample(self) -> int:
        """Index up to which there is sound of any party."""
        return max(track.end_sample for track in self._tracks.values())
