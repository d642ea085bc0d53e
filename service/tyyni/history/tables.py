"""The tables of the history, the same on SQLite and PostgreSQL; `migrations` brings a database to them.

A row that happened in a call has the key (call_id, seq): ``seq`` counts the rows of its call, so that a batch that is
written a second time, since nobody knows whether the first time came through, doubles nothing. Times in a call are ms
of audio since it began. What concerns the agent alone lies in ``prompts``, ``steps``, ``doings``, the agent's cues and
the notices about the agent: only `tyyni.history.own` reads it. ``caller_prompts`` are what supervisors are told,
whatever the agent has dismissed or muted. ``resumes`` has what another process needs to go on with a call, ``digests``
what one that is over adds to the insights.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData()


class UtcTime(TypeDecorator[datetime]):
    """A moment, kept in UTC: SQLite knows no time zones, so none is written."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what is written."""
        return value.astimezone(UTC).replace(tzinfo=None) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what was meant."""
        return value.replace(tzinfo=UTC) if value is not None else None


def _call_id(**options: Any) -> Column[str]:
    return Column("call_id", String, ForeignKey("calls.id", ondelete="CASCADE"), **options)


def _in_call(name: str, *columns: Column[Any]) -> Table:
    return Table(
        name,
        metadata,
        _call_id(primary_key=True),
        Column("seq", Integer, primary_key=True, autoincrement=False),
        *columns,
    )


calls = Table(
    "calls",
    metadata,
    Column("id", String, primary_key=True),
    Column("label", String, nullable=False),
    Column("agent", String, nullable=False),
    Column("team", String, nullable=False),
    Column("language", String),
    Column("started_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),  # none: it is live, or the service died in it
    Column("heard_ms", Integer, nullable=False),
    Column("playbook", String, nullable=False),
    Column("voice_analysis", Boolean, nullable=False),
    Column("max_heat", Float, nullable=False),
    Column("mean_heat", Float, nullable=False),
    Column("hot_from_ms", Integer),
    Column("hot_phase", String),
    Index("calls_by_start", "started_at", "id"),
    Index("calls_by_agent", "agent", "started_at"),
)
heat = _in_call(
    "heat",
    Column("at_ms", Integer, nullable=False),
    Column("level", Float, nullable=False),
    Column("band", String, nullable=False),
    Column("trend", String, nullable=False),
    Column("reasons", JSON, nullable=False),
)
cues = _in_call(
    "cues",
    Column("cue", String, nullable=False),
    Column("party", String, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("said_ms", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("heat_points", Float, nullable=False),
    Column("phrase", Text),
    Column("quote", Text),
)
prompts = _in_call(
    "prompts",
    Column("prompt", Integer, nullable=False),
    Column("rule", String, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("about", String, nullable=False),
    Column("urgency", String, nullable=False),
    Column("text", JSON, nullable=False),
    Column("why", JSON, nullable=False),
    Column("quote", Text),
    Column("shown_ms", Integer, nullable=False),
    Column("gone_ms", Integer),
    Column("gone_reason", String),
)
caller_prompts = _in_call(
    "caller_prompts",
    Column("rule", String, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("urgency", String, nullable=False),
    Column("text", JSON, nullable=False),
    Column("why", JSON, nullable=False),
    Column("quote", Text),
    Column("shown_ms", Integer, nullable=False),
)
steps = _in_call(
    "steps",
    Column("step", String, nullable=False),
    Column("heard_ms", Integer, nullable=False),
)
notices = _in_call(
    "notices",
    Column("code", String, nullable=False),
    Column("level", String, nullable=False),
    Column("party", String),
    Column("value_ms", Integer),
    Column("active", Boolean, nullable=False),
    Column("heard_ms", Integer, nullable=False),
)
texts = _in_call(
    "texts",
    Column("party", String, nullable=False),
    Column("utterance", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("start_ms", Integer, nullable=False),
    Column("end_ms", Integer, nullable=False),
    Column("heard_ms", Integer, nullable=False),
)
doings = _in_call(
    "doings",
    Column("kind", String, nullable=False),
    Column("prompt", Integer),
    Column("rule", String),
    Column("value", Boolean),
    Column("heard_ms", Integer, nullable=False),
)
whispers = _in_call(
    "whispers",
    Column("text", Text, nullable=False),
    Column("heard_ms", Integer, nullable=False),
)
resumes = Table(
    "resumes",
    metadata,
    _call_id(primary_key=True),
    Column("token_sha256", String, nullable=False),  # never the token
    Column("owner", String, nullable=False),
    Column("declared", JSON, nullable=False),
    Column("voice_analysis", Boolean, nullable=False),
    Column("heard_ms", Integer, nullable=False),
    Column("next_samples", JSON, nullable=False),
    Column("last_utterance", Integer, nullable=False),
    Column("open_texts", JSON, nullable=False),
    Column("heat", JSON, nullable=False),
    Column("help_taken", Boolean, nullable=False),
    Column("alive_at", UtcTime, nullable=False),
)
digests = Table(
    "digests",
    metadata,
    _call_id(primary_key=True),
    Column("version", Integer, nullable=False),
    Column("digest", JSON, nullable=False),
)
notes = Table(
    "notes",
    metadata,
    _call_id(primary_key=True),
    Column("author", String, primary_key=True),
    Column("saved_at", UtcTime, nullable=False),
    Column("what_happened", Text, nullable=False),
    Column("resolution", Text, nullable=False),
    Column("next_step", Text, nullable=False),
    Column("preventable", Boolean),
    Column("prevention", Text, nullable=False),
)
follow_ups = Table(
    "follow_ups",
    metadata,
    Column("id", Integer, primary_key=True),
    _call_id(nullable=False, index=True),
    Column("due", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", String, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("done_at", UtcTime),
)
