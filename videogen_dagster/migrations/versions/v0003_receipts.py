"""The index of the store's receipts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "receipts",
        sa.Column("fingerprint", sa.String(64), primary_key=True),
        sa.Column("engine", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("took_s", sa.Float, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("cost_usd", sa.Numeric(14, 6), nullable=True),
        sa.Column("names", sa.Text, nullable=False),
    )
    for column in ("engine", "made_at"):
        op.create_index(f"ix_receipts_{column}", "receipts", [column])


def downgrade() -> None:
    """Remove it."""
    op.drop_table("receipts")
