"""Calls for tests of the history, told to a real recorder as a live call tells them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from tyyni import wire
from tyyni.coach.events import (
    AgentConduct,
    CallerPrompt,
    LanguageKnown,
    MutesChanged,
    Noticed,
    PhaseReached,
    StepSaid,
    TextHeard,
)
from tyyni.coach.heat import BAND_FROM, Heat, Reason
from tyyni.coach.playbook import Playbook, Prompt, PromptGone
from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue
from tyyni.history.archive import Archive
from tyyni.history.holding import Claim
from tyyni.history.recorder import Recorder
from tyyni.history.rows import Event
from tyyni.playbooks.loader import load_playbook
from tyyni.units import CallMs, Party

PLAYBOOK: Playbook = load_playbook()
TEXTS: wire.Texts = {"fi": "Rauhassa", "pl": "Spokojnie", "en": "Stay calm"}
SAID = "my parcel is late"
"""What is spoken in every sample; it must be nowhere unless words are kept."""


class Count:
    """A tally that can be waited for."""

    def __init__(self) -> None:
        self.total = 0.0
        self.counted = asyncio.Event()

    def inc(self, amount: float = 1) -> None:
        self.total += amount
        self.counted.set()


@asynccontextmanager
async def archive(url: URL, **options: Any) -> AsyncIterator[Archive]:
    """Run the history of a service on a database that has its tables."""
    given = {"keep_words": False, "written": Count(), "lost": Count(), **options}
    opened = Archive(url, **given)
    opened.start()
    try:
        yield opened
    finally:
        await opened.stop()


def heat(at_ms: int, level: float, said: str | None = SAID) -> Heat:
    band = max((name for name, from_ in BAND_FROM.items() if level >= from_), key=BAND_FROM.__getitem__)
    reason = Reason("words", level, CallMs(at_ms), 2.0, "times", said)
    return Heat(CallMs(at_ms), level, band, "steady", (reason,))


def cue(id_: str, said_ms: int, party: Party = Party.CALLER) -> Cue:
    return Cue(id_, party, SAID, SAID, CallMs(said_ms), 1.0, 20.0)


def prompt(id_: int, shown_ms: int, rule: str = "late-delivery", about: str = "caller") -> Prompt:
    sources = next(one.sources for one in PLAYBOOK.rules if one.id == rule)
    return Prompt(id_, rule, sources, about, "normal", TEXTS, TEXTS, SAID, CallMs(shown_ms))  # type: ignore[arg-type]


def text(party: Party, start_ms: int, *, final: bool = True) -> TextHeard:
    return TextHeard(
        party, 1, SAID, "", final, CallMs(start_ms), CallMs(start_ms + 900), (), 0, CallMs(start_ms)
    )


CLAIM = Claim("ab" * 32, "Aino", {"language": "fi"})
"""Who may go on with every sample."""

HOT_CALL: Sequence[Event] = (
    LanguageKnown("en", 0.9, CallMs(500)),
    heat(1_000, 10.0),
    VoiceReading(CallMs(1_500), 200.0, -20.0, -5.0, 4.0, 1.0, 0.6, 1.0),
    text(Party.CALLER, 2_000),
    cue("late_delivery", 3_000),
    heat(21_000, 60.0),
    prompt(1, 22_000),
    AgentConduct(0.5, 150.0, 0, 0, 0, CallMs(23_000)),
    StepSaid("apologise", CallMs(25_000)),
    cue("apologise", 25_000, Party.AGENT),
    text(Party.AGENT, 24_000),
    CallerPrompt(prompt(1, 22_000)),
    PhaseReached("solving", CallMs(25_000)),
    MutesChanged((), False),
    PromptGone(1, "step_done", CallMs(25_500)),
    heat(30_000, 30.0),
    prompt(2, 31_000, "charm", "conduct"),
    PromptGone(2, "timed_out", CallMs(39_000)),
    cue("thanks", 40_000),
    Noticed("no_speech_heard", "warning", Party.AGENT, 60_000, True, CallMs(41_000)),
    wire.Notice(code="text_dropped", level="alarm", heard_ms=42_000),
    wire.VoiceAnalysis(on=False, heard_ms=43_000),
)
"""Late parcel, hot in the first minute, then better."""

DOINGS: Sequence[tuple[wire.AgentDoing, int]] = (
    (wire.Rate(prompt=1, useful=True), 26_000),
    (wire.Mute(rule="charm", on=True), 32_000),
    (wire.Dismiss(prompt=2), 33_000),
    (wire.AskHelp(on=True), 34_000),
)


def listed(call_id: str, **changes: Any) -> wire.LiveCall:
    """Return a call that began on a Tuesday of the ISO week 2026-W48."""
    given = {
        "label": "7",
        "language": None,
        "started_at": "2026-11-24T10:00:00+00:00",
        "agent": "Aino",
        "team": "claims",
        **changes,
    }
    return wire.LiveCall(call_id=call_id, **given)


def tell(
    record: Recorder, call: wire.LiveCall, events: Sequence[Event] = HOT_CALL, *, heard_ms: int = 60_000
) -> None:
    """Tell a whole call, with what its agent did."""
    record.begin(call, True, PLAYBOOK)
    record.hold(CLAIM)
    record.take(events)
    for doing, at_ms in DOINGS:
        record.act(doing, at_ms)
    record.whisper("Offer a refund", 35_000)
    record.end(heard_ms)


async def keep(url: URL, *calls: wire.LiveCall, **options: Any) -> None:
    """Write these calls into a database."""
    async with archive(url, **options) as opened:
        for call in calls:
            tell(opened.recorder(), call)


async def everything_in(engine: AsyncEngine, table: Table) -> list[dict[str, Any]]:
    """Return all rows of a table."""
    async with engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(select(table))).mappings()]


def writing_process(url: URL) -> subprocess.Popen[str]:
    """Start a process that keeps a call for ever and prints each heat's time of audio and of the clock."""
    address = url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("history_process.py")), address],
        stdout=subprocess.PIPE,
        text=True,
    )
