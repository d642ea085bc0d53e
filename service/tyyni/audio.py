"""Frames of sound: from chunks of any length to gapless 20 ms frames of one party each.

The sample counter of each party is the clock of that party. A gap in it is bridged with silence, audio that
was heard already is dropped, and both are reported; neither ever shifts the other party.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tyyni.errors import WireError
from tyyni.units import FRAME_SAMPLES, SAMPLE_RATE_HZ, CallMs, Party, samples_to_ms

Pcm16 = NDArray[np.int16]
"""int16 samples, shape (n_samples,), mono, 16 kHz."""

MAX_BRIDGE_SAMPLES = 30 * SAMPLE_RATE_HZ
"""30 s: a longer jump of the counter is a broken client, not a lost network (our choice: the client's own
buffer holds 30 s, so an honest client can always resend what is missing)."""


@dataclass(frozen=True, slots=True)
class AudioFrame:
    """20 ms of one party. ``samples``: int16, shape (320,); ``first_sample`` counts from the call's start."""

    party: Party
    first_sample: int
    samples: Pcm16

    @property
    def end_ms(self) -> CallMs:
        """Audio time at which this frame's last sample has been heard."""
        return samples_to_ms(self.first_sample + len(self.samples))


@dataclass(frozen=True, slots=True)
class CallerFrame:
    """A frame that is certainly the caller's: the only kind of audio the tone code accepts.

    Raises:
        ValueError: the frame is the agent's, or of a mixed channel that the agent's voice is in.
    """

    frame: AudioFrame

    def __post_init__(self) -> None:
        if self.frame.party is not Party.CALLER:
            raise ValueError(f"tone is read from the caller only, not from {self.frame.party}")

    @property
    def samples(self) -> Pcm16:
        """int16, shape (320,)."""
        return self.frame.samples


@dataclass(frozen=True, slots=True)
class Reframed:
    """What one chunk became: whole frames, and what had to be mended on the way."""

    frames: tuple[AudioFrame, ...]
    bridged_samples: int = 0
    """Samples that were missing and are now silence."""
    repeated_samples: int = 0
    """Samples that had been heard before and were dropped."""


class Reframer:
    """Turns one party's chunks, of any length, into gapless 20 ms frames."""

    def __init__(self, party: Party, first_sample: int = 0) -> None:
        """Begin at a sample, the first of a frame: one that is not 0 goes on with a call."""
        self.party = party
        self._pending: Pcm16 = np.zeros(0, dtype=np.int16)
        self._pending_first = first_sample

    @property
    def next_sample(self) -> int:
        """Index of the first sample not yet received."""
        return self._pending_first + len(self._pending)

    def push(self, first_sample: int, samples: Pcm16) -> Reframed:
        """Take a chunk whose first sample has index ``first_sample``; return the frames it completes.

        Raises:
            WireError: ``gap_too_long``, the counter jumped further than can be bridged; nothing is taken.
        """
        gap = first_sample - self.next_sample
        if gap > MAX_BRIDGE_SAMPLES:
            raise WireError(
                "gap_too_long",
                f"{self.party}: sample {self.next_sample} was expected, the chunk starts at {first_sample}: "
                f"more than {MAX_BRIDGE_SAMPLES // SAMPLE_RATE_HZ} s are missing",
            )
        repeated = min(max(-gap, 0), len(samples))
        fresh = samples[repeated:]
        bridged = max(gap, 0) if len(fresh) else 0
        silence = np.zeros(bridged, dtype=np.int16)
        self._pending = np.concatenate([self._pending, silence, fresh])
        return Reframed(self._take_whole_frames(), bridged, repeated)

    def flush(self) -> tuple[AudioFrame, ...]:
        """Return the last, unfinished frame filled up with silence; the call has ended.

        The silence is nobody's: ``next_sample`` stays, for a client that asks after a break during the ending.
        """
        if not len(self._pending):
            return ()
        filled = np.pad(self._pending, (0, FRAME_SAMPLES - len(self._pending)))
        return (AudioFrame(self.party, self._pending_first, filled),)

    def _take_whole_frames(self) -> tuple[AudioFrame, ...]:
        count = len(self._pending) // FRAME_SAMPLES
        first = self._pending_first
        frames = tuple(
            AudioFrame(self.party, first + at, self._pending[at : at + FRAME_SAMPLES].copy())
            for at in range(0, count * FRAME_SAMPLES, FRAME_SAMPLES)
        )
        self._pending = self._pending[count * FRAME_SAMPLES :]
        self._pending_first = first + count * FRAME_SAMPLES
        return frames


def to_float(samples: Pcm16) -> NDArray[np.float32]:
    """Return samples as float32 in -1..1 (full scale is 32768).

    >>> float(to_float(np.array([-32768], dtype=np.int16))[0])
    -1.0
    """
    return samples.astype(np.float32) / np.float32(32768.0)


def to_pcm16(samples: NDArray[np.floating]) -> Pcm16:
    """Return float samples in -1..1 as int16, clipped: +1.0 becomes 32767, never -32768.

    >>> to_pcm16(np.array([1.0, -1.0, 2.0], dtype=np.float32)).tolist()
    [32767, -32768, 32767]
    """
    clipped: Pcm16 = np.clip(np.rint(samples * 32768.0), -32768, 32767).astype(np.int16)
    return clipped
