"""The messages of the supervisors' floor: the caller and the call, nothing about the agent's conduct."""

from __future__ import annotations

from typing import Literal

import msgspec

from tyyni.units import Party
from tyyni.wire.base import Band, Message, Texts
from tyyni.wire.call import HeatPoint, HeatReason


class FloorAlert(msgspec.Struct, frozen=True):
    """Why a supervisor should look at a call at once, such as a threat; it stays until the call ends."""

    text: Texts
    heard_ms: int


class FloorHelp(msgspec.Struct, frozen=True):
    """The agent asks for a supervisor."""

    heard_ms: int
    taken: bool
    """A supervisor has taken it up."""


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
    """The newest prompt about the caller. It stays when it has left the agent's screen: that an agent dismissed it is
    the agent's own business."""
    voice_analysis: bool
    lag_ms: int
    notices: list[str]
    """Codes of the notices that are active, such as degraded_finals_only."""
    agent: str = ""
    team: str = ""
    phase: str = ""
    """How far the call has come, such as listen or solve; empty when the playbook has no checklist."""
    alert: FloorAlert | None = None
    help: FloorHelp | None = None


class FloorCalls(Message, frozen=True, tag="floor"):
    """First message on `/ws/floor`: all live calls."""

    calls: list[FloorCall]
    lines: dict[str, list[HeatPoint]]
    """The heat of each call, by its id, in the last minutes; `floor_call` goes on with it."""


class FloorCallChanged(Message, frozen=True, tag="floor_call"):
    """One live call, new or changed."""

    call: FloorCall


class FloorCallGone(Message, frozen=True, tag="floor_call_gone"):
    """A call has ended."""

    call_id: str


class FloorText(msgspec.Struct, frozen=True):
    """What was said in a call, without the times of its words: how fast an agent speaks is nobody else's business."""

    party: Party
    utterance: int
    text: str
    final: bool
    start_ms: int


class FloorPrompt(msgspec.Struct, frozen=True):
    """A prompt about the caller, as it came."""

    heard_ms: int
    urgency: Literal["low", "normal", "high"]
    text: Texts
    why: Texts


class FloorWhisper(msgspec.Struct, frozen=True):
    """What a supervisor wrote to the agent of a call."""

    heard_ms: int
    text: str


class WatchedCall(Message, frozen=True, tag="watched_call"):
    """Answer to `watch`: everything of the call so far that supervisors may see; what follows comes by the three
    messages below, and its heat by `floor_call`."""

    call_id: str
    heat: list[HeatPoint]
    prompts: list[FloorPrompt]
    texts: list[FloorText]
    whispers: list[FloorWhisper]


class WatchedText(Message, frozen=True, tag="watched_text"):
    """Text of the call that is watched."""

    call_id: str
    text: FloorText


class WatchedPrompt(Message, frozen=True, tag="watched_prompt"):
    """A new prompt about the caller in the call that is watched."""

    call_id: str
    prompt: FloorPrompt


class WatchedWhisper(Message, frozen=True, tag="watched_whisper"):
    """A supervisor wrote to the agent of the call that is watched."""

    call_id: str
    whisper: FloorWhisper
