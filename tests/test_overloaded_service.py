"""A real service is given more than it can put into words: every mode is entered, told, and left again.

Real websockets, real voice readings, the real pool; only the words come from a transcriber that can be made slow,
and the times of the rule are shorter than they are.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from itertools import pairwise

import httpx
import numpy as np
import pytest
from live_service import AGENT, SUPERVISOR, LiveService, WireCall, calling, connected, silence, speech_like

from tyyni import wire
from tyyni.serve import app, degrading
from tyyni.serve.alarms import MODE_CODES
from tyyni.serve.modes import MODES
from tyyni.units import SAMPLE_RATE_HZ, Party
from tyyni_models.contracts import OneByOne, Transcription, TranscriptionRequest, Word

QUICK = replace(
    degrading.THRESHOLDS,
    window_ms=1_500,
    lost_least=4,
    finals_only_wait_ms=150,
    caller_only_wait_ms=250,
    voice_only_wait_ms=350,
    settle_ms=200,
    hold_ms=300,
    trial_factor=5,
)
TURN = np.concatenate([speech_like(0.8), silence(0.4)])
CHUNK = SAMPLE_RATE_HZ // 10
FOREVER_S = 30


class Tired(OneByOne):
    """A transcriber that answers nothing until it is `rested`, then everything at once."""

    def __init__(self) -> None:
        self.rested = threading.Event()

    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        self.rested.wait(FOREVER_S)
        return Transcription((Word("yes", 0, 200, 1.0),))


async def talk(call: WireCall) -> None:
    """Have caller and agent speak, turn after turn, at true speed, until cancelled."""
    loop = asyncio.get_running_loop()
    begun_s, at = loop.time(), 0
    while True:
        for party in (Party.CALLER, Party.AGENT):
            await call.chunk(party, at, TURN[at % len(TURN) : at % len(TURN) + CHUNK])
        at += CHUNK
        await asyncio.sleep(max(begun_s + at / SAMPLE_RATE_HZ - loop.time(), 0.0))


async def listen(call: WireCall, kept: list[wire.Message]) -> None:
    """Keep what is said to a screen until cancelled."""
    while True:
        kept.append(await call.next())


@asynccontextmanager
async def alongside(*coroutines) -> AsyncIterator[None]:
    """Run these while this is entered."""
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def told(agent: WireCall, floor: WireCall, code: str, *, active: bool = True) -> wire.Notice:
    """Wait until both screens have been told that a mode is entered, or left."""
    notice = await agent.expect(wire.Notice, lambda one: (one.code, one.active) == (code, active))
    shows = lambda one: (code in one.call.notices) is active  # noqa: E731
    await floor.expect(wire.FloorCallChanged, shows)
    return notice


async def figures(service: LiveService) -> list[str]:
    async with httpx.AsyncClient(base_url=service.url, headers=dict(AGENT)) as visitor:
        return (await visitor.get("/metrics")).text.splitlines()


async def test_a_service_that_cannot_keep_up_goes_down_step_by_step_and_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(degrading, "THRESHOLDS", QUICK)
    monkeypatch.setattr(app, "TICK_S", 0.05)
    transcriber, said = Tired(), list[wire.Message]()
    with LiveService(transcriber) as service:
        async with AsyncExitStack() as stack, asyncio.timeout(FOREVER_S):
            enter = stack.enter_async_context
            other, _ = await enter(calling(service))
            call, welcome = await enter(calling(service))
            agent = await enter(connected(service, "/ws/agent"))
            await agent.send(wire.Follow(call_id=welcome.call_id))
            floor = await enter(connected(service, "/ws/floor", SUPERVISOR))
            await enter(alongside(talk(other), listen(other, []), talk(call), listen(call, said)))
            notices = [await told(agent, floor, code) for code in MODE_CODES.values()]

            reading = await agent.expect(wire.Voice)
            assert reading.heard_ms > notices[-1].heard_ms, "the voice is heard on"
            async with calling(service) as (late, _):
                begun = await late.expect(wire.Notice)
                assert begun.code == "degraded_voice_only", "told before it has said a word"
                await late.hang_up()
            assert "tyyni_mode 3.0" in await figures(service)

            transcriber.rested.set()
            for code in reversed(MODE_CODES.values()):
                await told(agent, floor, code, active=False)
            text = await agent.expect(wire.TranscriptText, lambda one: one.final and one.party is Party.AGENT)
            assert text.heard_ms > notices[-1].heard_ms, "the agent's words are back too"
            lines = await figures(service)
            for screen in (other, call, agent, floor):
                screen.websocket.transport.abort()
    assert "tyyni_mode 0.0" in lines
    counted = [line.split()[0] for line in lines if line.startswith("tyyni_mode_changes_total")]
    assert set(counted) == {f'tyyni_mode_changes_total{{mode="{mode}"}}' for mode in MODES}
    assert any('{kind="final",reason="voice_only"}' in line for line in lines)
    told_codes = [one.code for one in said if isinstance(one, wire.Notice) and one.active]
    places = [0, *(list(MODE_CODES.values()).index(code) + 1 for code in told_codes)]
    assert all(abs(after - before) == 1 for before, after in pairwise(places)), (
        "one step at a time, no other alarm"
    )
