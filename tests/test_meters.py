"""Level meters as text."""

from __future__ import annotations

import io

import numpy as np
from rich.console import Console

from tyyni.units import Party
from tyyni_client.meters import live_meters, meters
from tyyni_client.sound_check import SoundCheck
from tyyni_client.texts import Texts


def test_each_party_has_a_bar_and_a_figure() -> None:
    check = SoundCheck()
    check.hear(Party.AGENT, np.full(1_600, 3_276, dtype=np.int16))
    console = Console(file=io.StringIO(), width=100, color_system=None)
    with console.capture() as capture:
        console.print(meters(Texts("en"), check))
    agent, caller = capture.get().splitlines()
    assert (agent.count("█"), caller.count("█")) == (31, 0)
    assert agent.endswith("-20 dBFS")


def test_they_move_on_a_terminal() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80, _environ={"TERM": "xterm"})
    with live_meters(Texts("fi"), console) as show:
        show(SoundCheck())
    assert "Soittaja" in console.file.getvalue()
