"""Live capture: the caller's side and the agent's microphone as two parties that stay on one clock.

A sound device may stall without an error, or lose sound under load. What was missed becomes silence, so that
each party's audio clock stays with wall time and both parties stay aligned, and it is said. So it is when a device
is unplugged; plugged in again within 10 s, it goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tyyni import wire
from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.units import FRAME_MS, Party, WallNs, samples_to_ms
from tyyni_client.connection import CallConnection, wall_ns
from tyyni_client.devices import InputDevice, InputStream, OnSound
from tyyni_client.inputs import open_input, plugged
from tyyni_client.same_sound import SameSound
from tyyni_client.track import Inbox, Track

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
    pause_s: float = 0.1
    """Between blocks of a device that gives nothing in silence, until silence is filled in: so steady that the service
    does not take the party for absent."""
    look_every_s: float = 1.0
    """For whether the device is still plugged in: an alarm is due within 2 s."""


class DeviceChange(StrEnum):
    """What happened to a party's device."""

    HEARD = "heard"
    """Its first sound is here."""
    STALLED = "stalled"
    BACK = "back"
    LOST_SOUND = "lost_sound"
    DRIFTS = "drifts"
    """Its clock is further off than any clock is: it loses sound, or has another rate than it says."""


@dataclass(frozen=True, slots=True)
class CaptureNews:
    """Something about a party's device that the agent should see."""

    party: Party
    change: DeviceChange
    missed_ms: int = 0
    """How much sound became silence."""
    drift_ppm: int = 0
    """How slow (positive) or fast the device's clock is."""


class Line:
    """Takes one party's sound from its device, and opens the device anew whenever it stalls."""

    def __init__(
        self,
        party: Party,
        device: InputDevice,
        tell: Callable[[CaptureNews], None],
        *,
        open_stream: Callable[[InputDevice, OnSound], InputStream] = open_input,
        plugged: Callable[[InputDevice], str | None] = plugged,
        policy: CapturePolicy | None = None,
        clock: Callable[[], WallNs] = wall_ns,
    ) -> None:
        self.party = party
        self._device = device
        self._tell = tell
        self._open_stream = open_stream
        self._plugged = plugged
        self._policy = policy or CapturePolicy()
        self._clock = clock
        self._heard = self._stalled = self._told_drift = False
        self._heard_s = 0.0
        """When the last block came, on the event loop's clock."""

    async def follow(self, begun_ns: WallNs, hear: Hear) -> None:
        """Give the party's sound to ``hear`` until cancelled; its first sample belongs to ``begun_ns``.

        Raises:
            TyyniError: ``device_unusable`` at the start, ``device_lost`` later, and what ``hear`` raises.
        """
        self._heard_s = asyncio.get_running_loop().time()
        track = Track(self._device.rate_hz, begun_ns, pauses=self._device.pauses)
        inbox, stream = self._open()
        while True:
            with closing(stream):
                await self._hear_until_gone(inbox, stream, track, hear)
            if not self._stalled:
                self._stalled = True
                self._tell(CaptureNews(self.party, DeviceChange.STALLED))
            inbox, stream = await self._open_again()

    async def _hear_until_gone(self, inbox: Inbox, stream: InputStream, track: Track, hear: Hear) -> None:
        """Hear a stream until it stalls or its device is unplugged."""
        unplugged = asyncio.create_task(self._wait_until_unplugged())
        hearing = asyncio.create_task(self._hear_until_stalled(inbox, stream, track, hear))
        try:
            await asyncio.wait({unplugged, hearing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            unplugged.cancel()
            hearing.cancel()
            await asyncio.wait({unplugged, hearing})
        for task in (hearing, unplugged):
            if not task.cancelled():
                task.result()  # raises what went wrong

    async def _wait_until_unplugged(self) -> None:
        first = now = await asyncio.to_thread(self._plugged, self._device)
        while now is not None and now == first:
            await asyncio.sleep(self._policy.look_every_s)
            now = await asyncio.to_thread(self._plugged, self._device)

    async def _hear_until_stalled(self, inbox: Inbox, stream: InputStream, track: Track, hear: Hear) -> None:
        pauses, policy = self._device.pauses, self._policy
        patience_s = policy.pause_s if pauses else policy.first_s
        while True:
            try:
                block = await inbox.next(patience_s)
            except TimeoutError:
                if not (pauses and stream.active):
                    return
                self._heard_s = asyncio.get_running_loop().time()
                hear(self.party, track.fill(self._clock()))
                continue
            patience_s = policy.pause_s if pauses else policy.stalled_s
            self._heard_s = asyncio.get_running_loop().time()
            missed, samples = track.take(block)
            hear(self.party, samples)
            self._tell_change(samples_to_ms(missed))
            self._tell_drift(track.odd_ppm)

    def _tell_drift(self, odd_ppm: float | None) -> None:
        if odd_ppm is not None and not self._told_drift:
            self._told_drift = True
            self._tell(CaptureNews(self.party, DeviceChange.DRIFTS, drift_ppm=round(odd_ppm)))

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
