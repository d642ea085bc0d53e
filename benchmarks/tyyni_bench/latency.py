"""How late everything is: recorded calls at true speed into a real service, N at once, measured at the client.

The service runs in a process of its own, as its users run it; what is measured went through real websockets.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tyyni_bench.latency_results import LatencyRun
from tyyni_bench.playing import Known, Played, play_all, plays_of
from tyyni_bench.summing import summed_up
from tyyni_bench.target import Target
from tyyni_bench.vitals import until_normal
from tyyni_bench.watch import watched

WARM_UP_S = 3.0
"""Of the first recording, played before the clock starts: enough for a voice reading and a transcript."""


async def warm_up(known: Known, target: Target) -> None:
    """Play the beginning of a call, so that no first time of anything is measured."""
    await play_all(
        [Played(known, "warm-up")], 1, target.ws_url("/ws/call"), target.agent_token, at_most_s=WARM_UP_S
    )


async def measure(
    recordings: Sequence[Known],
    calls: int,
    target: Target,
    seconds: float | None = None,
    stop: asyncio.Event | None = None,
) -> LatencyRun:
    """Play every recording, ``calls`` at once, and return what was measured.

    Begins when the service has recovered from whatever was before.

    Args:
        recordings: what to play, see `plays_of`.
        calls: how many at once.
        target: the service.
        seconds: how much of each recording is played; None: all.
        stop: when set, playing ends and what was measured so far is returned, marked partial.
    """
    plays = plays_of(recordings, calls, seconds)
    await until_normal(target)
    async with watched(target) as watch:
        playing = asyncio.create_task(
            play_all(plays, calls, target.ws_url("/ws/call"), target.agent_token, at_most_s=seconds)
        )
        stopping = asyncio.create_task(stop.wait()) if stop is not None else None
        try:
            waited = [playing, *([stopping] if stopping is not None else [])]
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            whole = playing.done()
        finally:
            for task in (playing, stopping):
                if task is not None and not task.done():
                    task.cancel()
                    await asyncio.wait([task])
        if whole:
            playing.result()
    return summed_up([play for play in plays if play.log.parties], watch, calls, partial=not whole)
