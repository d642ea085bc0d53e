"""Which devices are taken: named, remembered, or answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_client.choosing import Choice, Dialogue, choose
from tyyni_client.devices import InputDevice
from tyyni_client.remembered import Remembered, RememberedDevice
from tyyni_client.texts import Texts

MICROPHONE = InputDevice(1, "Headset Mono", 1, 48_000, "PulseAudio", default=True)
MONITOR = InputDevice(2, "Headset Monitor", 1, 48_000, "PulseAudio", default=False)
THERE = [MICROPHONE, MONITOR]
REMEMBERED = Remembered(
    caller=RememberedDevice("Headset Monitor", "PulseAudio"),
    microphone=RememberedDevice("Headset Mono", "PulseAudio"),
    agent="Anna",
)
NOTHING = Remembered()
TEXTS = Texts("en")


class Person:
    """Somebody at a terminal who gives these answers."""

    def __init__(self, *answers: str) -> None:
        self._answers: Iterator[str] = iter(answers)
        self.read: list[str] = []

    @property
    def dialogue(self) -> Dialogue:
        return Dialogue(self.read.append, self._asked)

    def _asked(self, question: str) -> str:
        self.read.append(question)
        return next(self._answers)


def chosen(
    caller: str | None = None,
    microphone: str | None = None,
    *,
    remembered: Remembered = NOTHING,
    person: Person | None = None,
) -> Choice:
    named = {Party.CALLER: caller, Party.AGENT: microphone}
    return choose(named, remembered, THERE, person.dialogue if person else None, TEXTS)


def test_options_come_before_what_is_remembered_and_nobody_is_asked() -> None:
    swapped = Remembered(caller=REMEMBERED.microphone, microphone=REMEMBERED.caller)
    choice = chosen("monitor", "mono", remembered=swapped)
    assert choice.devices == {Party.CALLER: MONITOR, Party.AGENT: MICROPHONE}
    assert not choice.asked


def test_what_is_remembered_is_taken_without_a_question() -> None:
    choice = chosen(remembered=REMEMBERED)
    assert choice.devices == {Party.CALLER: MONITOR, Party.AGENT: MICROPHONE}
    assert not choice.asked


def test_the_first_time_a_person_is_asked_until_the_answer_fits() -> None:
    person = Person("webcam", "1", "headset monitor")
    choice = chosen(person=person)
    assert choice.devices == {Party.CALLER: MONITOR, Party.AGENT: MICROPHONE}
    assert choice.asked
    told = "\n".join(person.read)
    assert "Which one is your microphone?" in told
    assert "2: Headset Monitor (PulseAudio)" in told
    assert "[device_unknown]" in told


def test_what_to_remember_keeps_names_that_are_not_given_anew() -> None:
    choice = chosen(remembered=REMEMBERED)
    assert choice.remembering(REMEMBERED, "", "Claims") == Remembered(
        caller=REMEMBERED.caller, microphone=REMEMBERED.microphone, agent="Anna", team="Claims"
    )


def test_with_nobody_to_ask_that_is_an_error() -> None:
    with pytest.raises(TyyniError, match=r"--microphone.*tyyni-agent test.*\[device_not_chosen\]"):
        chosen("monitor")


def test_without_any_device_nobody_is_asked() -> None:
    with pytest.raises(TyyniError, match="device_unknown"):
        choose(dict.fromkeys(Party), Remembered(), [], Person("1").dialogue, TEXTS)


def test_one_device_for_both_is_an_error() -> None:
    with pytest.raises(TyyniError, match="devices_same"):
        chosen("1", "mono")
