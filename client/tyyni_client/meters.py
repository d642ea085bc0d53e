"""Two level meters on a terminal, for the test before a call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from tyyni.units import Party
from tyyni_client.sound_check import QUIETEST_DBFS, SoundCheck
from tyyni_client.texts import Texts

CELLS = 40
GOOD_DBFS = (-40.0, -6.0)
"""Softer speech is lost in noise, louder speech clips: shown by a word too, not by colour alone. Our choice."""


def meters(texts: Texts, check: SoundCheck) -> Group:
    """Return one bar for each party, with its level in words of sound engineers."""
    lines = []
    for party in (Party.AGENT, Party.CALLER):
        level = check.levels_dbfs[party]
        filled = round((level - QUIETEST_DBFS) / -QUIETEST_DBFS * CELLS)
        style = "green" if GOOD_DBFS[0] <= level <= GOOD_DBFS[1] else "yellow"
        name = texts.say(f"party.{party}").ljust(12)
        bar = Text("█" * filled + "░" * (CELLS - filled), style=style)
        lines.append(Text(name).append(bar).append(f" {level:4.0f} dBFS"))
    return Group(*lines)


@contextmanager
def live_meters(texts: Texts, console: Console | None = None) -> Iterator[Callable[[SoundCheck], None]]:
    """Show meters until the end of the block; nothing moves when the terminal is none."""
    with Live(console=console, refresh_per_second=12, transient=True) as live:
        yield lambda check: live.update(meters(texts, check))
