"""The first tables.

They stand here as they were then: `tyyni.history.tables` goes on, this does not.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _of_call(**options: Any) -> sa.Column[Any]:
    return sa.Column("call_id", sa.String, sa.ForeignKey("calls.id", ondelete="CASCADE"), **options)


def _in_call(name: str, *columns: sa.Column[Any]) -> None:
    seq = sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False)
    op.create_table(name, _of_call(primary_key=True), seq, *columns)


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "calls",
        sa.Column("id", sa.String, primary_key=True),
        _needed("label", sa.String),
        _needed("agent", sa.String),
        _needed("team", sa.String),
        sa.Column("language", sa.String),
        _needed("started_at", sa.DateTime),
        sa.Column("ended_at", sa.DateTime),
        _needed("heard_ms", sa.Integer),
        _needed("playbook", sa.String),
        _needed("voice_analysis", sa.Boolean),
        _needed("max_heat", sa.Float),
        _needed("mean_heat", sa.Float),
        sa.Column("hot_from_ms", sa.Integer),
        sa.Column("hot_phase", sa.String),
    )
    op.create_index("calls_by_start", "calls", ["started_at", "id"])
    op.create_index("calls_by_agent", "calls", ["agent", "started_at"])
    _make_what_happened()
    _make_what_people_did()


def _make_what_happened() -> None:
    _in_call(
        "heat",
        _needed("at_ms", sa.Integer),
        _needed("level", sa.Float),
        _needed("band", sa.String),
        _needed("trend", sa.String),
        _needed("reasons", sa.JSON),
    )
    _in_call(
        "cues",
        _needed("cue", sa.String),
        _needed("party", sa.String),
        _needed("sources", sa.JSON),
        _needed("said_ms", sa.Integer),
        _needed("confidence", sa.Float),
        _needed("heat_points", sa.Float),
        sa.Column("phrase", sa.Text),
        sa.Column("quote", sa.Text),
    )
    _in_call(
        "prompts",
        _needed("prompt", sa.Integer),
        _needed("rule", sa.String),
        _needed("sources", sa.JSON),
        _needed("about", sa.String),
        _needed("urgency", sa.String),
        _needed("text", sa.JSON),
        _needed("why", sa.JSON),
        sa.Column("quote", sa.Text),
        _needed("shown_ms", sa.Integer),
        sa.Column("gone_ms", sa.Integer),
        sa.Column("gone_reason", sa.String),
    )
    _in_call(
        "caller_prompts",
        _needed("rule", sa.String),
        _needed("sources", sa.JSON),
        _needed("urgency", sa.String),
        _needed("text", sa.JSON),
        _needed("why", sa.JSON),
        sa.Column("quote", sa.Text),
        _needed("shown_ms", sa.Integer),
    )
    _in_call("steps", _needed("step", sa.String), _needed("heard_ms", sa.Integer))
    _in_call(
        "notices",
        _needed("code", sa.String),
        _needed("level", sa.String),
        sa.Column("party", sa.String),
        sa.Column("value_ms", sa.Integer),
        _needed("active", sa.Boolean),
        _needed("heard_ms", sa.Integer),
    )
    _in_call(
        "texts",
        _needed("party", sa.String),
        _needed("utterance", sa.Integer),
        _needed("text", sa.Text),
        _needed("start_ms", sa.Integer),
        _needed("end_ms", sa.Integer),
        _needed("heard_ms", sa.Integer),
    )


def _make_what_people_did() -> None:
    _in_call(
        "doings",
        _needed("kind", sa.String),
        sa.Column("prompt", sa.Integer),
        sa.Column("rule", sa.String),
        sa.Column("value", sa.Boolean),
        _needed("heard_ms", sa.Integer),
    )
    _in_call("whispers", _needed("text", sa.Text), _needed("heard_ms", sa.Integer))
    op.create_table(
        "notes",
        _of_call(primary_key=True),
        sa.Column("author", sa.String, primary_key=True),
        _needed("saved_at", sa.DateTime),
        _needed("what_happened", sa.Text),
        _needed("resolution", sa.Text),
        _needed("next_step", sa.Text),
        sa.Column("preventable", sa.Boolean),
        _needed("prevention", sa.Text),
    )
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer, primary_key=True),
        _of_call(nullable=False, index=True),
        _needed("due", sa.Date),
        _needed("text", sa.Text),
        _needed("author", sa.String),
        _needed("created_at", sa.DateTime),
        sa.Column("done_at", sa.DateTime),
    )
