"""What travels over the websockets, defined once; `make wire` derives schema and TypeScript from it.

Control is JSON text, one tagged message each. Audio is binary: a 16-byte header and s16le samples. Every
message that audio caused carries ``heard_ms``, the audio time of the last sample that caused it.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from tyyni.errors import WireError
from tyyni.wire.audio import (
    HEADER,
    MAX_CHUNK_SAMPLES,
    PARTY_CODES,
    VERSION,
    AudioChunk,
    decode_audio,
    encode_audio,
)
from tyyni.wire.base import AUTO, Band, Message, ScreenLanguage, Texts
from tyyni.wire.call import (
    BreakOffer,
    Checklist,
    ChecklistStep,
    Conduct,
    Ended,
    ErrorMessage,
    HangUp,
    Heat,
    HeatLine,
    HeatPoint,
    HeatReason,
    Hello,
    Help,
    Lag,
    LiveCall,
    LiveCalls,
    Muted,
    MutedRule,
    Notice,
    PromptCleared,
    PromptShown,
    Resume,
    SetVoiceAnalysis,
    SpokenLanguage,
    SpokenWord,
    StepDone,
    TranscriptText,
    Voice,
    VoiceAnalysis,
    Welcome,
    Whisper,
)
from tyyni.wire.floor import (
    FloorAlert,
    FloorCall,
    FloorCallChanged,
    FloorCallGone,
    FloorCalls,
    FloorHelp,
    FloorPrompt,
    FloorText,
    FloorWhisper,
    WatchedCall,
    WatchedPrompt,
    WatchedText,
    WatchedWhisper,
)
from tyyni.wire.people import (
    MAX_WHISPER_CHARS,
    AskHelp,
    Dismiss,
    Follow,
    Mute,
    Rate,
    SendWhisper,
    TakeHelp,
    Watch,
)

__all__ = [
    "AUTO",
    "HEADER",
    "MAX_CHUNK_SAMPLES",
    "MAX_WHISPER_CHARS",
    "PARTY_CODES",
    "VERSION",
    "AskHelp",
    "AudioChunk",
    "Band",
    "BreakOffer",
    "Checklist",
    "ChecklistStep",
    "Conduct",
    "Dismiss",
    "Ended",
    "ErrorMessage",
    "FloorAlert",
    "FloorCall",
    "FloorCallChanged",
    "FloorCallGone",
    "FloorCalls",
    "FloorHelp",
    "FloorPrompt",
    "FloorText",
    "FloorWhisper",
    "Follow",
    "HangUp",
    "Heat",
    "HeatLine",
    "HeatPoint",
    "HeatReason",
    "Hello",
    "Help",
    "Lag",
    "LiveCall",
    "LiveCalls",
    "Message",
    "Mute",
    "Muted",
    "MutedRule",
    "Notice",
    "PromptCleared",
    "PromptShown",
    "Rate",
    "Resume",
    "ScreenLanguage",
    "SendWhisper",
    "SetVoiceAnalysis",
    "SpokenLanguage",
    "SpokenWord",
    "StepDone",
    "TakeHelp",
    "Texts",
    "TranscriptText",
    "Voice",
    "VoiceAnalysis",
    "Watch",
    "WatchedCall",
    "WatchedPrompt",
    "WatchedText",
    "WatchedWhisper",
    "Welcome",
    "Whisper",
    "decode_audio",
    "encode_audio",
]

T = TypeVar("T")

AgentDoing = Dismiss | Mute | Rate | AskHelp
"""What an agent may do about the call, on whichever connection."""

ClientMessage = Hello | SetVoiceAnalysis | HangUp | AgentDoing
"""What the client of a call may say on `/ws/call`."""

AgentPageMessage = Follow | AgentDoing
"""What an agent's page may say on `/ws/agent`, about the call that it follows."""

FloorPageMessage = Watch | TakeHelp | SendWhisper
"""What a supervisors' page may say on `/ws/floor`."""

AgentMessage = (
    Welcome
    | VoiceAnalysis
    | SpokenLanguage
    | TranscriptText
    | Voice
    | Heat
    | HeatLine
    | PromptShown
    | PromptCleared
    | Checklist
    | StepDone
    | Conduct
    | Notice
    | Lag
    | Muted
    | Help
    | Whisper
    | BreakOffer
    | ErrorMessage
    | Ended
)
"""What `/ws/call` and `/ws/agent` may say."""

AgentScreenMessage = AgentMessage | LiveCalls
"""What `/ws/agent` may say: the same, and which calls are live."""

FloorMessage = (
    FloorCalls
    | FloorCallChanged
    | FloorCallGone
    | WatchedCall
    | WatchedText
    | WatchedPrompt
    | WatchedWhisper
    | ErrorMessage
)
"""What `/ws/floor` may say."""

_ENCODER = msgspec.json.Encoder()
_CLIENT_DECODER: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)
_AGENT_PAGE_DECODER: msgspec.json.Decoder[AgentPageMessage] = msgspec.json.Decoder(AgentPageMessage)
_FLOOR_PAGE_DECODER: msgspec.json.Decoder[FloorPageMessage] = msgspec.json.Decoder(FloorPageMessage)
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


def decode_agent_page_message(text: str | bytes) -> AgentPageMessage:
    """Return what an agent's page said.

    Raises:
        WireError: ``message_invalid``.
    """
    return _decode(_AGENT_PAGE_DECODER, text)


def decode_floor_page_message(text: str | bytes) -> FloorPageMessage:
    """Return what a supervisors' page said.

    Raises:
        WireError: ``message_invalid``.
    """
    return _decode(_FLOOR_PAGE_DECODER, text)


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


def _decode(decoder: msgspec.json.Decoder[T], text: str | bytes) -> T:
    try:
        return decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise WireError("message_invalid", f"message not understood: {error}") from error
