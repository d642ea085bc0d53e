from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tyyni.history.records import CallSummary
from tyyni.serve.access import Identity, Role
from tyyni.serve.agents import AgentBook, add_agent
from tyyni.serve.review_access import Reviewer

SUPERVISOR, SHARED = Identity(Role.SUPERVISOR), Identity(Role.AGENT)
AINO, OLLI = Identity(Role.AGENT, "Aino", "claims"), Identity(Role.AGENT, "Olli", "orders")


def call_of(agent: str) -> CallSummary:
    return CallSummary(
        call_id="a", label="", agent=agent, team="", language="en", started_at=datetime.now(UTC), ended_at=None,
        heard_ms=0, playbook="", voice_analysis=True, max_heat=0.0, mean_heat=0.0, hot_from_ms=None, hot_phase=None,
    )  # fmt: skip


@pytest.fixture
def agents(tmp_path: Path) -> AgentBook:
    for name in ("Aino", "Olli"):
        add_agent(tmp_path / "agents.json", name, "")
    return AgentBook(tmp_path / "agents.json")


@pytest.mark.parametrize(
    ("identity", "agent", "opens", "own"),
    [
        (SUPERVISOR, "Aino", True, False),
        (SUPERVISOR, "", True, False),
        (AINO, "Aino", True, True),
        (AINO, "Olli", False, False),
        (AINO, "", False, False),
        (OLLI, "Aino", False, False),
        (SHARED, "Aino", False, False),
        (SHARED, "", True, False),
        (SHARED, "somebody without a key", True, False),
    ],
)
def test_who_opens_which_call_and_sees_the_own_part(
    agents: AgentBook, identity: Identity, agent: str, opens: bool, own: bool
) -> None:
    reviewer = Reviewer(identity, agents)
    assert (reviewer.may_open(call_of(agent)), reviewer.may_see_own(call_of(agent))) == (opens, own)


def test_authors_cannot_be_taken_for_each_other(agents: AgentBook) -> None:
    called = [
        Reviewer(who, agents).author for who in (SUPERVISOR, SHARED, AINO, Identity(Role.AGENT, "supervisor"))
    ]
    assert called == ["supervisor", "agent", "agent:Aino", "agent:supervisor"]
