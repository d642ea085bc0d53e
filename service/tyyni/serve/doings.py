"""What people do about a live call at their screens: the agent's own wishes, help asked for, whispers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from tyyni import wire
from tyyni.coach.events import CallEvent
from tyyni.errors import WireError
from tyyni.serve.audience import CallPart
from tyyni.units import CallMs


class Wishes(Protocol):
    """What this needs of `tyyni.coach.call.Call`."""

    @property
    def heard_ms(self) -> CallMs: ...
    def dismiss(self, prompt_id: int) -> list[CallEvent]: ...
    def mute(self, rule_id: str | None, on: bool) -> list[CallEvent]: ...


class Screens(Protocol):
    """What this needs of the call's screens."""

    def has_shown(self, prompt_id: int) -> bool: ...
    def say(self, message: wire.Message) -> None: ...
    def show_help(self, help_: wire.FloorHelp | None) -> None: ...
    def add(self, part: CallPart) -> None: ...


@dataclass(frozen=True, slots=True)
class PastDoings:
    """What people did about a call while another process had it."""

    muted: Sequence[str | None] = ()
    """Rules that are muted; None: all."""
    whispers: Sequence[tuple[str, int]] = ()
    """Texts, and when they came in ms."""
    help: wire.FloorHelp | None = None


class Doings:
    """Takes what people do about one call; what cannot be done is a `WireError`, and nothing changes."""

    def __init__(
        self, wishes: Wishes, publish: Callable[[Sequence[CallEvent]], None], screens: Screens
    ) -> None:
        self._wishes = wishes
        self._publish = publish
        self._screens = screens
        self._help: wire.FloorHelp | None = None
        self._whisper_ids = count(1)

    def go_on(self, past: PastDoings) -> None:
        """Go on with a call in which people did this before.

        A rule that the playbook has lost meanwhile has nothing to mute.
        """
        for rule in past.muted:
            with suppress(WireError):
                self._publish(self._wishes.mute(rule, True))
        for text, heard_ms in past.whispers:
            self._say_whisper(text, heard_ms)
        if past.help is not None:
            self._set_help(past.help)

    def agent_does(self, doing: wire.AgentDoing) -> None:
        """Take what the agent does.

        Raises:
            WireError: ``prompt_unknown``, this call never showed it; ``rule_unknown``, no rule has that name.
        """
        match doing:
            case wire.Dismiss(prompt=prompt_id):
                self._publish(self._wishes.dismiss(prompt_id))
            case wire.Mute(rule=rule, on=on):
                self._publish(self._wishes.mute(rule, on))
            case wire.Rate(prompt=prompt_id):  # the history keeps it; nothing in the call hangs on it
                if not self._screens.has_shown(prompt_id):
                    raise WireError("prompt_unknown", f"prompt {prompt_id} was never shown in this call")
            case wire.AskHelp(on=on):
                if on != (self._help is not None):
                    self._set_help(
                        wire.FloorHelp(heard_ms=self._wishes.heard_ms, taken=False) if on else None
                    )

    def take_help(self) -> None:
        """A supervisor takes up the agent's request; that another has done so already is no fault.

        Raises:
            WireError: ``help_not_asked``: it was taken back meanwhile.
        """
        if self._help is None:
            raise WireError("help_not_asked", "the agent of this call does not ask for help any more")
        if not self._help.taken:
            self._set_help(wire.FloorHelp(heard_ms=self._help.heard_ms, taken=True))

    def whisper(self, text: str) -> None:
        """Show the agent what a supervisor writes.

        Raises:
            WireError: ``whisper_invalid``.
        """
        if not text.strip() or len(text) > wire.MAX_WHISPER_CHARS or not text.isprintable():
            raise WireError(
                "whisper_invalid",
                f"a whisper has 1 to {wire.MAX_WHISPER_CHARS} printable characters, without line breaks",
            )
        self._say_whisper(text, self._wishes.heard_ms)

    def _say_whisper(self, text: str, heard_ms: int) -> None:
        self._screens.say(wire.Whisper(id=next(self._whisper_ids), text=text, heard_ms=heard_ms))
        self._screens.add(wire.FloorWhisper(heard_ms=heard_ms, text=text))

    def _set_help(self, help_: wire.FloorHelp | None) -> None:
        self._help = help_
        if help_ is None:
            self._screens.say(wire.Help(state="none", heard_ms=self._wishes.heard_ms))
        else:
            self._screens.say(wire.Help(state="taken" if help_.taken else "asked", heard_ms=help_.heard_ms))
        self._screens.show_help(help_)
