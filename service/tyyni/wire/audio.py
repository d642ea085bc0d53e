"""Sound on the wire: one binary message is a 16-byte header and s16le samples of one party."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from tyyni.audio import Pcm16
from tyyni.errors import WireError
from tyyni.units import SAMPLE_RATE_HZ, Party

VERSION = 1
"""Version of this protocol; a peer that speaks another is refused with `version_mismatch`."""

HEADER = struct.Struct("<BBHIQ")
"""Little-endian: version u8, party u8, reserved u16 (0), sequence u32, first_sample u64."""

MAX_CHUNK_SAMPLES = SAMPLE_RATE_HZ
"""One second: the longest chunk of audio in one message (32,016 bytes, under the 64 KiB message limit)."""

PARTY_CODES: dict[Party, int] = {Party.CALLER: 0, Party.AGENT: 1, Party.MIXED: 2}
_PARTIES = {code: party for party, code in PARTY_CODES.items()}


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """One binary message: ``samples`` (int16, shape (n,), n in 1..16000) of one party."""

    party: Party
    sequence: int
    first_sample: int
    samples: Pcm16


def encode_audio(chunk: AudioChunk) -> bytes:
    """Return the chunk as one binary websocket message."""
    head = HEADER.pack(VERSION, PARTY_CODES[chunk.party], 0, chunk.sequence & 0xFFFFFFFF, chunk.first_sample)
    return head + chunk.samples.astype("<i2", copy=False).tobytes()


def decode_audio(data: bytes) -> AudioChunk:
    """Return the chunk in a binary websocket message.

    Raises:
        WireError: ``frame_truncated``, ``version_mismatch``, ``unknown_party`` or ``frame_oversized``; the
            message names what was found and what was expected.
    """
    body = len(data) - HEADER.size
    if body < 2 or body % 2:
        raise WireError(
            "frame_truncated",
            f"audio of {len(data)} bytes: expected a {HEADER.size}-byte header and whole 16-bit samples",
        )
    version, party_code, _reserved, sequence, first_sample = HEADER.unpack_from(data)
    if version != VERSION:
        raise WireError("version_mismatch", f"audio of version {version}: expected {VERSION}", fatal=True)
    if party_code not in _PARTIES:
        raise WireError("unknown_party", f"audio of party {party_code}: expected one of {sorted(_PARTIES)}")
    if body // 2 > MAX_CHUNK_SAMPLES:
        raise WireError(
            "frame_oversized", f"audio of {body // 2} samples: at most {MAX_CHUNK_SAMPLES} in one message"
        )
    samples = np.frombuffer(data, dtype="<i2", offset=HEADER.size).astype(np.int16)
    return AudioChunk(_PARTIES[party_code], sequence, first_sample, samples)
