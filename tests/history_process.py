"""A service's history in a process of its own, to be killed: it keeps a call that never ends."""

from __future__ import annotations

import asyncio
import sys
import time

from prometheus_client import CollectorRegistry, Counter
from sqlalchemy import make_url

from tyyni import wire
from tyyni.coach.heat import Heat
from tyyni.history.archive import Archive
from tyyni.units import CallMs


async def main(address: str) -> None:
    count = Counter("rows", "Rows.", registry=CollectorRegistry())
    running = Archive(make_url(address), keep_words=False, written=count, lost=count)
    running.start()
    record = running.recorder()
    began = "2026-11-24T10:00:00+00:00"
    record.begin(wire.LiveCall(call_id="killed", label="", language="en", started_at=began), True, None)
    for at_ms in range(0, 3_600_000, 20):
        record.take([Heat(CallMs(at_ms), float(at_ms // 20 % 90), "warm", "steady", ())])
        print(at_ms, time.monotonic(), flush=True)
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
