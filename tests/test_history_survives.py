"""The death of the service in a call, as `kill -9` gives it: everything up to a second before is there."""

from __future__ import annotations

import signal
import time

from history_sample import writing_process
from sqlalchemy import URL

from tyyni.history.database import opened
from tyyni.history.reading import call_seen

TOLD_BEFORE_DEATH = 80
"""Events 20 ms apart: more than three batches."""


async def test_everything_up_to_a_second_before_the_death_of_the_service_is_there(database: URL) -> None:
    process = writing_process(database)
    assert process.stdout is not None
    told: list[tuple[int, float]] = []
    while len(told) < TOLD_BEFORE_DEATH:
        at_ms, clock_s = process.stdout.readline().split()
        told.append((int(at_ms), float(clock_s)))
    killed_s = time.monotonic()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    async with opened(database) as engine:
        seen = await call_seen(engine, "killed")
    due = [at_ms for at_ms, clock_s in told if clock_s <= killed_s - 1.0]
    assert due, "it lived long enough for something to be due"
    kept = [point.at_ms for point in seen.heat]
    assert kept[: len(due)] == due
    assert kept == list(range(0, len(kept) * 20, 20)), "without a gap, and nothing twice"
    assert seen.call.ended_at is None
    assert seen.call.heard_ms == kept[-1]
