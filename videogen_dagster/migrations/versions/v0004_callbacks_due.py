"""When callbacks of the inbox are due, so that nobody reads all rows to find them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column."""
    op.add_column("inbox", sa.Column("callback_due", sa.Float, nullable=True))
    op.create_index("ix_inbox_callback_due", "inbox", ["callback_due"])


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_inbox_callback_due", "inbox")
    op.drop_column("inbox", "callback_due")
