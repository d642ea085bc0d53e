"""Lists and calls as supervisors may see them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import msgspec
import pytest
from history_sample import SAID, archive, heat, keep, listed, prompt, tell, text
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from tyyni.coach.events import CallerPrompt
from tyyni.coach.playbook import PromptGone
from tyyni.errors import TyyniError
from tyyni.history.database import opened
from tyyni.history.helped import helped_in
from tyyni.history.reading import CallFilter, call_seen, list_calls
from tyyni.units import CallMs, Party


@pytest.fixture
async def engine(database: URL) -> AsyncIterator[AsyncEngine]:
    await keep(
        database,
        listed("a", started_at="2026-11-24T10:00:00+00:00"),
        listed("b", started_at="2026-11-25T10:00:00+00:00", agent="Ewa", team="sales"),
        listed("c", started_at="2026-11-25T10:00:00+00:00", team="sales"),
    )
    async with opened(database) as found:
        yield found


async def ids(engine: AsyncEngine, **wanted: object) -> list[str]:
    page = await list_calls(engine, CallFilter(**wanted))  # type: ignore[arg-type]
    return [call.call_id for call in page.calls]


async def test_the_newest_call_comes_first(engine: AsyncEngine) -> None:
    assert await ids(engine) == ["c", "b", "a"]


async def test_calls_are_found_by_agent_team_period_and_heat(engine: AsyncEngine) -> None:
    day = datetime(2026, 11, 25, tzinfo=UTC)
    assert await ids(engine, agent="Aino") == ["c", "a"]
    assert await ids(engine, agent="Aino", team="sales") == ["c"]
    assert await ids(engine, since=day) == ["c", "b"]
    assert await ids(engine, until=day) == ["a"]
    assert await ids(engine, hot=True) == ["c", "b", "a"]
    assert await ids(engine, agent="nobody") == []


async def test_calm_calls_are_not_among_the_hot_ones(database: URL) -> None:
    async with archive(database) as running:
        tell(running.recorder(), listed("calm"), [heat(0, 49.0)])
        tell(running.recorder(), listed("hot"), [heat(0, 50.0)])
    async with opened(database) as found:
        assert await ids(found, hot=True) == ["hot"]


async def test_pages_follow_on_without_a_call_twice_or_missing(engine: AsyncEngine) -> None:
    first = await list_calls(engine, limit=2)
    assert ([call.call_id for call in first.calls], first.next) == (["c", "b"], "b")
    second = await list_calls(engine, after=first.next, limit=2)
    assert ([call.call_id for call in second.calls], second.next) == (["a"], None)


async def test_a_call_that_is_not_there_is_told(engine: AsyncEngine) -> None:
    with pytest.raises(TyyniError, match="call_not_found"):
        await list_calls(engine, after="x")
    with pytest.raises(TyyniError, match="call_not_found"):
        await call_seen(engine, "x")


async def test_a_call_has_its_line_its_heat_and_what_was_said_to_matter(engine: AsyncEngine) -> None:
    seen = await call_seen(engine, "a")
    assert (seen.call.label, seen.call.agent, seen.call.language, seen.call.heard_ms) == (
        "7",
        "Aino",
        "en",
        60_000,
    )
    assert seen.call.started_at == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert seen.call.ended_at is not None
    assert [(point.at_ms, point.level, point.band) for point in seen.heat] == [
        (1_000, 10.0, "calm"),
        (21_000, 60.0, "hot"),
        (30_000, 30.0, "warm"),
    ]
    assert [(reason.kind, reason.points) for reason in seen.heat[1].reasons] == [("words", 60.0)]
    assert [(one.cue, one.sources) for one in seen.cues] == [("late_delivery", ["P2"]), ("thanks", ["H9"])]
    assert [(one.text, one.heard_ms) for one in seen.whispers] == [("Offer a refund", 35_000)]
    assert [(one.on, one.heard_ms) for one in seen.help] == [(True, 34_000)]
    assert [(one.code, one.active) for one in seen.notices] == [
        ("text_dropped", True),
        ("voice_analysis", False),
    ]


async def test_what_helped_is_known_of_a_stored_call(engine: AsyncEngine) -> None:
    seen = await call_seen(engine, "a")
    (late,) = helped_in(seen, seen.prompts)
    assert (late.rule, late.before, late.after) == ("late-delivery", pytest.approx(15.0), 30.0)


async def test_supervisors_see_nothing_of_the_agents_own(engine: AsyncEngine) -> None:
    seen = await call_seen(engine, "a")
    assert [prompt.rule for prompt in seen.prompts] == ["late-delivery"]
    told = msgspec.json.encode(seen).decode()
    for own in (
        "charm",
        "apologise",
        "step_done",
        "gone",
        "dismiss",
        "mute",
        "rate",
        "useful",
        "no_speech_heard",
    ):
        assert own not in told, own


async def test_what_an_agent_mutes_and_dismisses_changes_nothing_that_supervisors_see(database: URL) -> None:
    """A rule that is muted tells supervisors of its prompts none the less, and their numbers do not give it away."""
    said = prompt(1, 22_000)
    muted = [heat(0, 60.0), CallerPrompt(said)]
    dismissed = [heat(0, 60.0), said, CallerPrompt(said), PromptGone(1, "dismissed", CallMs(23_000))]
    obeyed = [heat(0, 60.0), said, CallerPrompt(said), PromptGone(1, "step_done", CallMs(29_000))]
    async with archive(database) as running:
        for name, events in (("muted", muted), ("dismissed", dismissed), ("obeyed", obeyed)):
            tell(running.recorder(), listed(name), events)
    async with opened(database) as found:
        seen = [(await call_seen(found, name)).prompts for name in ("muted", "dismissed", "obeyed")]
    assert seen[0] == seen[1] == seen[2]
    assert [one.rule for one in seen[0]] == ["late-delivery"]


async def test_no_word_is_there_unless_that_was_switched_on(engine: AsyncEngine) -> None:
    seen = await call_seen(engine, "a")
    assert SAID not in msgspec.json.encode(seen).decode()
    assert seen.texts == []


async def test_words_that_were_kept_are_read_without_their_pace(database: URL) -> None:
    await keep(database, listed("a"), keep_words=True)
    async with opened(database) as found:
        seen = await call_seen(found, "a")
    assert [(said.party, said.text, said.start_ms) for said in seen.texts] == [
        ("caller", SAID, 2_000),
        ("agent", SAID, 24_000),
    ]
    assert "end_ms" not in msgspec.json.encode(seen.texts).decode()
    assert (seen.cues[0].quote, seen.prompts[0].quote, seen.heat[0].reasons[0].quote) == (SAID, SAID, SAID)


async def test_what_was_said_is_told_in_the_order_it_began(database: URL) -> None:
    late_final = [text(Party.CALLER, 9_000), text(Party.AGENT, 4_000)]
    async with archive(database, keep_words=True) as running:
        tell(running.recorder(), listed("a"), late_final)
    async with opened(database) as found:
        assert [said.start_ms for said in (await call_seen(found, "a")).texts] == [4_000, 9_000]
