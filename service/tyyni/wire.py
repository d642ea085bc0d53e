"""What travels over the websockets, defined once; `make wire` derives schema and TypeScript from it.

Control is JSON text, one tagged message each. Audio is binary: a 16-byte header and s16le samples. Every
message that audio caused carries ``heard_ms``, the audio time of the last sample that caused it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Literal, TypeVar

import msgspec
import numpy as np

from tyyni.audio import Pcm16
from tyyni.errors import WireError
from tyyni.units import SAMPLE_RATE_HZ, Party

T = TypeVar("T")

VERSION = 1
"""Version of this protocol; a peer that speaks another is refused with `version_mismatch`."""

HEADER = struct.Struct("<BBHIQ")
"""Little-endian: version u8, party u8, reserved u16 (0), sequence u32, first_sample u64."""

MAX_CHUNK_SAMPLES = SAMPLE_RATE_HZ
"""One second: the longest chunk of audio in one message (32,016 bytes, under the 64 KiB message limit)."""

PARTY_CODES: dict[Party, int] = {Party.CALLER: 0, Party.AGENT: 1, Party.MIXED: 2}
_PARTIES = {code: party for party, code in PARTY_CODES.items()}

Band = Literal["calm", "warm", "hot", "boiling"]
ScreenLanguage = Literal["fi", "pl", "en"]
AUTO = "auto"
"""In `hello`, in place of a language: it is to be heard."""
Texts = dict[ScreenLanguage, str]
"""One text in every screen language; the screen picks its own."""


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


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="type"):
    """Base of all messages; the tag field is ``type``."""


# --- from the client of a call ------------------------------------------------------------------------------


class Resume(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Proof that this client began the call it now continues, as `welcome` gave it."""

    call_id: str
    token: str


class Hello(Message, frozen=True, tag="hello"):
    """First message on `/ws/call`. A mismatch is answered with a coded `error` and the connection closes."""

    version: int
    rate_hz: int
    """Must be 16000: the client resamples."""
    parties: list[Party]
    """["caller", "agent"], ["caller"] or ["mixed"]."""
    language: str
    """ISO 639-1 code of the spoken language; cue phrases exist for fi, pl and en. Or "auto": it is heard in the
    first speech, told by `language`, and stays; text comes from then on, also of what was said before."""
    voice_analysis: bool
    """Consent: whether the caller's tone may be analysed. No default, so that it is always a decision."""
    languages: list[str] | None = None
    """With "auto" only: the languages it may be (a single one is known at once); without, those that the playbook has
    phrases for."""
    label: str = ""
    """What the floor calls this call, such as an extension; at most 60 characters."""
    resume: Resume | None = None


class SetVoiceAnalysis(Message, frozen=True, tag="set_voice_analysis"):
    """Switch the analysis of the caller's tone on or off during the call."""

    on: bool


class HangUp(Message, frozen=True, tag="hang_up"):
    """The call is over; the service finishes what was said, answers `ended` and closes."""


ClientMessage = Hello | SetVoiceAnalysis | HangUp


# --- to screens ---------------------------------------------------------------------------------------------


class Welcome(Message, frozen=True, tag="welcome"):
    """The call is on. ``next_sample`` per party says where to go on after a reconnection."""

    call_id: str
    resume_token: str
    next_sample: dict[Party, int]
    voice_analysis: bool
    """False when consent is off, or when the call is mixed and tone cannot be read honestly."""


class VoiceAnalysis(Message, frozen=True, tag="voice_analysis"):
    """The analysis of the caller's tone was switched on or off during the call; `welcome` says how it began."""

    on: bool
    heard_ms: int


class SpokenLanguage(Message, frozen=True, tag="language"):
    """The language of a call that began with "auto" is known now; it does not change any more."""

    language: str
    probability: float
    """0..1: how likely it is among those it might be, by what was said until then."""
    heard_ms: int


class SpokenWord(msgspec.Struct, frozen=True):
    """A recognised word; times are audio time of the call, ``probability`` 0..1."""

    text: str
    start_ms: int
    end_ms: int
    probability: float


class TranscriptText(Message, frozen=True, tag="transcript"):
    """The text of an utterance so far; ``stable`` never changes once shown, ``tentative`` may."""

    party: Party
    utterance: int
    stable: str
    tentative: str
    final: bool
    start_ms: int
    end_ms: int
    words: list[SpokenWord]
    heard_ms: int


class Voice(Message, frozen=True, tag="voice"):
    """How the caller sounds now, against their own baseline; None means not measurable."""

    pitch_hz: float | None
    loudness_dbfs: float
    tension: float | None
    """Spectral balance: alpha ratio in dB, high band against low; higher is tenser."""
    syllables_per_s: float | None
    tempo_ratio: float | None
    """Syllable rate against the caller's own; 1.0 is unchanged."""
    arousal: float
    """0..1."""
    confidence: float
    """0..1."""
    heard_ms: int


class HeatReason(msgspec.Struct, frozen=True):
    """One signal that pushes the heat. The points of all reasons sum to the level."""

    kind: str
    """Such as raised_voice, faster_speech, words, interrupts; the screen has a text for each."""
    points: float
    since_ms: int
    value: float | None = None
    """The figure behind it, in ``unit``: arousal (0..1), ratio (1.0 is unchanged) or times."""
    unit: str | None = None
    quote: str | None = None


class Heat(Message, frozen=True, tag="heat"):
    """The caller's heat, 0 calm .. 100 boiling, with its reasons."""

    level: float
    band: Band
    trend: Literal["rising", "steady", "falling"]
    reasons: list[HeatReason]
    heard_ms: int


class PromptShown(Message, frozen=True, tag="prompt"):
    """The one prompt that belongs on the agent's screen now; it replaces any other."""

    id: int
    rule: str
    sources: list[str]
    """Rows of the source articles that the rule serves, such as P2."""
    about: Literal["caller", "conduct"]
    """Conduct prompts never leave the agent's own connection."""
    urgency: Literal["low", "normal", "high"]
    text: Texts
    why: Texts
    quote: str | None
    heard_ms: int


class PromptCleared(Message, frozen=True, tag="prompt_cleared"):
    """The prompt leaves the screen: its cause is gone, its step is done, or its time is over."""

    id: int
    reason: Literal["cause_gone", "step_done", "timed_out", "replaced", "call_ended"]
    heard_ms: int


class ChecklistStep(msgspec.Struct, frozen=True):
    """One step of meeting a complaint; `step` with its code ticks it off."""

    step: str
    name: Texts


class Checklist(Message, frozen=True, tag="checklist"):
    """The steps of meeting a complaint in the order they are best said, of the playbook that this call began with;
    comes after `welcome`, for the agent's own screen."""

    steps: list[ChecklistStep]


class StepDone(Message, frozen=True, tag="step"):
    """The agent said a step of the complaint model; for the agent's own screen."""

    step: str
    heard_ms: int


class Conduct(Message, frozen=True, tag="conduct"):
    """Plain conduct of the agent, for the agent's own screen: no tone, no figure of the voice."""

    talk_share: float
    """Agent's share of all speech so far, 0..1."""
    words_per_minute: float | None
    talking_over_ms: int
    monologue_ms: int
    dead_air_ms: int
    heard_ms: int


class Notice(Message, frozen=True, tag="notice"):
    """Something the people at the screens should know; ``code`` is stable, the screen has a text for it."""

    code: str
    level: Literal["info", "warning", "alarm"]
    party: Party | None = None
    value_ms: int | None = None
    active: bool = True
    """False when what an earlier notice with this code reported is over."""
    heard_ms: int = 0


class Lag(Message, frozen=True, tag="lag"):
    """How far the text that is to come is behind the audio, and what was dropped of it to keep up.

    What a degraded mode does not put into words is neither waited for nor counted here: its notice says so.
    """

    lag_ms: int
    dropped_partials: int
    dropped_finals: int
    heard_ms: int


class ErrorMessage(Message, frozen=True, tag="error"):
    """What was wrong with what was sent; when ``fatal`` the connection closes after it."""

    code: str
    message: str
    fatal: bool


class Ended(Message, frozen=True, tag="ended"):
    """The call is over and everything said in it has been worked through."""

    call_id: str
    heard_ms: int


AgentMessage = (
    Welcome
    | VoiceAnalysis
    | SpokenLanguage
    | TranscriptText
    | Voice
    | Heat
    | PromptShown
    | PromptCleared
    | Checklist
    | StepDone
    | Conduct
    | Notice
    | Lag
    | ErrorMessage
    | Ended
)
"""What `/ws/call` and `/ws/agent` may say."""


class LiveCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call an agent's page can follow."""

    call_id: str
    label: str
    language: str | None
    """None: not known yet, it is still being heard."""
    started_at: str
    """ISO 8601, UTC."""


class LiveCalls(Message, frozen=True, tag="live_calls"):
    """First message on `/ws/agent`, again whenever a call begins, ends, or has its language heard."""

    calls: list[LiveCall]
    following: str | None
    """Whose messages this connection now carries; the newest call unless `follow` chose another."""


class Follow(Message, frozen=True, tag="follow"):
    """From the agent's page: carry this call's messages."""

    call_id: str


AgentScreenMessage = AgentMessage | LiveCalls
"""What `/ws/agent` may say: the same, and which calls are live."""


class FloorAlert(msgspec.Struct, frozen=True):
    """Why a supervisor should look at a call at once, such as a threat; it stays until the call ends."""

    text: Texts
    heard_ms: int


class FloorCall(msgspec.Struct, frozen=True, kw_only=True):
    """One live call as a supervisor sees it: the caller and the call, nothing about the agent's conduct."""

    call_id: str
    label: str
    language: str | None
    """None: not known yet."""
    started_at: str
    heard_ms: int
    level: float
    band: Band
    trend: Literal["rising", "steady", "falling"]
    reasons: list[HeatReason]
    prompt: Texts | None
    """The prompt about the caller that is on the agent's screen."""
    voice_analysis: bool
    lag_ms: int
    notices: list[str]
    """Codes of the notices that are active, such as degraded_finals_only."""
    alert: FloorAlert | None = None


class FloorCalls(Message, frozen=True, tag="floor"):
    """First message on `/ws/floor`: all live calls."""

    calls: list[FloorCall]


class FloorCallChanged(Message, frozen=True, tag="floor_call"):
    """One live call, new or changed."""

    call: FloorCall


class FloorCallGone(Message, frozen=True, tag="floor_call_gone"):
    """A call has ended."""

    call_id: str


FloorMessage = FloorCalls | FloorCallChanged | FloorCallGone | ErrorMessage
"""What `/ws/floor` may say."""

_ENCODER = msgspec.json.Encoder()
_CLIENT_DECODER: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)
_AGENT_DECODER: msgspec.json.Decoder[AgentScreenMessage] = msgspec.json.Decoder(AgentScreenMessage)
_FLOOR_DECODER: msgspec.json.Decoder[FloorMessage] = msgspec.json.Decoder(FloorMessage)


def encode(message: Message) -> str:
    """Return a message as JSON text for a websocket."""
    return _ENCODER.encode(message).decode()


def decode_client_message(text: str) -> ClientMessage:
    """Return what a call's client said.

    Raises:
        WireError: ``message_invalid``, with the field and what was expected.
    """
    return _decode(_CLIENT_DECODER, text)


def decode_agent_message(text: str) -> AgentScreenMessage:
    """Return what the service said to an agent's screen.

    Raises:
        WireError: ``message_invalid``.
    """
    return _decode(_AGENT_DECODER, text)


def decode_floor_message(text: str) -> FloorMessage:
    """Return what the service said to the supervisors' floor.

    Raises:
        WireError: ``message_invalid``.
    """
    return _decode(_FLOOR_DECODER, text)


def _decode(decoder: msgspec.json.Decoder[T], text: str) -> T:
    try:
        return decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise WireError("message_invalid", f"message not understood: {error}") from error
