"""Capture with devices that do what the test says, on a clock that the test sets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import numpy as np
import pytest
from live_service import speech_like

from tyyni import wire
from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.units import Party, WallNs
from tyyni_client.capture import CaptureNews, CapturePolicy, DeviceChange, Line, listen
from tyyni_client.devices import InputDevice, OnSound

DEVICE = InputDevice(3, "headset", 1, 16_000, "ALSA", default=False)
LOOPBACK = InputDevice(200, "Speakers", 1, 16_000, "WASAPI loopback", default=False, pauses=True)
HEARD = CaptureNews(Party.AGENT, DeviceChange.HEARD)
PARTIES = (Party.CALLER, Party.AGENT)
NEVER_S = 600.0
STALLS_AT_ONCE = CapturePolicy(first_s=NEVER_S, stalled_s=0.01, give_up_s=NEVER_S)
NEVER_STALLS = CapturePolicy(first_s=NEVER_S, stalled_s=NEVER_S, give_up_s=NEVER_S, waiting_blocks=2)


class Desk:
    """A sound device and a clock, both in the test's hands; needs a running event loop."""

    def __init__(self) -> None:
        self.now_ms = 0
        self.opened: asyncio.Queue[OnSound] = asyncio.Queue()
        self.heard: asyncio.Queue[Pcm16] = asyncio.Queue()
        self.news: asyncio.Queue[CaptureNews] = asyncio.Queue()
        self.open_streams = 0
        self.broken = False
        self.active = True
        self.plugged: str | None = "first"

    def open(self, device: InputDevice, on_sound: OnSound) -> Desk:
        if self.broken:
            raise TyyniError("device_unusable", "unplugged")
        self.open_streams += 1
        self.opened.put_nowait(on_sound)
        return self

    def close(self) -> None:
        self.open_streams -= 1

    def line(self, policy: CapturePolicy, device: InputDevice = DEVICE) -> Line:
        return Line(
            Party.AGENT,
            device,
            self.news.put_nowait,
            open_stream=self.open,
            plugged=lambda _: self.plugged,
            policy=policy,
            clock=lambda: WallNs(self.now_ms * 1_000_000),
        )

    def say(self, on_sound: OnSound, until_ms: int, ms: int = 100, *, lost: bool = False) -> None:
        """Hand over the sound of the last ``ms`` before ``until_ms``."""
        self.now_ms = until_ms
        on_sound(np.full((ms * 16, 1), 7, dtype=np.int16), lost)


@asynccontextmanager
async def following(
    desk: Desk, policy: CapturePolicy, device: InputDevice = DEVICE
) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(
        desk.line(policy, device).follow(WallNs(0), lambda _, samples: desk.heard.put_nowait(samples))
    )
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, TyyniError):
            await task


def silent_then_sound(samples: Pcm16) -> tuple[int, int]:
    """Return how many samples are silence at the beginning, and how many follow."""
    silent = int(np.argmax(samples != 0))
    assert (samples[silent:] == 7).all()
    return silent, len(samples) - silent


async def test_what_was_said_before_the_device_opened_is_silence() -> None:
    desk = Desk()
    async with following(desk, NEVER_STALLS):
        desk.say(await desk.opened.get(), until_ms=250)
        assert silent_then_sound(await desk.heard.get()) == (150 * 16, 100 * 16)
        assert await desk.news.get() == HEARD
    assert desk.news.empty()


async def test_a_stalled_stream_is_opened_anew_and_the_gap_is_silence() -> None:
    desk = Desk()
    async with following(desk, STALLS_AT_ONCE):
        desk.say(await desk.opened.get(), until_ms=100)
        assert silent_then_sound(await desk.heard.get()) == (0, 100 * 16)
        again = await desk.opened.get()
        assert desk.open_streams == 1, "the stalled stream must be closed before the next is opened"
        desk.say(again, until_ms=1_100)
        assert silent_then_sound(await desk.heard.get()) == (900 * 16, 100 * 16)
        assert await desk.news.get() == HEARD
        assert await desk.news.get() == CaptureNews(Party.AGENT, DeviceChange.STALLED)
        assert await desk.news.get() == CaptureNews(Party.AGENT, DeviceChange.BACK, 900)
    assert desk.open_streams == 0


async def test_a_device_that_is_plugged_in_again_is_opened_anew_though_its_stream_goes_on() -> None:
    """The sound server has moved the stream to another source, which gives sound too."""
    desk = Desk()
    policy = CapturePolicy(first_s=NEVER_S, stalled_s=NEVER_S, give_up_s=NEVER_S, look_every_s=0.0)
    async with following(desk, policy):
        desk.say(await desk.opened.get(), until_ms=100)
        assert await desk.news.get() == HEARD
        desk.plugged = "second"
        again = await desk.opened.get()
        assert await desk.news.get() == CaptureNews(Party.AGENT, DeviceChange.STALLED)
        desk.say(again, until_ms=700)
        assert await desk.news.get() == CaptureNews(Party.AGENT, DeviceChange.BACK, 500)
    assert desk.open_streams == 0


async def test_a_loopback_that_gives_nothing_in_silence_is_silent_and_not_stalled() -> None:
    desk = Desk()
    policy = CapturePolicy(first_s=NEVER_S, stalled_s=NEVER_S, give_up_s=NEVER_S, pause_s=0.0)
    async with following(desk, policy, LOOPBACK):
        on_sound = await desk.opened.get()
        desk.now_ms = 1_150
        silence = 0
        while silence < 16_000:
            silence += len(await desk.heard.get())
        assert silence == 16_000, "up to 150 ms before now"
        desk.say(on_sound, until_ms=1_300)
        while not (samples := await desk.heard.get()).any():
            silence += len(samples)
        assert silence + len(samples) == 1_300 * 16
        assert silent_then_sound(samples)[1] == 100 * 16
        assert await desk.news.get() == HEARD
        desk.active = False
        await desk.opened.get()
        assert await desk.news.get() == CaptureNews(Party.AGENT, DeviceChange.STALLED)


async def test_blocks_that_overflow_the_queue_become_silence_and_are_said() -> None:
    desk = Desk()
    async with following(desk, NEVER_STALLS):
        on_sound = await desk.opened.get()
        for until_ms in (100, 200, 300, 400):  # two may wait; the event loop does not run in between
            desk.say(on_sound, until_ms)
        heard = [await desk.heard.get() for _ in range(2)]
        desk.say(on_sound, until_ms=500)
        heard.append(await desk.heard.get())
        assert [silent_then_sound(samples) for samples in heard] == [(0, 1600), (0, 1600), (3200, 1600)]
        assert await desk.news.get() == HEARD
        assert await desk.news.get() == CaptureNews(Party.AGENT, DeviceChange.LOST_SOUND, 200)


async def test_sound_that_the_sound_system_lost_is_silence_and_is_said() -> None:
    desk = Desk()
    async with following(desk, NEVER_STALLS):
        on_sound = await desk.opened.get()
        desk.say(on_sound, until_ms=100)
        desk.say(on_sound, until_ms=250, lost=True)
        assert [silent_then_sound(await desk.heard.get()) for _ in range(2)] == [(0, 1600), (800, 1600)]
        assert await desk.news.get() == HEARD
        assert await desk.news.get() == CaptureNews(Party.AGENT, DeviceChange.LOST_SOUND, 50)


async def test_a_block_that_is_only_late_is_not_padded() -> None:
    desk = Desk()
    async with following(desk, NEVER_STALLS):
        on_sound = await desk.opened.get()
        desk.say(on_sound, until_ms=100)
        await desk.heard.get()
        desk.say(on_sound, until_ms=400)
        assert silent_then_sound(await desk.heard.get()) == (0, 1600)


async def test_a_device_that_does_not_come_back_ends_it_with_the_reason() -> None:
    desk = Desk()
    policy = CapturePolicy(first_s=NEVER_S, stalled_s=0.01, give_up_s=0.05)
    async with following(desk, policy) as task:
        desk.say(await desk.opened.get(), until_ms=100)
        desk.broken = True
        with pytest.raises(TyyniError, match=r"agent's device 3: headset.*unplugged.*\[device_lost\]"):
            await task
    assert desk.open_streams == 0


async def test_a_device_that_cannot_be_opened_at_the_start_is_an_error_at_once() -> None:
    desk = Desk()
    desk.broken = True
    async with following(desk, NEVER_STALLS) as task:
        with pytest.raises(TyyniError, match="device_unusable"):
            await task


class FakeConnection:
    """Takes sound, and notes when it was hung up."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.heard = asyncio.Event()
        self.hung_up = False

    def hear(self, party: Party, samples: Pcm16) -> None:
        self.heard.set()

    async def wait_until_over(self) -> None:
        await self.ended.wait()

    async def hang_up(self) -> wire.Ended:
        self.hung_up = True
        return wire.Ended(call_id="1", heard_ms=100)


async def test_told_to_stop_it_closes_the_device_and_hangs_up() -> None:
    desk, connection, stop = Desk(), FakeConnection(), asyncio.Event()
    listening = asyncio.create_task(listen(connection, [desk.line(NEVER_STALLS)], stop))
    desk.say(await desk.opened.get(), until_ms=100)
    await connection.heard.wait()
    stop.set()
    assert (await listening).heard_ms == 100
    assert connection.hung_up
    assert desk.open_streams == 0


async def test_one_sound_on_both_parties_ends_the_call() -> None:
    desk, connection = Desk(), FakeConnection()
    policy = CapturePolicy(first_s=NEVER_S, stalled_s=NEVER_S)
    lines = [
        Line(party, DEVICE, desk.news.put_nowait, open_stream=desk.open, policy=policy) for party in PARTIES
    ]
    listening = asyncio.create_task(listen(connection, lines, asyncio.Event()))
    both = [await desk.opened.get() for _ in PARTIES]
    voice = speech_like(4.0)[:, None]
    for on_sound in both:
        on_sound(voice[:1], True)
    for at in range(1, len(voice), 1_600):
        for on_sound in both:
            on_sound(voice[at : at + 1_600], False)
        for _ in range(5):  # the loop's rounds from a block's arrival to its party's being heard
            await asyncio.sleep(0)
    with pytest.raises(TyyniError, match="same_sound"):
        await listening
    assert connection.hung_up


async def test_a_call_that_the_service_ends_stops_listening() -> None:
    desk, connection = Desk(), FakeConnection()
    listening = asyncio.create_task(listen(connection, [desk.line(NEVER_STALLS)], asyncio.Event()))
    await desk.opened.get()
    connection.ended.set()
    assert (await listening).call_id == "1"
    assert desk.open_streams == 0


async def test_a_broken_device_hangs_the_call_up_before_it_is_told() -> None:
    desk, connection = Desk(), FakeConnection()
    desk.broken = True
    with pytest.raises(TyyniError, match="device_unusable"):
        await listen(connection, [desk.line(NEVER_STALLS)], asyncio.Event())
    assert connection.hung_up
