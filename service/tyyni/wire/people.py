"""What people at their screens do: agents on `/ws/agent` or `/ws/call`, supervisors on `/ws/floor`."""

from __future__ import annotations

from tyyni.wire.base import Message

MAX_WHISPER_CHARS = 200
"""A glance: more than this is not read during a call. Our choice."""


class Follow(Message, frozen=True, tag="follow"):
    """From the agent's page: carry this call's messages."""

    call_id: str


class Dismiss(Message, frozen=True, tag="dismiss"):
    """The agent takes the prompt off the screen; the same rule may come again after its rest."""

    prompt: int


class Mute(Message, frozen=True, tag="mute"):
    """The agent wants no prompt of a rule in this call, or of none at all (``rule`` None), or wants them again."""

    rule: str | None
    on: bool


class Rate(Message, frozen=True, tag="rate"):
    """The agent says whether a prompt was useful."""

    prompt: int
    useful: bool


class AskHelp(Message, frozen=True, tag="ask_help"):
    """The agent asks for a supervisor, or takes the request back."""

    on: bool


class Watch(Message, frozen=True, tag="watch"):
    """From the floor: show one call whole (None: none any more)."""

    call_id: str | None


class TakeHelp(Message, frozen=True, tag="take_help"):
    """From the floor: this supervisor takes up an agent's request for help."""

    call_id: str


class SendWhisper(Message, frozen=True, tag="send_whisper"):
    """From the floor: show the agent of a call this text, of 1 to 200 printable characters."""

    call_id: str
    text: str
