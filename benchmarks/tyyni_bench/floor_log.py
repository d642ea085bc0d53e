"""What a supervisor's client sees of the calls that are played, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tyyni import wire
from tyyni.errors import TyyniError
from tyyni.units import CallMs, WallNs
from tyyni_bench.alongside import alongside
from tyyni_client.dial import dialled
from tyyni_client.link import LinkPolicy, wall_ns


@dataclass(frozen=True, slots=True)
class FloorHeat:
    """The heat of a call as the floor was told it."""

    heard_ms: CallMs
    level: float
    came_ns: WallNs


class FloorLog:
    """Keeps the heat of every call, by its id."""

    def __init__(self) -> None:
        self._heats: defaultdict[str, list[FloorHeat]] = defaultdict(list)

    def take(self, message: wire.FloorMessage, came_ns: WallNs) -> None:
        """Keep what a message says of heat.

        Raises:
            TyyniError: the service's own code, when the message is an error.
        """
        if isinstance(message, wire.ErrorMessage):
            raise TyyniError(message.code, f"the floor says: {message.message}")
        calls = message.calls if isinstance(message, wire.FloorCalls) else []
        for call in [message.call] if isinstance(message, wire.FloorCallChanged) else calls:
            self._heats[call.call_id].append(FloorHeat(CallMs(call.heard_ms), call.level, came_ns))

    def heats(self, call_id: str) -> Sequence[FloorHeat]:
        """Return the heat of a call, in order of arrival."""
        return self._heats.get(call_id, [])


@asynccontextmanager
async def watched_floor(url: str, token: str) -> AsyncIterator[FloorLog]:
    """Watch the floor while this is entered; a floor that breaks off ends what runs inside with its error.

    Args:
        url: the service's ``/ws/floor``.
        token: the supervisors' key.
    """
    log = FloorLog()
    async with dialled(url, token, LinkPolicy()) as websocket:

        async def read() -> None:
            while True:
                text = await websocket.recv(decode=True)
                came_ns = wall_ns()
                log.take(wire.decode_floor_message(text), came_ns)

        async with alongside(read()):
            yield log
