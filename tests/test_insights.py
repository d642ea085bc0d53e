"""Many calls together, and that nobody can be told from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from history_sample import HOT_CALL, TEXTS, archive, cue, heat, keep, listed, tell
from sqlalchemy import URL

from tyyni.history.database import opened
from tyyni.history.insights import (
    FEWEST_AGENTS,
    FEWEST_SHOWINGS,
    CauseOfWeek,
    Insights,
    insights,
    teams,
)
from tyyni.history.reading import EVERY_CALL, CallFilter

NAMES = ["Aino", "Ewa", "John", "Liisa", "Marek", "Outi"]


LATER = datetime(2026, 12, 20, tzinfo=UTC)


async def told(url: URL, wanted: CallFilter = EVERY_CALL, *, now: datetime = LATER) -> Insights:
    async with opened(url) as engine:
        return await insights(engine, wanted, now=now)


async def test_causes_are_counted_by_call_and_week(database: URL) -> None:
    next_week = "2026-12-01T10:00:00+00:00"
    async with archive(database) as running:
        tell(running.recorder(), listed("a"))
        tell(running.recorder(), listed("b"), [*HOT_CALL, cue("late_delivery", 50_000)])
        tell(running.recorder(), listed("c", started_at=next_week), [heat(0, 10.0), cue("long_wait", 1_000)])
    assert (await told(database)).causes == [
        CauseOfWeek(week="2026-W48", row="P2", calls=2, hot_calls=2),
        CauseOfWeek(week="2026-W49", row="P5", calls=1, hot_calls=0),
        CauseOfWeek(week="2026-W49", row="P8", calls=1, hot_calls=0),
    ]
    of_team = await told(database, CallFilter(team="nobody"))
    assert (of_team.calls, of_team.causes) == (0, [])


async def test_it_is_told_when_and_in_which_phase_calls_become_hot(database: URL) -> None:
    async with archive(database) as running:
        tell(running.recorder(), listed("a"))
        tell(running.recorder(), listed("b"), [heat(0, 10.0), heat(130_000, 55.0)], heard_ms=140_000)
        tell(running.recorder(), listed("calm"), [heat(0, 10.0)])
    found = await told(database)
    assert (found.calls, found.hot_calls, found.heat.calls) == (3, 2, 3)
    assert found.heat.by_minute == {0: 1, 2: 1}
    assert found.heat.by_phase == {"problem": 2}


@pytest.mark.parametrize("agents", [FEWEST_AGENTS - 1, FEWEST_AGENTS])
async def test_prompts_are_judged_only_over_enough_agents_together(database: URL, agents: int) -> None:
    calls = [listed(name, agent=name) for name in NAMES[:agents]]
    # Many calls of one agent, and calls of nobody in particular, are no more agents.
    calls += [listed(f"more-{at}") for at in range(3)] + [
        listed(f"nameless-{at}", agent="") for at in range(3)
    ]
    await keep(database, *calls)
    prompts = (await told(database)).prompts
    if agents < FEWEST_AGENTS:
        assert prompts == []
        return
    late, charm = sorted(prompts, key=lambda one: one.rule, reverse=True)
    assert (late.rule, late.shown, late.known, late.muted_calls) == ("late-delivery", 11, 11, 0)
    assert (late.text, late.mean_after) == (TEXTS, pytest.approx(30.0))
    assert late.mean_change == pytest.approx(30.0 - (9 * 10 + 1 * 60) / 10)
    assert (charm.rule, charm.muted_calls, charm.mean_change) == ("charm", 11, None)
    assert [one.rule for one in prompts] == ["late-delivery", "charm"], "what is not known comes last"


async def test_nobody_can_be_told_from_the_difference_of_two_answers(database: URL) -> None:
    other_week = "2026-12-01T10:00:00+00:00"
    week_of_few = [listed(f"few-{name}", agent=name, started_at=other_week) for name in NAMES[:4]]
    await keep(database, *(listed(name, agent=name) for name in NAMES), *week_of_few)
    shown = {one.rule: one.shown for one in (await told(database)).prompts}
    assert shown == {"late-delivery": 6, "charm": 6}, "a week of four agents adds nothing"
    assert (await told(database, CallFilter(team="claims"))).prompts == [], (
        "all teams without one team are the rest"
    )
    still_going = datetime(2026, 11, 29, 23, tzinfo=UTC)
    assert (await told(database, now=still_going)).prompts == [], (
        "the next call alone would be the difference"
    )
    assert (await told(database, now=still_going + timedelta(hours=1))).prompts != []


async def test_periods_are_whole_weeks(database: URL) -> None:
    await keep(database, *(listed(name, agent=name) for name in NAMES))
    wednesday = datetime(2026, 11, 25, 12, tzinfo=UTC)
    since = await told(database, CallFilter(since=wednesday))
    assert (since.calls, len(since.prompts)) == (6, 2)
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    assert (await told(database, CallFilter(since=monday, until=monday + timedelta(days=1)))).calls == 6
    assert (await told(database, CallFilter(until=monday))).calls == 0
    assert (await told(database, CallFilter(since=monday + timedelta(days=7)))).calls == 0


async def test_the_heat_after_few_prompts_says_nothing(database: URL) -> None:
    async with archive(database) as running:
        for at, name in enumerate(NAMES[:5]):
            # The last call was over before there was anything to see.
            tell(
                running.recorder(),
                listed(name, agent=name),
                heard_ms=60_000 if at < FEWEST_SHOWINGS - 1 else 45_000,
            )
    (late,) = [one for one in (await told(database)).prompts if one.rule == "late-delivery"]
    assert (late.shown, late.known, late.mean_before, late.mean_after) == (5, 4, None, None)


async def test_teams_are_listed_once_each(database: URL) -> None:
    calls = [("a", "parcels"), ("b", "claims"), ("c", "claims"), ("d", "")]
    await keep(database, *(listed(call_id, team=team) for call_id, team in calls))
    async with opened(database) as engine:
        assert await teams(engine) == ["claims", "parcels"]


async def test_charm_moments_are_found_by_the_callers_words_alone(database: URL) -> None:
    async with archive(database) as running:
        tell(running.recorder(), listed("a"))
        tell(running.recorder(), listed("never-hot"), [heat(0, 10.0), cue("thanks", 9_000)])
        tell(running.recorder(), listed("still-hot"), [heat(0, 70.0), cue("thanks", 9_000)])
        tell(running.recorder(), listed("no-thanks"), [heat(0, 70.0), heat(9_000, 10.0)])
        tell(running.recorder(), listed("b"), [heat(0, 70.0), heat(9_000, 10.0), cue("relief", 9_500)])
    moments = (await told(database)).charm_moments
    assert {(one.call_id, one.said_ms, one.hottest, one.level) for one in moments} == {
        ("a", 40_000, 60.0, 30.0),
        ("b", 9_500, 70.0, 10.0),
    }


async def test_nothing_is_told_about_one_agent(database: URL) -> None:
    with pytest.raises(ValueError, match="not about one agent"):
        await told(database, CallFilter(agent="Aino"))
