from __future__ import annotations

import pytest
from coaching import ScriptedCoaching

from tyyni import wire
from tyyni.coach.events import CallEvent, MutesChanged
from tyyni.coach.playbook import PromptGone
from tyyni.errors import WireError
from tyyni.serve.audience import CallPart
from tyyni.serve.doings import Doings, PastDoings


class Desk:
    """Doings around a scripted coaching, and everything that screens are told; prompt 1 was shown."""

    def __init__(self) -> None:
        self.said: list[wire.Message] = []
        self.helps: list[wire.FloorHelp | None] = []
        self.whispers: list[str] = []
        self.events: list[CallEvent] = []
        self.doings = Doings(ScriptedCoaching(), self.events.extend, self)

    def has_shown(self, prompt_id: int) -> bool:
        return prompt_id == 1

    def say(self, message: wire.Message) -> None:
        self.said.append(message)

    def show_help(self, help_: wire.FloorHelp | None) -> None:
        self.helps.append(help_)

    def add(self, part: CallPart) -> None:
        assert isinstance(part, wire.FloorWhisper)
        self.whispers.append(part.text)

    @property
    def states(self) -> list[str]:
        return [message.state for message in self.said if isinstance(message, wire.Help)]


ASK, TAKE_BACK = wire.AskHelp(on=True), wire.AskHelp(on=False)


def test_wishes_go_to_the_coaching_and_what_comes_of_them_is_published() -> None:
    desk = Desk()
    desk.doings.agent_does(wire.Dismiss(prompt=1))
    desk.doings.agent_does(wire.Mute(rule=None, on=True))
    assert [type(event) for event in desk.events] == [PromptGone, MutesChanged]


def test_a_prompt_is_rated_only_when_it_was_shown_and_nobody_in_the_call_is_told() -> None:
    desk = Desk()
    for useful in (True, False):
        desk.doings.agent_does(wire.Rate(prompt=1, useful=useful))
    with pytest.raises(WireError, match="prompt_unknown"):
        desk.doings.agent_does(wire.Rate(prompt=2, useful=True))
    assert (desk.said, desk.helps, desk.events) == ([], [], [])


def test_help_is_asked_taken_once_and_taken_back() -> None:
    desk = Desk()
    with pytest.raises(WireError, match="help_not_asked"):
        desk.doings.take_help()
    for doing in (TAKE_BACK, ASK, ASK):
        desk.doings.agent_does(doing)
    desk.doings.take_help()
    desk.doings.take_help()
    desk.doings.agent_does(ASK)
    desk.doings.agent_does(TAKE_BACK)
    assert desk.states == ["asked", "taken", "none"]
    assert desk.helps == [wire.FloorHelp(heard_ms=0, taken=taken) for taken in (False, True)] + [None]
    with pytest.raises(WireError, match="help_not_asked"):
        desk.doings.take_help()


@pytest.mark.parametrize("text", ["x", "Żółć, ääkköset, 🌱!", "x" * wire.MAX_WHISPER_CHARS])
def test_a_whisper_reaches_the_agent_and_who_has_the_call_open(text: str) -> None:
    desk = Desk()
    desk.doings.whisper(text)
    desk.doings.whisper("again")
    assert desk.said == [
        wire.Whisper(id=1, text=text, heard_ms=0),
        wire.Whisper(id=2, text="again", heard_ms=0),
    ]
    assert desk.whispers == [text, "again"]


@pytest.mark.parametrize("text", ["", "  ", "two\nlines", "\x1b[31m", "x" * (wire.MAX_WHISPER_CHARS + 1)])
def test_a_whisper_that_is_none_is_refused(text: str) -> None:
    desk = Desk()
    with pytest.raises(WireError, match="whisper_invalid"):
        desk.doings.whisper(text)
    assert (desk.said, desk.whispers) == ([], [])


def test_what_people_did_before_goes_on() -> None:
    desk = Desk()
    asked = wire.FloorHelp(heard_ms=5, taken=True)
    past = PastDoings((None, "edited-away"), [("Offer a refund", 7)], asked)
    desk.doings.go_on(past)
    assert desk.events == [MutesChanged((), True)]
    assert (desk.whispers, desk.helps, desk.states) == (["Offer a refund"], [asked], ["taken"])
    desk.doings.whisper("Good")
    told = [message for message in desk.said if isinstance(message, wire.Whisper)]
    assert [(message.id, message.heard_ms) for message in told] == [(1, 7), (2, 0)]
    nothing = Desk()
    nothing.doings.go_on(PastDoings())
    assert (nothing.said, nothing.events) == ([], [])
