"""Live capture: the caller's side and the agent's microphone as two parties that stay on one clock.

A sound device may stall without an error, or lose sound under load. What was missed becomes silence, so that
each party's audio clock stays with wall time and both parties stay aligned, and it is said. Devices' clocks
differ by some 50 ppm, 0.2 s in an hour: too little to be worth correcting.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import soxr

from tyyni import wire
from tyyni.audio import Pcm16, to_pcm16
from tyyni.errors import TyyniError
from tyyni.units import FRAME_MS, SAMPLE_RATE_HZ, Party, WallNs, samples_to_ms
from tyyni_client.connection import CallConnection, wall_ns
from tyyni_client.devices import InputDevice, InputStream, OnSound, open_input, to_mono
from tyyni_client.same_sound import SameSound

Hear = Callable[[Party, Pcm16], None]
"""Takes the next samples of a party: int16, shape (n,), 16 kHz."""


@dataclass(frozen=True, slots=True)
class CapturePolicy:
    """How long a device may be silent, and how much may wait. Our choices."""

    first_s: float = 3.0
    """Until a device's first block: a Bluetooth headset takes a second or two to change to its telephone mode."""
    stalled_s: float = 0.5
    """Between blocks, until the stream is opened anew: sound systems hand one over every 10 to 100 ms."""
    give_up_s: float = 10.0
    """For a device to come back; a longer silence of one party is no longer a call to coach."""
    waiting_blocks: int = 500
    """Between the sound system's thread and the event loop: about 5 s at the usual 10 ms a block."""


class DeviceChange(StrEnum):
    """What happened to a party's device."""

    HEARD = "heard"
    """Its first sound is here."""
    STALLED = "stalled"
    BACK = "back"
    LOST_SOUND = "lost_sound"


@dataclass(frozen=True, slots=True)
class CaptureNews:
    """Something about a party's device that the agent should see."""

    party: Party
    change: DeviceChange
    missed_ms: int = 0
    """How much sound became silence."""


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
    """One party's sound on the call's clock: from blocks at a device's rate to samples at 16 kHz."""

    def __init__(self, rate_hz: int, begun_ns: WallNs) -> None:
        self._rate_hz = rate_hz
        self._begun_ns = begun_ns
        self._next_sample = 0
        self._resample = self._new_resampler()

    def take(self, block: Block) -> tuple[int, Pcm16]:
        """Return how many samples are missing before a block, and that many of silence with the block's sound."""
        missing = 0
        if block.after_loss:
            missing = self._missing_before(block)
            self._resample = self._new_resampler()
        sound = to_mono(block.samples)
        if self._rate_hz != SAMPLE_RATE_HZ:
            sound = self._resample.resample_chunk(sound)
        samples = np.concatenate([np.zeros(missing, dtype=np.int16), to_pcm16(sound)])
        self._next_sample += len(samples)
        return missing, samples

    def _missing_before(self, block: Block) -> int:
        end_sample = (block.captured_ns - self._begun_ns) * SAMPLE_RATE_HZ // 1_000_000_000
        first_sample = end_sample - len(block.samples) * SAMPLE_RATE_HZ // self._rate_hz
        return max(0, first_sample - self._next_sample)

    def _new_resampler(self) -> soxr.ResampleStream:
        return soxr.ResampleStream(self._rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32")


class Line:
    """Takes one party's sound from its device, and opens the device anew whenever it stalls."""

    def __init__(
        self,
        party: Party,
        device: InputDevice,
        tell: Callable[[CaptureNews], None],
        *,
        open_stream: Callable[[InputDevice, OnSound], InputStream] = open_input,
        policy: CapturePolicy | None = None,
        clock: Callable[[], WallNs] = wall_ns,
    ) -> None:
        self.party = party
        self._device = device
        self._tell = tell
        self._open_stream = open_stream
        self._policy = policy or CapturePolicy()
        self._clock = clock
        self._heard = self._stalled = False
        self._heard_s = 0.0
        """When the last block came, on the event loop's clock."""

    async def follow(self, begun_ns: WallNs, hear: Hear) -> None:
        """Give the party's sound to ``hear`` until cancelled; its first sample belongs to ``begun_ns``.

        Raises:
            TyyniError: ``device_unusable`` at the start, ``device_lost`` later, and what ``hear`` raises.
        """
        self._heard_s = asyncio.get_running_loop().time()
        track = Track(self._device.rate_hz, begun_ns)
        inbox, stream = self._open()
        while True:
            with closing(stream):
                await self._hear_until_stalled(inbox, track, hear)
            if not self._stalled:
                self._stalled = True
                self._tell(CaptureNews(self.party, DeviceChange.STALLED))
            inbox, stream = await self._open_again()

    async def _hear_until_stalled(self, inbox: Inbox, track: Track, hear: Hear) -> None:
        patience_s = self._policy.first_s
        while True:
            try:
                block = await inbox.next(patience_s)
            except TimeoutError:
                return
            patience_s = self._policy.stalled_s
            self._heard_s = asyncio.get_running_loop().time()
            missed, samples = track.take(block)
            hear(self.party, samples)
            self._tell_change(samples_to_ms(missed))

    def _tell_change(self, missed_ms: int) -> None:
        if not self._heard:
            self._tell(CaptureNews(self.party, DeviceChange.HEARD))
        elif self._stalled:
            self._tell(CaptureNews(self.party, DeviceChange.BACK, missed_ms))
        elif missed_ms >= FRAME_MS:  # less is the jitter of the clock
            self._tell(CaptureNews(self.party, DeviceChange.LOST_SOUND, missed_ms))
        self._heard, self._stalled = True, False

    def _open(self) -> tuple[Inbox, InputStream]:
        inbox = Inbox(self._clock, self._policy.waiting_blocks)
        return inbox, self._open_stream(self._device, inbox.put)

    async def _open_again(self) -> tuple[Inbox, InputStream]:
        """Open the device as soon as that works."""
        why = "it opens, but gives no sound"
        while (silent_s := asyncio.get_running_loop().time() - self._heard_s) <= self._policy.give_up_s:
            try:
                return self._open()
            except TyyniError as error:
                why = error.message
            await asyncio.sleep(self._policy.stalled_s)
        raise TyyniError(
            "device_lost",
            f"the {self.party}'s device {self._device} has been gone for {silent_s:.0f} s ({why}): plug it in "
            "and start again; `tyyni-agent devices` lists what there is",
        )


async def listen(connection: CallConnection, lines: Iterable[Line], stop: asyncio.Event) -> wire.Ended:
    """Bring the sound of all parties to the service until ``stop``, or until the service ends the call.

    Whatever the reason, the call is hung up properly: what was said until then is worked through.

    Raises:
        TyyniError: ``same_sound``; what a line or the connection raises.
    """
    begun_ns, same_sound = wall_ns(), SameSound()

    def hear(party: Party, samples: Pcm16) -> None:
        if same_sound.hear(party, samples):
            raise TyyniError(
                "same_sound",
                "both devices give the same sound, so the agent's voice would be taken for the caller's: the sound "
                "server has moved one (was an output unplugged?), or the caller's output plays the microphone too",
            )
        connection.hear(party, samples)

    following = [asyncio.create_task(line.follow(begun_ns, hear)) for line in lines]
    reasons = [asyncio.create_task(stop.wait()), asyncio.create_task(connection.wait_until_over())]
    tasks: list[asyncio.Task[Any]] = [*following, *reasons]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    failures = [failure for task in following if not task.cancelled() and (failure := task.exception())]
    ended = await connection.hang_up()
    for failure in failures:
        raise failure
    return ended
