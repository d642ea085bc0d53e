"""A service watched while calls are played into it: the supervisors' floor, and its vital figures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from tyyni.serve.settings import usable_cores
from tyyni_bench.floor_log import FloorHeat, FloorLog, watched_floor
from tyyni_bench.playing import Played
from tyyni_bench.target import Target
from tyyni_bench.vitals import Vitals, watched_vitals


@dataclass(frozen=True, slots=True)
class Watch:
    """What is seen of a service beside the calls that are played into it."""

    target: Target
    vitals: Vitals
    floor: FloorLog | None
    """None: no supervisors' key was given."""

    def heats(self, played: Played) -> Sequence[FloorHeat]:
        """Return a call's heat as the supervisors saw it."""
        call_id = played.log.call_id
        return self.floor.heats(call_id) if self.floor is not None and call_id is not None else []


@asynccontextmanager
async def watched(target: Target) -> AsyncIterator[Watch]:
    """Watch a service's floor and vital figures while this is entered."""
    async with AsyncExitStack() as stack:
        floor = None
        if target.supervisor_token is not None:
            floor = await stack.enter_async_context(
                watched_floor(target.ws_url("/ws/floor"), target.supervisor_token)
            )
        vitals = await stack.enter_async_context(watched_vitals(target, usable_cores()))
        yield Watch(target, vitals, floor)
