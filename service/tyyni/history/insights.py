"""What many calls show together: about calls and causes, never a ranking of people.

Figures that rest on what agents did or were told (which prompts help, which are muted) are given only over five agents
or more together, so that nobody can be told from them. Nor can anybody be told from the difference of two answers: such
figures add up whole weeks that are over and had five agents each, and are never given for one team.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tyyni.history import tables
from tyyni.history.helped import Helped, what_helped
from tyyni.history.reading import CHARM, HOT_FROM, CallFilter, asked

CAUSES = {f"P{number}" for number in range(1, 9)}
"""Rows of the source articles that say what makes callers cross."""

FEWEST_AGENTS = 5
"""The issue's bar: of fewer agents together nothing is told."""

FEWEST_SHOWINGS = 5
"""How heat changed after fewer prompts than this says nothing. Our choice."""

WARM_ENOUGH = 50.0
COOL_AGAIN = 50.0
"""A charm moment, by the caller's words alone: grateful, after the call was this hot, when it is no hotter than that.
The figures of the default playbook's rule for charm moments."""

MS_PER_MINUTE = 60_000
WEEK = timedelta(days=7)


class CauseOfWeek(msgspec.Struct, frozen=True, kw_only=True):
    """In how many calls of a week a cause was named."""

    week: str
    """ISO 8601, such as 2026-W48, by UTC."""
    row: str
    """A row of the problems that the source articles name: P1..P8."""
    calls: int
    hot_calls: int
    """Of those, how many were hot at some time."""


class HeatArises(msgspec.Struct, frozen=True, kw_only=True):
    """When calls first became hot."""

    calls: int
    """How many there were in all."""
    by_minute: dict[int, int]
    """Calls by the minute in which they became hot; 0 is the first."""
    by_phase: dict[str, int]
    """Calls by the phase they were in; without those whose playbook has no checklist."""


class PromptOverAgents(msgspec.Struct, frozen=True, kw_only=True):
    """How a rule's prompts did, over five agents or more in every week that is counted."""

    rule: str
    text: dict[str, str]
    """What it said last, by language."""
    shown: int
    known: int
    """After how many of them the call went on for long enough to tell what became of the heat."""
    mean_before: float | None
    mean_after: float | None
    """The heat before and after those, on average; None: there are fewer than five."""
    useful: int
    not_useful: int
    dismissed: int
    muted_calls: int
    """In how many calls the rule was muted."""

    @property
    def mean_change(self) -> float | None:
        """How the heat changed, on average; negative: it fell."""
        known = self.mean_after is not None and self.mean_before is not None
        return self.mean_after - self.mean_before if known else None  # type: ignore[operator]


class CharmMoment(msgspec.Struct, frozen=True, kw_only=True):
    """The caller was grateful in a call that had been hot and had calmed."""

    call_id: str
    started_at: datetime
    said_ms: int
    hottest: float
    level: float


class Insights(msgspec.Struct, frozen=True, kw_only=True):
    """All of it for one page."""

    calls: int
    hot_calls: int
    causes: list[CauseOfWeek]
    heat: HeatArises
    prompts: list[PromptOverAgents]
    """Those after which the heat falls most come first; none when one team is asked for."""
    charm_moments: list[CharmMoment]
    """The newest first."""


@dataclass(frozen=True, slots=True)
class _Calls:
    """The calls that are looked at, and their rows."""

    calls: dict[str, Any]
    rows: dict[str, dict[str, list[Any]]]
    """By table and call, in their order."""

    def of(self, table: Table, call_id: str) -> list[Any]:
        return self.rows[table.name].get(call_id, [])


READ = {
    tables.heat: ("at_ms", "level"),
    tables.cues: ("cue", "party", "sources", "said_ms"),
    tables.prompts: ("prompt", "rule", "text", "shown_ms"),
    tables.doings: ("kind", "prompt", "rule", "value"),
}
"""What is read of each table for them; prompts and doings leave this module only added up."""


async def insights(engine: AsyncEngine, wanted: CallFilter, *, now: datetime | None = None) -> Insights:
    """Return what calls show together.

    Args:
        engine: of the history.
        wanted: which calls. Give a period: all calls of it are read, and it is widened to whole weeks. An agent may
            not be asked for.
        now: the time; None: the clock's.

    Raises:
        ValueError: ``wanted`` names an agent.
    """
    if wanted.agent is not None:
        raise ValueError("insights are about calls and causes, not about one agent")
    async with engine.connect() as connection:
        found = await _read(connection, _in_whole_weeks(wanted))
    calls = found.calls.values()
    return Insights(
        calls=len(calls),
        hot_calls=sum(_was_hot(call) for call in calls),
        causes=_causes(found),
        heat=_where_heat_arises(calls),
        prompts=_prompts(found, monday_of(now or datetime.now(UTC))) if wanted.team is None else [],
        charm_moments=_charm_moments(found),
    )


def _in_whole_weeks(wanted: CallFilter) -> CallFilter:
    """Return a filter whose period begins and ends on a Monday, 0:00 UTC, and holds that of the given one."""
    until = wanted.until
    if until is not None and monday_of(until) != until:
        until = monday_of(until) + WEEK
    return replace(wanted, since=monday_of(wanted.since) if wanted.since is not None else None, until=until)


async def teams(engine: AsyncEngine) -> list[str]:
    """Return the teams that calls were ever made in, in the order of the alphabet."""
    team = tables.calls.c.team
    async with engine.connect() as connection:
        return list(
            (await connection.execute(select(team).where(team != "").distinct().order_by(team))).scalars()
        )


async def _read(connection: AsyncConnection, wanted: CallFilter) -> _Calls:
    conditions = asked(wanted)
    calls = (await connection.execute(select(tables.calls).where(*conditions))).mappings()
    rows: dict[str, dict[str, list[Any]]] = {}
    for table, columns in READ.items():
        query = (
            select(table.c.call_id, *(table.c[name] for name in columns))
            .join(tables.calls, tables.calls.c.id == table.c.call_id)
            .where(*conditions)
            .order_by(table.c.call_id, table.c.seq)
        )
        by_call = rows[table.name] = defaultdict(list)
        for row in (await connection.execute(query)).mappings():
            by_call[row["call_id"]].append(row)
    return _Calls({row["id"]: row for row in calls}, rows)


def monday_of(moment: datetime) -> datetime:
    """Return when the week of a moment began: on Monday, 0:00 UTC."""
    day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def _was_hot(call: Any) -> bool:
    return bool(call["max_heat"] >= HOT_FROM)


def _causes(found: _Calls) -> list[CauseOfWeek]:
    all_calls: Counter[tuple[str, str]] = Counter()
    hot: Counter[tuple[str, str]] = Counter()
    for call_id, call in found.calls.items():
        week = call["started_at"].strftime("%G-W%V")
        callers = [cue for cue in found.of(tables.cues, call_id) if cue["party"] == "caller"]
        for row in {row for cue in callers for row in cue["sources"]} & CAUSES:
            all_calls[week, row] += 1
            hot[week, row] += _was_hot(call)
    return [
        CauseOfWeek(week=week, row=row, calls=count, hot_calls=hot[week, row])
        for (week, row), count in sorted(all_calls.items())
    ]


def _where_heat_arises(calls: Iterable[Any]) -> HeatArises:
    every = list(calls)
    hot = [call for call in every if call["hot_from_ms"] is not None]
    minutes = Counter(call["hot_from_ms"] // MS_PER_MINUTE for call in hot)
    phases = Counter(call["hot_phase"] for call in hot if call["hot_phase"] is not None)
    return HeatArises(
        calls=len(every), by_minute=dict(sorted(minutes.items())), by_phase=dict(sorted(phases.items()))
    )


@dataclass(slots=True)
class _RuleInWeek:
    """What became of a rule's prompts in one week."""

    agents: set[str] = field(default_factory=set)
    told: list[Helped] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)


def _prompts(found: _Calls, this_week: datetime) -> list[PromptOverAgents]:
    weeks: defaultdict[tuple[str, datetime], _RuleInWeek] = defaultdict(_RuleInWeek)
    texts: dict[str, dict[str, str]] = {}
    for call_id, call in sorted(found.calls.items(), key=lambda item: item[1]["started_at"]):
        week = monday_of(call["started_at"])
        if week >= this_week:
            continue
        shown = found.of(tables.prompts, call_id)
        texts |= {row["rule"]: row["text"] for row in shown}
        points = [(row["at_ms"], row["level"]) for row in found.of(tables.heat, call_id)]
        prompts = [(row["rule"], row["shown_ms"]) for row in shown]
        for one in what_helped(points, prompts, call["heard_ms"]):
            weeks[one.rule, week].told.append(one)
            if call["agent"]:  # calls without a name may all be of one agent
                weeks[one.rule, week].agents.add(call["agent"])
        rules = {row["prompt"]: row["rule"] for row in shown}
        for rule, what in _doings_by_rule(found.of(tables.doings, call_id), rules):
            weeks[rule, week].did[what] += 1
    enough: defaultdict[str, list[_RuleInWeek]] = defaultdict(list)
    for (rule, _), of_week in weeks.items():
        if len(of_week.agents) >= FEWEST_AGENTS:
            enough[rule].append(of_week)
    given = [_over_agents(rule, texts[rule], those) for rule, those in enough.items()]
    return sorted(given, key=lambda one: (one.mean_change is None, one.mean_change, one.rule))


def _doings_by_rule(doings: Sequence[Any], rules: dict[int, str]) -> set[tuple[str, str]]:
    """Return what was done about which rule in a call; twice counts once, and the last rating of a prompt counts."""
    ratings = {row["prompt"]: row["value"] for row in doings if row["kind"] == "rate"}
    done = {
        (rules[prompt], "useful" if value else "not_useful")
        for prompt, value in ratings.items()
        if prompt in rules
    }
    done |= {
        (rules[row["prompt"]], "dismiss")
        for row in doings
        if row["kind"] == "dismiss" and row["prompt"] in rules
    }
    return done | {
        (row["rule"], "mute") for row in doings if row["kind"] == "mute" and row["rule"] and row["value"]
    }


def _over_agents(rule: str, text: dict[str, str], weeks: Sequence[_RuleInWeek]) -> PromptOverAgents:
    told = [one for week in weeks for one in week.told]
    did = sum((week.did for week in weeks), Counter[str]())
    known = [(one.before, one.after) for one in told if one.before is not None and one.after is not None]
    enough = len(known) >= FEWEST_SHOWINGS
    return PromptOverAgents(
        rule=rule,
        text=text,
        shown=len(told),
        known=len(known),
        mean_before=sum(before for before, _ in known) / len(known) if enough else None,
        mean_after=sum(after for _, after in known) / len(known) if enough else None,
        useful=did["useful"],
        not_useful=did["not_useful"],
        dismissed=did["dismiss"],
        muted_calls=did["mute"],
    )


def _charm_moments(found: _Calls) -> list[CharmMoment]:
    """Find them by the caller's words: that the agent was praised on the screen is the agent's own."""
    moments = []
    for call_id, call in found.calls.items():
        points = [(row["at_ms"], row["level"]) for row in found.of(tables.heat, call_id)]
        cues = found.of(tables.cues, call_id)
        thanks = [cue for cue in cues if cue["party"] == "caller" and CHARM in cue["sources"]]
        if moment := charm_moment(points, [cue["said_ms"] for cue in thanks]):
            said_ms, hottest, level = moment
            moments.append(
                CharmMoment(
                    call_id=call_id,
                    started_at=call["started_at"],
                    said_ms=said_ms,
                    hottest=hottest,
                    level=level,
                )
            )
    return sorted(moments, key=lambda moment: moment.started_at, reverse=True)


def charm_moment(
    points: Sequence[tuple[int, float]], thanks_ms: Sequence[int]
) -> tuple[int, float, float] | None:
    """Return when a call had its first charm moment, the hottest level before it and the level then.

    Args:
        points: of the heat line: time in ms and level, in the order of time.
        thanks_ms: when the caller was grateful, in the order of time.

    >>> charm_moment([(0, 60.0), (5_000, 20.0)], [6_000])
    (6000, 60.0, 20.0)
    """
    for said_ms in thanks_ms:
        levels = [level for at_ms, level in points if at_ms <= said_ms]
        if levels and max(levels) >= WARM_ENOUGH and levels[-1] < COOL_AGAIN:
            return said_ms, max(levels), levels[-1]
    return None
