"""The client's connection against a real service, over a network that breaks."""

from __future__ import annotations

import asyncio
import signal

import numpy as np
import pytest
from call_scene import BOTH, Witness, failure, paused, scene
from live_service import connected, hello, silence, speech_like
from websockets.asyncio.server import ServerConnection, serve

from tyyni import wire
from tyyni.errors import TyyniError
from tyyni_client.connection import CallConnection
from tyyni_client.link import CallPlan, Link, LinkPolicy, LinkState

CALLER, AGENT = BOTH


# --- breaks ---------------------------------------------------------------------------------------------------


async def test_over_many_breaks_every_sample_arrives_exactly_once() -> None:
    """What was on its way when the line broke is sent again, and nothing else."""
    voice = speech_like(6)
    async with scene() as world:
        async with world.connect() as connection:
            for number in range(1, 5):
                at = (number - 1) * 23_001  # no whole frames: a break falls inside of one
                for party, sound in ((CALLER, voice), (AGENT, silence(6))):
                    connection.hear(party, sound[at : at + 17_000])
                await world.witness.until_heard((at + 17_000) // 16_000 * 1_000)
                world.network.stall()
                for party, sound in ((CALLER, voice), (AGENT, silence(6))):
                    connection.hear(party, sound[at + 17_000 : at + 23_001])
                await world.witness.until(
                    lambda end=at + 23_001: set(world.witness.sent_until.values()) == {end}
                )
                world.network.cut()
                await world.witness.until_live_after(number)
            ended = await connection.hang_up()
        assert ended.heard_ms == 5_760, "4 * 23,001 samples, filled up to whole frames"
        assert [world.counted("tyyni_frames_total", party=party) for party in BOTH] == [287.0, 287.0]
        assert (world.mended_ms, world.witness.mends) == (0.0, [])
        assert world.witness.links[-1] == Link(LinkState.ENDED, breaks=4, lost_samples=0)
        heard = world.transcriber.finals[-1]
        assert len(heard) > 80_000, "one utterance over all four breaks"
        assert voice.tobytes().find(heard[:80_000].tobytes()) >= 0, "and its sound is that of the caller"


async def test_ten_seconds_without_a_network_lose_and_double_nothing() -> None:
    voice = speech_like(14)
    async with scene() as world:
        async with world.connect() as connection:
            for party in BOTH:
                connection.hear(party, voice[:32_000])
            await world.witness.until_heard(2_000)
            world.network.refusing = True
            world.network.cut()
            await world.witness.until(lambda: world.witness.links[-1].state is LinkState.RECONNECTING)
            for at in range(32_000, 32_000 + 160_000, 160):  # as it comes from a device
                for party in BOTH:
                    connection.hear(party, voice[at : at + 160])
            world.network.refusing = False
            await world.witness.until_live_after(1)
            for party in BOTH:
                connection.hear(party, voice[192_000:])
            ended = await connection.hang_up()
        assert ended.heard_ms == 14_000
        assert [world.counted("tyyni_frames_total", party=party) for party in BOTH] == [700.0, 700.0]
        assert (world.mended_ms, world.witness.mends) == (0.0, [])
        assert world.witness.links[-1].lost_samples == 0
        heard = max(world.transcriber.finals, key=len)
        assert voice.tobytes().find(heard.tobytes()) >= 0, "its sound is that of the caller, without a seam"


async def test_what_the_agent_does_and_who_the_agent_is_reaches_the_service() -> None:
    """The peer is scripted: it welcomes, listens, and ends the call."""
    said: list[wire.ClientMessage] = []

    async def answer(websocket: ServerConnection) -> None:
        async for text in websocket:
            if isinstance(text, str):
                said.append(wire.decode_client_message(text))
                if isinstance(said[-1], wire.Hello):
                    nothing = dict.fromkeys(BOTH, 0)
                    welcome = wire.Welcome(
                        call_id="1", resume_token="t", next_sample=nothing, voice_analysis=False
                    )
                    await websocket.send(wire.encode(welcome))
                if isinstance(said[-1], wire.HangUp):
                    await websocket.send(wire.encode(wire.BreakOffer(minutes=5)))
                    await websocket.send(wire.encode(wire.Ended(call_id="1", heard_ms=0)))

    plan = CallPlan(BOTH, "en", False, agent="Anna", team="Claims")
    doings: list[wire.AgentDoing] = [
        wire.Dismiss(prompt=3),
        wire.Mute(rule="late", on=True),
        wire.Rate(prompt=3, useful=False),
        wire.AskHelp(on=True),
    ]
    witness = Witness()
    async with serve(answer, "127.0.0.1", 0) as peer:
        port = next(iter(peer.sockets)).getsockname()[1]
        async with CallConnection(f"ws://127.0.0.1:{port}/ws/call", plan, witness) as connection:
            for doing in doings:
                connection.do(doing)
            await connection.hang_up()
    greeting = said[0]
    assert isinstance(greeting, wire.Hello)
    assert (greeting.agent, greeting.team) == ("Anna", "Claims")
    assert said[1:] == [*doings, wire.HangUp()]
    assert witness.of(wire.BreakOffer) == [wire.BreakOffer(minutes=5)]


async def test_voice_analysis_switched_off_while_the_line_is_dead_stays_off() -> None:
    async with scene() as world, world.connect() as connection:
        assert connection.welcome.voice_analysis
        world.network.stall()
        connection.set_voice_analysis(False)
        world.network.cut()
        await world.witness.until_live_after(1)
        welcome = world.witness.of(wire.Welcome)[-1]
        assert isinstance(welcome, wire.Welcome)
        assert not welcome.voice_analysis
        for party in BOTH:
            connection.hear(party, speech_like(3))
        await connection.hang_up()
        assert world.witness.of(wire.Voice) == []


async def test_a_break_after_hang_up_still_brings_the_last_words_and_ended() -> None:
    async with scene() as world, world.connect() as connection:
        with paused(world.transcriber):
            for party, sound in ((CALLER, speech_like(1.51)[:24_001]), (AGENT, silence(1.51)[:24_001])):
                connection.hear(party, sound)
            hanging_up = asyncio.create_task(connection.hang_up())
            assert await asyncio.to_thread(world.transcriber.asked.wait, 20)
            world.network.cut()
            await world.witness.until_live_after(1)
        assert (await hanging_up).heard_ms == 1_520
        finals = [m for m in world.witness.messages if isinstance(m, wire.TranscriptText) and m.final]
        assert [m.stable for m in finals] == ["hello"]
        assert world.witness.mends == []


async def test_when_ended_itself_was_lost_it_is_told_again() -> None:
    async with scene() as world, connected(world.service, "/ws/agent") as page, world.connect() as connection:
        with paused(world.transcriber):
            for party, sound in ((CALLER, speech_like(1.5)), (AGENT, silence(1.5))):
                connection.hear(party, sound)
            hanging_up = asyncio.create_task(connection.hang_up())
            assert await asyncio.to_thread(world.transcriber.asked.wait, 20)
            world.network.stall()
        told = await page.expect(wire.Ended)
        await page.expect(wire.LiveCalls, lambda live: not live.calls)
        world.network.cut()
        assert await hanging_up == told
        assert world.witness.links[-1].state is LinkState.ENDED


async def test_a_break_longer_than_the_grace_ends_the_call_with_a_code() -> None:
    async with (
        scene(grace_s=0.0) as world,
        connected(world.service, "/ws/agent") as page,
        world.connect() as connection,
    ):
        world.network.refusing = True
        world.network.cut()
        await page.expect(wire.LiveCalls, lambda live: bool(live.calls))
        await page.expect(wire.LiveCalls, lambda live: not live.calls)
        world.network.refusing = False
        with pytest.raises(TyyniError) as failed:
            await connection.hang_up()
        assert failed.value.code == "resume_refused"
        with pytest.raises(TyyniError):
            connection.hear(CALLER, silence(1))


async def test_after_a_break_longer_than_the_outbox_keeps_the_loss_is_told() -> None:
    async with scene() as world:
        async with world.connect() as connection:
            for party in BOTH:
                connection.hear(party, silence(1))
            await world.witness.until_heard(1_000)
            world.network.refusing = True
            world.network.cut()
            await world.witness.until(lambda: world.witness.links[-1].state is LinkState.RECONNECTING)
            for party in BOTH:
                connection.hear(party, silence(40))
            world.network.refusing = False
            await world.witness.until_live_after(1)
            ended = await connection.hang_up()
        assert world.witness.links[-1].lost_samples == 2 * 10 * 16_000
        assert ended.heard_ms == 41_000, "what was lost is silence: nothing after it is shifted"
        assert world.mended_ms == 20_000
        assert set(world.witness.mends) == {("audio_gap_bridged", party, 10_000) for party in BOTH}


async def test_a_service_that_stays_away_too_long_is_given_up() -> None:
    async with scene() as world, world.connect(LinkPolicy(first_wait_s=0.01, give_up_s=0.0)) as connection:
        world.network.refusing = True
        world.network.cut()
        with pytest.raises(TyyniError) as failed:
            await connection.hang_up()
        assert failed.value.code == "connection_lost"


async def test_a_line_that_stalls_while_it_comes_back_is_only_another_break() -> None:
    """The websocket opens again but `welcome` never comes: not a reason to give up the call."""
    policy = LinkPolicy(open_s=0.3, first_wait_s=0.01, longest_wait_s=0.05)
    async with scene() as world, world.connect(policy) as connection:
        world.network.stalling_answers = True
        world.network.cut()
        await world.network.until_connections(3)  # the second one has waited in vain
        world.network.stalling_answers = False
        await world.witness.until_live_after(1)
        assert isinstance(await connection.hang_up(), wire.Ended)


async def test_another_client_that_resumes_the_call_takes_it_over() -> None:
    async with scene() as world, world.connect() as connection:
        welcome = connection.welcome
        resume = wire.Resume(call_id=welcome.call_id, token=welcome.resume_token)
        async with connected(world.service) as other:
            await other.send(hello(resume=resume))
            await other.expect(wire.Welcome)
            with pytest.raises(TyyniError) as failed:
                await connection.hang_up()
            assert failed.value.code == "taken_over"
            assert isinstance((await other.hang_up())[-1], wire.Ended)


async def test_a_service_that_starts_again_is_asked_until_it_is_ready() -> None:
    welcome = wire.Welcome(
        call_id="c", resume_token="t", next_sample=dict.fromkeys(BOTH, 0), voice_analysis=True
    )
    loading = wire.ErrorMessage(code="not_ready", message="loading", fatal=True)
    answers: list[list[wire.Message]] = [
        [welcome],
        [loading],
        [loading],
        [welcome, wire.Ended(call_id="c", heard_ms=0)],
    ]
    hellos: list[wire.ClientMessage] = []

    async def answer(websocket: ServerConnection) -> None:
        hellos.append(wire.decode_client_message(await websocket.recv(decode=True)))
        for message in answers.pop(0):
            await websocket.send(wire.encode(message))

    witness = Witness()
    async with serve(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        plan = CallPlan(BOTH, "en", True)
        quick = LinkPolicy(first_wait_s=0.01, longest_wait_s=0.05)
        async with CallConnection(f"ws://127.0.0.1:{port}", plan, witness, policy=quick) as connection:
            await connection.wait_until_over()
            assert isinstance(await connection.hang_up(), wire.Ended)
        answers.append([loading])
        new = CallConnection(f"ws://127.0.0.1:{port}", plan, Witness(), policy=quick)
        assert await failure(new) == "not_ready", "a call that has not begun is begun by hand"
    resumes = [one.resume.call_id if one.resume else None for one in hellos if isinstance(one, wire.Hello)]
    assert resumes == [None, "c", "c", "c", None]
    assert witness.of(wire.ErrorMessage) == [], "a break is shown as one, not as an error"
    assert witness.links[-1] == Link(LinkState.ENDED, breaks=1, lost_samples=0)


# --- the end --------------------------------------------------------------------------------------------------


async def test_a_service_that_does_not_come_to_an_end_is_told() -> None:
    async with scene() as world, world.connect(LinkPolicy(ended_s=0.1)) as connection:
        with paused(world.transcriber):
            for party in BOTH:
                connection.hear(party, speech_like(1))
            with pytest.raises(TyyniError) as failed:
                await connection.hang_up()
            assert failed.value.code == "ending_timed_out"
        assert isinstance(await connection.hang_up(), wire.Ended), "who waits on gets it"


async def test_who_waits_for_room_goes_on_when_the_service_ends_the_call() -> None:
    async with scene(drain_s=0.0) as world, world.connect(LinkPolicy(ahead_s=-1.0)) as connection:
        waiting = asyncio.create_task(connection.room())
        for party in BOTH:
            connection.hear(party, silence(1))
        await world.witness.until_heard(1_000)
        world.service.server.handle_exit(signal.SIGTERM, None)
        async with asyncio.timeout(20):
            await waiting
        assert connection.over
        assert (await connection.hang_up()).heard_ms == 1_000


async def test_a_service_that_never_answers_hello_is_told() -> None:
    async with scene() as world:
        world.network.stalling_answers = True
        assert await failure(world.connect(LinkPolicy(open_s=0.3))) == "service_silent"


def test_sound_of_a_party_that_the_call_has_not_is_refused() -> None:
    async def speak() -> None:
        connection = CallConnection("ws://127.0.0.1:1", CallPlan((CALLER,), "en", True), Witness())
        connection.hear(AGENT, np.zeros(320, dtype=np.int16))

    with pytest.raises(KeyError):
        asyncio.run(speak())
