"""Bad input over a real websocket: each gets its coded answer, and costs a call beside it nothing."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import numpy as np
import pytest
from live_service import LiveService, WireCall, calling, connected, hello, silence, speech_like

from tyyni import wire
from tyyni.audio import MAX_BRIDGE_SAMPLES
from tyyni.serve.call_socket import LIMITS
from tyyni.units import Party
from tyyni_models.scripted import ScriptedTranscriber

CALLER, AGENT = Party.CALLER, Party.AGENT
FRAME = np.zeros(320, dtype=np.int16)
GOOD = wire.encode_audio(wire.AudioChunk(CALLER, 0, 0, FRAME))


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    with LiveService(ScriptedTranscriber(["this", "is", "unacceptable"])) as running:
        yield running


@asynccontextmanager
async def a_call_beside_it(service: LiveService) -> AsyncIterator[None]:
    """Run a call whose sound comes half before and half after what happens here; it must lose nothing."""
    sound = {CALLER: speech_like(1), AGENT: silence(1)}
    async with calling(service) as (beside, welcome):
        await beside.play(sound)
        yield
        await beside.play({CALLER: silence(1), AGENT: silence(1)}, first_sample=16_000)
        said = await beside.hang_up()
        assert beside.websocket.close_code == 1000
    assert said[-1] == wire.Ended(call_id=welcome.call_id, heard_ms=2_000)
    assert [m.stable for m in said if isinstance(m, wire.TranscriptText) and m.final] == [
        "this is unacceptable"
    ]
    assert not [m for m in said if isinstance(m, wire.ErrorMessage | wire.Notice)]


def changed(**fields: object) -> str:
    return json.dumps({**json.loads(wire.encode(hello())), **fields})


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (changed(version=2), "version_mismatch"),
        (changed(rate_hz=8_000), "rate_mismatch"),
        (changed(parties=["agent"]), "parties_invalid"),
        (changed(parties=["somebody"]), "message_invalid"),
        (changed(language="xx"), "language_unknown"),
        (changed(language="auto", languages=["fi", "xx"]), "language_unknown"),
        (changed(language="auto", languages=[]), "languages_invalid"),
        (changed(language="auto", languages="fi,pl"), "message_invalid"),
        (changed(languages=["fi", "en"]), "languages_invalid"),
        (changed(label="x" * 61), "label_invalid"),
        (changed(voice_analysis="yes"), "message_invalid"),
        (changed(resume={"call_id": "guess", "token": "guess"}), "resume_refused"),
        (wire.encode(wire.HangUp()), "hello_expected"),
        ("not json", "message_invalid"),
        ("[" * 30_000, "message_invalid"),
        (GOOD, "hello_expected"),
        (b"", "hello_expected"),
    ],
)
async def test_a_first_message_that_will_not_do(service: LiveService, first: str | bytes, code: str) -> None:
    async with a_call_beside_it(service), connected(service) as call:
        await call.websocket.send(first)
        assert await call.refusal() == (code, 1008)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"", "frame_truncated"),
        (GOOD[:10], "frame_truncated"),
        (GOOD[:-1], "frame_truncated"),
        (GOOD[: wire.HEADER.size], "frame_truncated"),
        (wire.HEADER.pack(wire.VERSION, 9, 0, 0, 0) + b"\0\0", "unknown_party"),
        (wire.HEADER.pack(wire.VERSION, 2, 0, 0, 0) + b"\0\0", "party_not_declared"),
        (wire.HEADER.pack(wire.VERSION, 0, 0, 0, 0) + b"\0" * 2 * 16_001, "frame_oversized"),
        (wire.HEADER.pack(wire.VERSION, 0, 0, 0, MAX_BRIDGE_SAMPLES + 1) + b"\0\0", "gap_too_long"),
        (wire.HEADER.pack(wire.VERSION, 0, 0, 0, 2**64 - 1) + b"\0\0", "gap_too_long"),
        ("AAAA", "message_invalid"),
        ('{"type":"nonsense"}', "message_invalid"),
        ('{"type":"set_voice_analysis","on":1}', "message_invalid"),
        (wire.encode(hello()), "hello_unexpected"),
    ],
)
async def test_a_message_that_will_not_do_is_answered_and_the_call_goes_on(
    service: LiveService, message: str | bytes, code: str
) -> None:
    async with a_call_beside_it(service), calling(service) as (call, _):
        await call.websocket.send(message)
        error = await call.expect(wire.ErrorMessage)
        assert (error.code, error.fatal) == (code, False)
        await call.play({CALLER: FRAME, AGENT: FRAME})
        said = await call.hang_up()
        assert isinstance(said[-1], wire.Ended)
        assert not [m for m in said if isinstance(m, wire.Notice)]


async def test_audio_of_another_version_ends_the_connection(service: LiveService) -> None:
    async with a_call_beside_it(service), calling(service) as (call, _):
        await call.websocket.send(b"\x02" + GOOD[1:])
        assert await call.refusal() == ("version_mismatch", 1008)


async def test_more_than_64_kib_ends_the_connection(service: LiveService) -> None:
    async with a_call_beside_it(service), calling(service) as (call, _):
        await call.websocket.send(GOOD + b"\0" * 65_536)
        await call.rest()
        assert call.websocket.close_code == 1009


async def test_frames_out_of_order_and_repeated_are_mended_and_told(service: LiveService) -> None:
    async with a_call_beside_it(service), calling(service) as (call, _):
        for sequence, first in ((0, 0), (2, 640), (1, 320), (3, 960)):
            chunk = wire.AudioChunk(CALLER, sequence, first, FRAME)
            await call.websocket.send(wire.encode_audio(chunk))
        await call.play({AGENT: np.zeros(1_280, dtype=np.int16)})
        said = await call.hang_up()
    notices = {(m.code, m.party, m.value_ms) for m in said if isinstance(m, wire.Notice)}
    assert notices == {
        ("sequence_out_of_order", CALLER, None),
        ("audio_gap_bridged", CALLER, 20),
        ("audio_repeated", CALLER, 20),
    }
    ended = said[-1]
    assert isinstance(ended, wire.Ended)
    assert ended.heard_ms == 80, "neither party was shifted"


def random_text(chance: random.Random) -> str:
    """Return text that may be JSON, a message of another kind, or noise."""
    kinds = ["hello", "set_voice_analysis", "hang up", "welcome", "", 7, None, [], "caf\u00e9\ud83d\ude00"]
    return chance.choice(
        [
            json.dumps({"type": chance.choice(kinds), "on": chance.choice(kinds)}),
            json.dumps([chance.random()] * chance.randrange(5)),
            json.dumps(chance.choice(kinds)),
            chance.randbytes(chance.randrange(60)).decode("latin-1"),
        ]
    )


def random_frame(chance: random.Random) -> bytes:
    """Return bytes that may be a header of this version with anything in it, or noise."""
    header = wire.HEADER.pack(
        wire.VERSION,
        chance.randrange(3, 256),
        chance.randrange(2**16),
        chance.randrange(2**32),
        chance.randrange(2**64),
    )
    return chance.choice(
        [header + chance.randbytes(2 * chance.randrange(1, 40)), header[: chance.randrange(1, 17)], b"\x01"]
    )


@pytest.mark.parametrize("seed", range(5))
async def test_random_frames_and_messages_are_answered_and_in_the_end_too_many(
    service: LiveService, seed: int
) -> None:
    chance = random.Random(seed)
    async with a_call_beside_it(service), calling(service) as (call, _):
        for number in range(LIMITS.faults):
            # Text is allowed at 20 a second, 40 at once: few enough that it is never a flood.
            await call.websocket.send(random_text(chance) if number % 2 else random_frame(chance))
        said = await call.rest()
        assert call.websocket.close_code == 1008
    errors = [m for m in said if isinstance(m, wire.ErrorMessage)]
    assert len(errors) == LIMITS.faults + 1, "each one was answered"
    assert {e.code for e in errors[:-1]} <= {"frame_truncated", "unknown_party", "message_invalid"}
    assert (errors[-1].code, errors[-1].fatal) == ("too_many_faults", True)


async def test_random_bytes_never_break_the_service(service: LiveService) -> None:
    chance = random.Random(8)
    async with a_call_beside_it(service):
        for _ in range(30):
            async with connected(service) as call:
                noise = chance.randbytes(chance.randrange(200))
                await call.websocket.send(noise if chance.random() < 0.5 else noise.decode("latin-1"))
                code, close = await call.refusal()
                assert code in {"hello_expected", "message_invalid"}
                assert close == 1008


async def test_tiny_chunks_that_jump_far_cost_the_call_beside_it_nothing(service: LiveService) -> None:
    """The most work for the fewest bytes: every chunk bridges half a minute."""

    async def jump(call: WireCall) -> None:
        for number in range(1, 6):
            await call.chunk(CALLER, number * (MAX_BRIDGE_SAMPLES - 320), FRAME[:1])

    async with a_call_beside_it(service), calling(service, parties=[CALLER]) as (call, _):
        await jump(call)
        told = await call.expect(wire.Notice)
        assert told.code == "audio_gap_bridged"
        assert isinstance((await call.hang_up())[-1], wire.Ended)
