"""The units every other module counts in: samples, milliseconds of audio, parties.

Two clocks exist and mypy keeps them apart. ``CallMs`` is audio time: milliseconds of audio heard since the
call began, counted in samples. ``WallNs`` is the machine's monotonic clock and exists only in the I/O shell
and in the benchmarks.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

CallMs = NewType("CallMs", int)
"""Milliseconds of audio heard since the call began (audio time)."""

WallNs = NewType("WallNs", int)
"""Nanoseconds of a monotonic clock (wall time); never enters the pure part."""

SAMPLE_RATE_HZ = 16_000
"""The one sample rate inside Tyyni: what faster-whisper, webrtcvad and SwiftF0 all take."""

FRAME_MS = 20
"""One frame of audio; a length webrtcvad accepts (10, 20 or 30 ms) and telephony sends."""

SAMPLES_PER_MS = SAMPLE_RATE_HZ // 1000
FRAME_SAMPLES = FRAME_MS * SAMPLES_PER_MS


class Party(StrEnum):
    """Whose voice a channel carries."""

    CALLER = "caller"
    AGENT = "agent"
    MIXED = "mixed"
    """Both on one channel (a mono recording): words only, never tone, since the agent's voice is in it."""


def samples_to_ms(samples: int) -> CallMs:
    """Return the audio time of a sample index, rounded down to whole milliseconds.

    >>> samples_to_ms(16_000)
    1000
    """
    return CallMs(samples // SAMPLES_PER_MS)


def ms_to_samples(ms: int) -> int:
    """Return how many samples last ``ms`` milliseconds.

    >>> ms_to_samples(20)
    320
    """
    return ms * SAMPLES_PER_MS
