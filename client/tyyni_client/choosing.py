"""Which two devices a call is taken from: those that are named, else those remembered, else whatever is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_client.devices import InputDevice, find_device
from tyyni_client.remembered import Remembered, RememberedDevice, device_names
from tyyni_client.texts import Texts

OPTIONS = {Party.CALLER: "--caller", Party.AGENT: "--microphone"}


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A person at a terminal."""

    say: Callable[[str], None]
    ask: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Choice:
    """The devices of both parties."""

    devices: Mapping[Party, InputDevice]
    asked: bool
    """Whether a person has just chosen one of them, so that it is to be tried and remembered."""

    def remembering(self, before: Remembered, agent: str, team: str) -> Remembered:
        """Return what to remember from now on."""
        return Remembered(
            caller=device_names(self.devices[Party.CALLER]),
            microphone=device_names(self.devices[Party.AGENT]),
            agent=agent or before.agent,
            team=team or before.team,
        )


def choose(
    named: Mapping[Party, str | None],
    remembered: Remembered,
    there: list[InputDevice],
    dialogue: Dialogue | None,
    texts: Texts,
) -> Choice:
    """Return the devices of both parties.

    Args:
        named: what the options say.
        remembered: for what they do not say.
        there: all devices.
        dialogue: whom to ask about the rest; None: nobody is there.
        texts: in the language of the screen.

    Raises:
        TyyniError: ``device_unknown``, ``device_ambiguous``, ``device_gone``, ``device_not_chosen`` or
            ``devices_same``.
    """
    names: dict[Party, RememberedDevice | None] = {
        Party.CALLER: remembered.caller,
        Party.AGENT: remembered.microphone,
    }
    devices, asked = {}, False
    for party in (Party.AGENT, Party.CALLER):
        if (wanted := named[party]) is not None:
            devices[party] = find_device(wanted, there)
        elif (name := names[party]) is not None:
            devices[party] = name.find(there)
        else:
            devices[party] = _ask(party, there, dialogue, texts)
            asked = True
    if devices[Party.CALLER] == devices[Party.AGENT]:
        raise TyyniError(
            "devices_same",
            f"--caller and --microphone are both {devices[Party.CALLER]}: each party needs a device of its own",
        )
    return Choice(devices, asked)


def _ask(party: Party, there: list[InputDevice], dialogue: Dialogue | None, texts: Texts) -> InputDevice:
    if dialogue is None:
        raise TyyniError(
            "device_not_chosen",
            f"no {OPTIONS[party]} is given or remembered: give it, or run `tyyni-agent test` on a terminal once",
        )
    if not there:
        find_device("", there)  # raises: there is nothing to choose from
    dialogue.say(texts.say(f"choose.{party}"))
    for device in there:
        dialogue.say(f"  {device}")
    while True:
        try:
            return find_device(dialogue.ask(texts.say("choose.which")), there)
        except TyyniError as error:
            dialogue.say(str(error))
