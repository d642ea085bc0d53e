"""A history of several weeks for tests of the insights: six agents, their calls hot and calm, and what was promised."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from coaching import Silent
from history_sample import HOT_CALL, PLAYBOOK, archive, cue, heat, listed, tell
from live_service import LiveService

from tyyni import wire
from tyyni.coach.events import StepSaid
from tyyni.coach.playbook import Prompt
from tyyni.history.database import history_url, upgrade
from tyyni.history.insights import WEEK, monday_of
from tyyni.history.notes import add_follow_up
from tyyni.history.rows import Event
from tyyni.units import CallMs

AGENTS = ("Aino Virtanen", "Bartek Nowak", "Carol Smith", "Dorota Lis", "Eero Laine", "Fiona Hall")
TEAMS = ("claims", "orders")
WEEKS = 10
"""Of the last: the running one is not among them, nothing in these tests hangs on the day."""
CAUSES = ("not_as_described", "long_wait", "order_error", "late_delivery", "broke")
PROMISED = "=Call back about the bicycle"
"""Begins as a formula does."""


def long_ago(weeks: int) -> datetime:
    """Return a moment of the week that began so many weeks before the running one."""
    return monday_of(datetime.now(UTC)) - weeks * WEEK + timedelta(days=2, hours=10)


def calls() -> Iterator[tuple[wire.LiveCall, Sequence[Event]]]:
    """Yield every call and what happened in it."""
    for week in range(1, WEEKS + 1):
        for number, agent in enumerate(AGENTS):
            began = (long_ago(week) + timedelta(minutes=number)).isoformat()
            call = listed(f"w{week}n{number}", agent=agent, team=TEAMS[number % 2], started_at=began)
            yield call, _what_happens(week, number)


def _what_happens(week: int, number: int) -> Sequence[Event]:
    if number == 0:
        return HOT_CALL
    named = [cue(CAUSES[(week * 3 + at) % len(CAUSES)], 3_000 + at) for at in range(1 + (week + number) % 2)]
    if (week + number) % 4 == 1:
        steps = [StepSaid("solve", CallMs(10_000))] if week % 2 else []
        turns = [heat(1_000, 20.0), *named, *steps, heat(60_000 * (number % 3) + 20_000, 58.0)]
        return [*turns, _prompt(1, "stay-calm", 200_000), heat(215_000, 40.0), _prompt(2, "charm", 240_000)]
    return [
        heat(1_000, 15.0),
        *named,
        _prompt(1, "offer-solution", 8_000),
        _prompt(2, "charm", 9_000),
        heat(20_000, 22.0),
    ]


def _prompt(number: int, rule_id: str, shown_ms: int) -> Prompt:
    rule = next(rule for rule in PLAYBOOK.rules if rule.id == rule_id)
    told = (rule.sources, rule.about, rule.urgency, rule.text, rule.why)
    return Prompt(number, rule.id, *told, None, CallMs(shown_ms))


async def fill(folder: Path) -> None:
    """Make the history in a data folder."""
    url = history_url(None, folder)
    await upgrade(url)
    async with archive(url) as opened:
        for call, events in calls():
            tell(opened.recorder(), call, events, heard_ms=250_000)
        assert await opened.flush()
        today = datetime.now(UTC).date()
        await add_follow_up(opened.engine, "w1n0", today - timedelta(days=2), PROMISED, "agent:Aino Virtanen")
        await add_follow_up(
            opened.engine, "w1n1", today + timedelta(days=3), "Send the new part", "supervisor"
        )


def serving(folder: Path, **settings: object) -> LiveService:
    """Return a service with that history."""
    # A browser that is open already keeps a loop running in this thread.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(fill(folder))).result()
    return LiveService(Silent(), data_dir=folder, history=True, **settings)
