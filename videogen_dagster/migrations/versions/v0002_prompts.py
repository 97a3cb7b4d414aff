"""The prompt library."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "prompts",
        sa.Column("id", sa.String(96), primary_key=True),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("scene", sa.String(8), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("created", sa.Float, nullable=False),
    )
    op.create_index("ix_prompts_project", "prompts", ["project"])
    op.create_table(
        "prompt_versions",
        sa.Column("prompt", sa.String(96), sa.ForeignKey("prompts.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("parameters", sa.Text, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("author", sa.String(128), nullable=False),
        sa.Column("origin", sa.String(64), nullable=False),
        sa.Column("created", sa.Float, nullable=False),
    )
    op.create_index("ix_prompt_versions_fingerprint", "prompt_versions", ["fingerprint"])
    op.create_table(
        "user_prompts",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("entry", sa.String(128), nullable=False, unique=True),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("scene", sa.String(8), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("created", sa.Float, nullable=False),
    )
    for column in ("project", "fingerprint"):
        op.create_index(f"ix_user_prompts_{column}", "user_prompts", [column])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("user_prompts")
    op.drop_table("prompt_versions")
    op.drop_table("prompts")
