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
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from tyyni.history import tables
from tyyni.history.digests import Digest, digests
from tyyni.history.helped import Helped
from tyyni.history.reading import HOT_FROM, CallFilter, asked

FEWEST_AGENTS = 5
"""The issue's bar: of fewer agents together nothing is told."""

FEWEST_SHOWINGS = 5
"""How heat changed after fewer prompts than this says nothing. Our choice."""

MS_PER_MINUTE = 60_000
WEEK = timedelta(days=7)

Counted = tuple[Any, Digest]
"""A row of `tables.calls`, and what the call adds."""


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
    whole = _in_whole_weeks(wanted)
    by_id = await _calls(engine, whole)
    added = await digests(engine, whole, by_id)
    calls = [(call, added[call_id]) for call_id, call in by_id.items()]
    this_week = monday_of(now or datetime.now(UTC))
    return Insights(
        calls=len(calls),
        hot_calls=sum(_was_hot(call) for call, _ in calls),
        causes=_causes(calls),
        heat=_where_heat_arises(by_id.values()),
        prompts=await _prompts(engine, calls, this_week) if wanted.team is None else [],
        charm_moments=_charm_moments(calls),
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


async def _calls(engine: AsyncEngine, wanted: CallFilter) -> dict[str, Any]:
    async with engine.connect() as connection:
        rows = (await connection.execute(select(tables.calls).where(*asked(wanted)))).mappings()
        return {row["id"]: row for row in rows}


def monday_of(moment: datetime) -> datetime:
    """Return when the week of a moment began: on Monday, 0:00 UTC."""
    day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def _was_hot(call: Any) -> bool:
    return bool(call["max_heat"] >= HOT_FROM)


def _causes(calls: Sequence[Counted]) -> list[CauseOfWeek]:
    all_calls: Counter[tuple[str, str]] = Counter()
    hot: Counter[tuple[str, str]] = Counter()
    for call, digest in calls:
        week = call["started_at"].strftime("%G-W%V")
        for row in digest.causes:
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
    muted: int = 0


async def _prompts(
    engine: AsyncEngine, calls: Sequence[Counted], this_week: datetime
) -> list[PromptOverAgents]:
    weeks: defaultdict[tuple[str, datetime], _RuleInWeek] = defaultdict(_RuleInWeek)
    newest: dict[str, str] = {}
    for call, digest in sorted(calls, key=lambda counted: counted[0]["started_at"]):
        week = monday_of(call["started_at"])
        if week >= this_week:
            continue
        for one in digest.prompts:
            weeks[one.rule, week].told.append(one)
            newest[one.rule] = call["id"]
            if call["agent"]:  # calls without a name may all be of one agent
                weeks[one.rule, week].agents.add(call["agent"])
        for rule in digest.muted:
            weeks[rule, week].muted += 1
    enough: defaultdict[str, list[_RuleInWeek]] = defaultdict(list)
    for (rule, _), of_week in weeks.items():
        if len(of_week.agents) >= FEWEST_AGENTS:
            enough[rule].append(of_week)
    texts = await _texts(engine, {rule: newest[rule] for rule in enough})
    given = [_over_agents(rule, texts[rule], those) for rule, those in enough.items()]
    return sorted(given, key=lambda one: (one.mean_change is None, one.mean_change, one.rule))


async def _texts(engine: AsyncEngine, newest: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return what each rule said last: a playbook may have changed it meanwhile.

    Args:
        engine: of the history.
        newest: the last call that each rule spoke in.
    """
    prompt = tables.prompts.c
    query = select(prompt.call_id, prompt.rule, prompt.text).where(prompt.call_id.in_(set(newest.values())))
    async with engine.connect() as connection:
        rows = (await connection.execute(query.order_by(prompt.seq))).all()
    return {rule: text for call_id, rule, text in rows if newest.get(rule) == call_id}


def _over_agents(rule: str, text: dict[str, str], weeks: Sequence[_RuleInWeek]) -> PromptOverAgents:
    told = [one for week in weeks for one in week.told]
    known = [(one.before, one.after) for one in told if one.before is not None and one.after is not None]
    enough = len(known) >= FEWEST_SHOWINGS
    return PromptOverAgents(
        rule=rule,
        text=text,
        shown=len(told),
        known=len(known),
        mean_before=sum(before for before, _ in known) / len(known) if enough else None,
        mean_after=sum(after for _, after in known) / len(known) if enough else None,
        muted_calls=sum(week.muted for week in weeks),
    )


def _charm_moments(calls: Sequence[Counted]) -> list[CharmMoment]:
    moments = [
        CharmMoment(
            call_id=call["id"],
            started_at=call["started_at"],
            said_ms=digest.charm.said_ms,
            hottest=digest.charm.hottest,
            level=digest.charm.level,
        )
        for call, digest in calls
        if digest.charm is not None
    ]
    return sorted(moments, key=lambda moment: moment.started_at, reverse=True)
