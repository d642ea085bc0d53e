"""The wire: every message and every chunk of audio survives the journey; every fault has its code."""

from __future__ import annotations

import contextlib
from typing import Any, get_args

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tyyni import wire
from tyyni.errors import WireError
from tyyni.units import Party

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
# JSON has no NaN and no infinity, and no figure of ours may be one.

chunks = st.builds(
    wire.AudioChunk,
    party=st.sampled_from(Party),
    sequence=st.integers(0, 2**32 - 1),
    first_sample=st.integers(0, 2**63),
    samples=hnp.arrays(np.int16, st.integers(1, 640), elements=st.integers(-32768, 32767)),
)


def header(version: int = wire.VERSION, party: int = 0) -> bytes:
    return wire.HEADER.pack(version, party, 0, 7, 320)


def messages_of(union: object) -> st.SearchStrategy[wire.Message]:
    return st.one_of([st.from_type(member) for member in get_args(union)])


@given(chunks)
def test_audio_round_trip(chunk: wire.AudioChunk) -> None:
    back = wire.decode_audio(wire.encode_audio(chunk))
    assert (back.party, back.sequence, back.first_sample) == (chunk.party, chunk.sequence, chunk.first_sample)
    assert back.samples.dtype == np.int16
    np.testing.assert_array_equal(back.samples, chunk.samples)


def test_the_longest_chunk_survives() -> None:
    chunk = wire.AudioChunk(Party.MIXED, 0, 0, np.ones(wire.MAX_CHUNK_SAMPLES, np.int16))
    assert len(wire.decode_audio(wire.encode_audio(chunk)).samples) == wire.MAX_CHUNK_SAMPLES


def test_audio_sequence_wraps() -> None:
    chunk = wire.AudioChunk(Party.CALLER, 2**32, 0, np.zeros(1, np.int16))
    assert wire.decode_audio(wire.encode_audio(chunk)).sequence == 0


def test_audio_header_is_sixteen_bytes_and_little_endian() -> None:
    chunk = wire.AudioChunk(Party.AGENT, 1, 2, np.array([258], np.int16))
    assert wire.encode_audio(chunk) == bytes([1, 1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 1])


def test_audio_decoded_may_be_written_to() -> None:
    samples = wire.decode_audio(header() + b"\1\0").samples
    samples[0] = 5
    assert samples[0] == 5


@pytest.mark.parametrize(
    ("data", "code", "fatal"),
    [
        (b"", "frame_truncated", False),
        (header()[:-1], "frame_truncated", False),
        (header(), "frame_truncated", False),
        (header() + b"\0", "frame_truncated", False),
        (header() + b"\0\0\0", "frame_truncated", False),
        (header(version=2) + b"\0\0", "version_mismatch", True),
        (header(party=3) + b"\0\0", "unknown_party", False),
        (header() + bytes(2 * wire.MAX_CHUNK_SAMPLES + 2), "frame_oversized", False),
    ],
)
def test_audio_faults_have_codes(data: bytes, code: str, fatal: bool) -> None:
    with pytest.raises(WireError) as caught:
        wire.decode_audio(data)
    assert (caught.value.code, caught.value.fatal) == (code, fatal)


@given(st.binary(max_size=64))
def test_random_audio_is_decoded_or_refused(data: bytes) -> None:
    with contextlib.suppress(WireError):
        assert wire.encode_audio(wire.decode_audio(data))[:2] == data[:2]


@given(messages_of(wire.ClientMessage))
def test_client_messages_round_trip(message: wire.Message) -> None:
    assert wire.decode_client_message(wire.encode(message)) == message


@given(messages_of(wire.AgentScreenMessage))
def test_agent_messages_round_trip(message: wire.Message) -> None:
    assert wire.decode_agent_message(wire.encode(message)) == message


@given(messages_of(wire.FloorMessage))
def test_floor_messages_round_trip(message: wire.Message) -> None:
    assert wire.decode_floor_message(wire.encode(message)) == message


@given(messages_of(wire.AgentPageMessage))
def test_what_agents_pages_say_round_trips(message: wire.Message) -> None:
    assert wire.decode_agent_page_message(wire.encode(message)) == message


@given(messages_of(wire.FloorPageMessage))
def test_what_supervisors_pages_say_round_trips(message: wire.Message) -> None:
    assert wire.decode_floor_page_message(wire.encode(message)) == message


@pytest.mark.parametrize(
    "decode", [wire.decode_client_message, wire.decode_agent_message, wire.decode_floor_message]
)
@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", "null", "{}", '{"type":"unheard_of"}', '{"type":7}', '{"type":"error"}', "\ud800"],
)
def test_what_is_no_message_is_refused(decode: Any, text: str) -> None:
    with pytest.raises(WireError) as caught:
        decode(text)
    assert caught.value.code == "message_invalid"
    assert not caught.value.fatal


def test_a_refusal_names_the_field() -> None:
    with pytest.raises(WireError, match=r"missing required field `version`"):
        wire.decode_client_message('{"type":"hello"}')
    with pytest.raises(WireError, match=r"Expected `int`, got `str` - at `\$.version`"):
        wire.decode_client_message('{"type":"hello","version":"1"}')


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(WireError, match="unknown field `volume`"):
        wire.decode_client_message('{"type":"hang_up","volume":11}')


@given(st.text(max_size=40))
def test_random_text_is_a_message_or_refused(text: str) -> None:
    with contextlib.suppress(WireError):
        assert isinstance(wire.decode_client_message(text), wire.Message)


def test_the_floor_cannot_carry_an_agents_conduct() -> None:
    """No message of the floor has a field of the agent's page about the agent, at any depth."""
    _, schemas = msgspec.json.schema_components([wire.FloorMessage])
    private = {
        wire.Conduct,
        wire.StepDone,
        wire.Checklist,
        wire.ChecklistStep,
        wire.Voice,
        wire.TranscriptText,
        wire.PromptShown,
        wire.PromptCleared,
        wire.Muted,
        wire.MutedRule,
        wire.BreakOffer,
    }
    assert not {kind.__name__ for kind in private} & set(schemas)
