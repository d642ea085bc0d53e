"""What another process needs to go on with a live call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "resumes",
        sa.Column("call_id", sa.String, sa.ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("token_sha256", sa.String, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("declared", sa.JSON, nullable=False),
        sa.Column("voice_analysis", sa.Boolean, nullable=False),
        sa.Column("heard_ms", sa.Integer, nullable=False),
        sa.Column("next_samples", sa.JSON, nullable=False),
        sa.Column("last_utterance", sa.Integer, nullable=False),
        sa.Column("open_texts", sa.JSON, nullable=False),
        sa.Column("heat", sa.JSON, nullable=False),
        sa.Column("help_taken", sa.Boolean, nullable=False),
        sa.Column("alive_at", sa.DateTime, nullable=False),
    )
