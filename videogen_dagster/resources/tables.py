"""The project's own tables, beside Dagster's."""

from typing import Final

import sqlalchemy as sa

TABLES: Final = sa.MetaData()

INBOX: Final = sa.Table(
    "inbox",
    TABLES,
    sa.Column("version", sa.String(64), primary_key=True),
    sa.Column("upload", sa.String(64), nullable=False, index=True),
    sa.Column("project", sa.String(64), nullable=False, index=True),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("tier", sa.String(16), nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("arrived", sa.Float, nullable=False),
    sa.Column("changed", sa.Float, nullable=False),
    sa.Column("row", sa.Text, nullable=False),
)
"""One row a project and version of what was dropped. `upload` is the version of the whole file or group, of which a
catalogue has many rows; `row` is the `InboxRow` as JSON; times are seconds since 1970."""

ARRIVING: Final = sa.Table(
    "arriving",
    TABLES,
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("first_seen", sa.Float, nullable=False),
    sa.Column("told", sa.Boolean, nullable=False),
)
"""Groups that are not complete yet; `told` once people were told that something is missing."""
