"""What a caller of `CallConnection` gives and is told: the call, the patience, the state of the line, the arrivals."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

from tyyni import wire
from tyyni.units import Party, WallNs

TRY_LATER = frozenset({"not_ready", "too_many_calls", "too_many_connections"})
"""What a service that has just started again may say: worth another attempt once the call is on."""


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """How long the connection waits for what. Our choices."""

    open_s: float = 5.0
    """For the service to accept a websocket and to answer `hello`."""
    first_wait_s: float = 0.1
    longest_wait_s: float = 2.0
    """Between attempts to come back: doubled each time, and varied, so that all clients of a restarted
    service do not return in the same instant."""
    give_up_s: float = 30.0
    """Without a connection: the outbox keeps 30 s, and a longer gap the service does not bridge."""
    ping_every_s: float = 5.0
    ping_answer_s: float = 10.0
    """A network that died without a word is noticed within 15 s, half of what the outbox keeps."""
    ahead_s: float = 10.0
    """How far `room` lets the sound run ahead of what the service has certainly read."""
    ended_s: float = 60.0
    """For the service to work through the last words after `hang_up`."""


class LinkState(StrEnum):
    """Whether the service hears the call now."""

    CONNECTING = "connecting"
    LIVE = "live"
    RECONNECTING = "reconnecting"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Link:
    """The state of the connection, and what the breaks have cost so far."""

    state: LinkState
    breaks: int = 0
    lost_samples: int = 0
    """Samples (of all parties together) that the service will never hear; 0 unless a break was too long."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message of the service and when it arrived here."""

    message: wire.AgentMessage
    wall_ns: WallNs


@dataclass(frozen=True, slots=True)
class Sent:
    """Sound that was handed to the network: samples ``first_sample`` up to, not including, ``end_sample``."""

    party: Party
    first_sample: int
    end_sample: int
    wall_ns: WallNs


class CallListener:
    """What wants to know of a call; each method is called at once, on the event loop, and must not block."""

    def on_message(self, arrival: Arrival) -> None:
        """The service said something."""

    def on_sent(self, sent: Sent) -> None:
        """Sound was sent; after a break the same samples may be sent again."""

    def on_link(self, link: Link) -> None:
        """The connection changed."""


@dataclass(frozen=True, slots=True)
class CallPlan:
    """What `hello` says of a call."""

    parties: tuple[Party, ...]
    language: str
    voice_analysis: bool
    label: str = ""
    languages: tuple[str, ...] | None = None
    """Those it may be when ``language`` is "auto"; None: those that the service has cues for."""
    agent: str = ""
    team: str = ""


def wall_ns() -> WallNs:
    """Return the time of the monotonic clock."""
    return WallNs(time.monotonic_ns())
