"""Who may look back at which call, and who sees the agent's own part of it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from tyyni.history.records import CallSummary
from tyyni.serve.access import Identity, Role
from tyyni.serve.agents import AgentBook
from tyyni.serve.api import who
from tyyni.serve.sockets import Doors

SUPERVISOR = "supervisor"
AGENT = "agent"
"""Authors of notes who share a key; `AGENT` and a colon stand before the name of one with a personal key, so that
nobody's name can be taken for these."""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who looks back at calls.

    Supervisors open every call, without the agent's own part. An agent with a personal key opens the calls made under
    that name, with the own part. The key that agents share opens the calls that belong to nobody with a personal key,
    and never an own part: whoever holds it may be a colleague.
    """

    identity: Identity
    agents: AgentBook

    @property
    def author(self) -> str:
        """Under which name notes are kept."""
        if self.identity.role is Role.SUPERVISOR:
            return SUPERVISOR
        return f"{AGENT}:{self.identity.agent}" if self.identity.personal else AGENT

    @property
    def only_agent(self) -> str | None:
        """The one agent whose calls these are; None: it is not one."""
        return self.identity.agent if self.identity.personal else None

    @property
    def may_open_all(self) -> bool:
        """Whether no call is closed to this reviewer."""
        return self.identity.role is Role.SUPERVISOR

    def may_open(self, call: CallSummary) -> bool:
        """Return whether this call may be looked at."""
        if self.may_open_all:
            return True
        return self.may_see_own(call) if self.identity.personal else not self.agents.has(call.agent)

    def may_see_own(self, call: CallSummary) -> bool:
        """Return whether this is the agent of the call."""
        return self.identity.personal and self.identity.agent == call.agent


def reviewer_of(request: Request, doors: Doors) -> Reviewer:
    """Return who asks.

    Raises:
        TyyniError: see `tyyni.serve.api.who`.
    """
    return Reviewer(who(request, doors.access), doors.access.agents)
