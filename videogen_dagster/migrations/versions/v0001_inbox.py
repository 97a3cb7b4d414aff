"""The inbox of the drop folder."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "inbox",
        sa.Column("version", sa.String(64), primary_key=True),
        sa.Column("upload", sa.String(64), nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tier", sa.String(16), nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("arrived", sa.Float, nullable=False),
        sa.Column("changed", sa.Float, nullable=False),
        sa.Column("row", sa.Text, nullable=False),
    )
    for column in ("upload", "project", "state"):
        op.create_index(f"ix_inbox_{column}", "inbox", [column])
    op.create_table(
        "arriving",
        sa.Column("place", sa.Text, primary_key=True),
        sa.Column("first_seen", sa.Float, nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("arriving")
    op.drop_table("inbox")
