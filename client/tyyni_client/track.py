"""One party's sound on the call's clock: from blocks of a device, which lose, pause and drift, to samples at 16 kHz."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from tyyni.audio import Pcm16, to_pcm16
from tyyni.units import SAMPLE_RATE_HZ, WallNs, ms_to_samples
from tyyni_client.devices import to_mono
from tyyni_client.drift import ODD_PPM, Drift

PAUSE_SAMPLES = ms_to_samples(100)
"""A device that gives nothing in silence has paused when a block's sound begins so much after what was heard: less
is the jitter of the clock. Our choice."""
HELD_BACK_SAMPLES = ms_to_samples(150)
"""Silence is filled in up to so long before now: sound of that time may still be on its way, in blocks of at most
100 ms. Our choice."""
STRETCHED_SAMPLES = ms_to_samples(10)
"""One sample is added to or taken from at most every 10 ms of sound, 0.6 %: nobody hears that, nor do models."""


@dataclass(frozen=True, slots=True)
class Block:
    """Sound as the device gave it: int16, shape (n, channels), at the device's rate."""

    samples: Pcm16
    captured_ns: WallNs
    """When its last sample had been captured."""
    after_loss: bool
    """Sound before it is missing: where it belongs, the clock says."""


class Inbox:
    """One stream's blocks on their way from the sound system's thread to the event loop, and not too many."""

    def __init__(self, clock: Callable[[], WallNs], most_blocks: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._clock = clock
        self._most_blocks = most_blocks
        self._blocks: deque[Block] = deque()
        self._news = asyncio.Event()
        self._lost = True  # what was said before the stream was opened

    def put(self, samples: Pcm16, lost: bool) -> None:
        """Take a block, in whatever thread; drop it when too many wait."""
        self._lost = self._lost or lost
        if len(self._blocks) >= self._most_blocks:
            self._lost = True
            return
        self._blocks.append(Block(samples, self._clock(), self._lost))
        self._lost = False
        self._loop.call_soon_threadsafe(self._news.set)

    async def next(self, within_s: float) -> Block:
        """Return the next block.

        Raises:
            TimeoutError: none came in time.
        """
        async with asyncio.timeout(within_s):
            while not self._blocks:
                self._news.clear()
                await self._news.wait()
        return self._blocks.popleft()


class Track:
    """Puts blocks on the call's clock; with ``pauses`` the device gives nothing while it is silent."""

    def __init__(self, rate_hz: int, begun_ns: WallNs, *, pauses: bool = False) -> None:
        self._rate_hz = rate_hz
        self._begun_ns = begun_ns
        self._pauses = pauses
        self._next_sample = 0
        self._start_anew()

    @property
    def odd_ppm(self) -> float | None:
        """By how much the device's clock is off, when that is more than any clock; None when it is not."""
        ppm = self._drift.ppm
        return ppm if ppm is not None and abs(ppm) > ODD_PPM else None

    def take(self, block: Block) -> tuple[int, Pcm16]:
        """Return how many samples are missing before a block, and that many of silence with the block's sound.

        What a device leaves out while it is silent is filled in, but is not missing.
        """
        gap = self._gap_before(block)
        paused = self._pauses and gap >= PAUSE_SAMPLES
        gap = gap if block.after_loss or paused else 0
        if block.after_loss or paused:
            self._start_anew()
        sound = to_mono(block.samples)
        if self._rate_hz != SAMPLE_RATE_HZ:
            sound = self._resample.resample_chunk(sound)
        self._given += len(block.samples)
        captured_s = (block.captured_ns - self._begun_ns) / 1e9
        self._drift.hear(captured_s, self._given / self._rate_hz)
        samples = np.concatenate(
            [np.zeros(gap, dtype=np.int16), to_pcm16(self._stretched(sound, captured_s))]
        )
        self._next_sample += len(samples)
        return 0 if self._pauses else gap, samples

    def fill(self, now_ns: WallNs) -> Pcm16:
        """Return the silence of a device that pauses, up to shortly before now."""
        samples = max(0, self._sample_at(now_ns) - HELD_BACK_SAMPLES - self._next_sample)
        self._next_sample += samples
        return np.zeros(samples, dtype=np.int16)

    def _start_anew(self) -> None:
        self._resample = soxr.ResampleStream(self._rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32")
        self._drift = Drift()
        self._given = 0
        self._corrected_samples = 0

    def _stretched(self, sound: NDArray[np.float32], at_s: float) -> NDArray[np.float32]:
        """Return sound that is a little longer or shorter, so that drift does not add up."""
        due = round(self._drift.due_s(at_s) * SAMPLE_RATE_HZ) - self._corrected_samples
        most = len(sound) // STRETCHED_SAMPLES
        change = max(-most, min(most, due))
        if not change:
            return sound
        self._corrected_samples += change
        places = np.linspace(0, len(sound) - 1, len(sound) + change)
        return np.interp(places, np.arange(len(sound)), sound).astype(np.float32)

    def _gap_before(self, block: Block) -> int:
        first_sample = (
            self._sample_at(block.captured_ns) - len(block.samples) * SAMPLE_RATE_HZ // self._rate_hz
        )
        return max(0, first_sample - self._next_sample)

    def _sample_at(self, at_ns: WallNs) -> int:
        return (at_ns - self._begun_ns) * SAMPLE_RATE_HZ // 1_000_000_000
