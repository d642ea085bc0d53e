from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from history_sample import archive, heat, listed, tell
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from tyyni.errors import TyyniError
from tyyni.history.database import opened
from tyyni.history.notes import add_follow_up, mark_done
from tyyni.serve import review_calls
from tyyni.serve.access import Identity, Role
from tyyni.serve.agents import AgentBook, add_agent
from tyyni.serve.review_access import Reviewer
from tyyni.serve.review_calls import CallQuery, call_of, call_of_follow_up, lines_of, promises_of

CALLS = (
    ("a", {"agent": "Aino", "label": "Öljy 7"}),
    ("b", {"agent": "Olli", "team": "orders"}),
    ("c", {"agent": "", "team": "orders"}),
    ("d", {"agent": "Aino"}),
    ("e", {"agent": "", "label": "öljy 8"}),
)


@pytest.fixture
async def engine(database: URL) -> AsyncIterator[AsyncEngine]:
    async with archive(database) as keeper:
        for number, (call_id, given) in enumerate(CALLS, 1):
            call = listed(call_id, **{"started_at": f"2026-11-2{number}T10:00:00+00:00", **given})
            if call_id == "b":
                tell(keeper.recorder(), call, [heat(1_000, 30.0)])
            else:
                tell(keeper.recorder(), call)
    async with opened(database) as found:
        yield found


@pytest.fixture
def agents(tmp_path: Path) -> AgentBook:
    for name in ("Aino", "Olli"):
        add_agent(tmp_path / "agents.json", name, "")
    return AgentBook(tmp_path / "agents.json")


@pytest.fixture
def supervisor(agents: AgentBook) -> Reviewer:
    return Reviewer(Identity(Role.SUPERVISOR), agents)


@pytest.fixture
def aino(agents: AgentBook) -> Reviewer:
    return Reviewer(Identity(Role.AGENT, "Aino"), agents)


@pytest.fixture
def shared(agents: AgentBook) -> Reviewer:
    return Reviewer(Identity(Role.AGENT), agents)


async def found(engine: AsyncEngine, who: Reviewer, **asked: Any) -> tuple[Sequence[str], str | None]:
    page = await lines_of(engine, who, CallQuery(**asked), lambda _: False)
    return [line.call.call_id for line in page.calls], page.next


async def test_each_lists_what_may_be_opened_the_newest_first(
    engine: AsyncEngine, supervisor: Reviewer, aino: Reviewer, shared: Reviewer
) -> None:
    assert await found(engine, supervisor) == (["e", "d", "c", "b", "a"], None)
    assert await found(engine, aino) == (["d", "a"], None)
    assert await found(engine, shared) == (["e", "c"], None)


async def test_calls_are_found_by_what_is_asked(
    engine: AsyncEngine, supervisor: Reviewer, aino: Reviewer
) -> None:
    assert await found(engine, supervisor, text="ÖLJY") == (["e", "a"], None)
    assert await found(engine, supervisor, hot=True, team="orders") == (["c"], None)
    assert await found(engine, supervisor, agent="Olli") == (["b"], None)
    assert await found(engine, aino, agent="Olli") == ([], None)
    since, until = datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
    assert await found(engine, supervisor, since=since, until=until) == (["c", "b"], None)


async def test_pages_follow_each_other_without_gaps(
    engine: AsyncEngine, supervisor: Reviewer, shared: Reviewer
) -> None:
    assert await found(engine, supervisor, limit=2) == (["e", "d"], "d")
    assert await found(engine, supervisor, limit=2, after="d") == (["c", "b"], "b")
    assert await found(engine, supervisor, limit=2, after="b") == (["a"], None)
    assert await found(engine, shared, limit=1) == (["e"], "e")
    assert await found(engine, shared, limit=1, after="e") == (["c"], "c")
    assert await found(engine, shared, limit=1, after="c") == ([], None)
    with pytest.raises(TyyniError, match="call_not_found"):
        await found(engine, shared, after="d")


async def test_one_request_looks_through_so_many_calls_and_says_where_to_go_on(
    engine: AsyncEngine, supervisor: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_calls, "MOST_PER_PAGE", 2)
    monkeypatch.setattr(review_calls, "MOST_LOOKED_AT", 2)
    assert await found(engine, supervisor, text="7") == (["d"], "d")
    assert await found(engine, supervisor, text="öljy 7", after="d") == ([], "b")
    assert await found(engine, supervisor, text="öljy 7", after="b") == (["a"], None)


async def test_lines_tell_of_charm_promises_and_live_calls(engine: AsyncEngine, supervisor: Reviewer) -> None:
    kept = await add_follow_up(engine, "a", date(2026, 12, 1), "call back", "supervisor")
    await add_follow_up(engine, "a", date(2026, 12, 2), "refund", "supervisor")
    await mark_done(engine, kept.id)
    page = await lines_of(engine, supervisor, CallQuery(), lambda call_id: call_id == "e")
    told = {line.call.call_id: (line.charm, line.promises_open, line.live) for line in page.calls}
    assert (told["a"], told["b"], told["e"]) == ((True, 1, False), (False, 0, False), (True, 0, True))
    assert page.band_from["hot"] == 50.0


async def test_promises_are_listed_to_those_who_may_open_the_call(
    engine: AsyncEngine, supervisor: Reviewer, aino: Reviewer, shared: Reviewer
) -> None:
    for call_id, day in (("a", 3), ("b", 2), ("c", 1)):
        await add_follow_up(engine, call_id, date(2026, 12, day), "call back", "supervisor")
    listed_to = {
        name: [promise.call.call_id for promise in await promises_of(engine, who)]
        for name, who in (("supervisor", supervisor), ("aino", aino), ("shared", shared))
    }
    assert listed_to == {"supervisor": ["c", "b", "a"], "aino": ["a"], "shared": ["c"]}
    assert [one.call.call_id for one in await promises_of(engine, supervisor, "orders")] == ["c", "b"]


async def test_what_is_not_there_and_what_is_not_yours_look_the_same(
    engine: AsyncEngine, aino: Reviewer
) -> None:
    mine = await add_follow_up(engine, "a", date(2026, 12, 1), "call back", "agent:Aino")
    theirs = await add_follow_up(engine, "b", date(2026, 12, 1), "call back", "agent:Olli")
    assert (await call_of(engine, aino, "a")).agent == "Aino"
    assert (await call_of_follow_up(engine, aino, str(mine.id))).call_id == "a"
    for call_id in ("b", "none", "\0", "x" * 500):
        with pytest.raises(TyyniError, match="call_not_found"):
            await call_of(engine, aino, call_id)
    for number in (str(theirs.id), "9999", "x", "-1", "٣", "9" * 30):
        with pytest.raises(TyyniError, match="follow_up_not_found"):
            await call_of_follow_up(engine, aino, number)
