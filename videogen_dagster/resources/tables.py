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
    sa.Column("callback_due", sa.Float, nullable=True, index=True),
)
"""One row a project and version of what was dropped. `upload` is the version of the whole file or group, of which a
catalogue has many rows; `row` is the `InboxRow` as JSON; `callback_due` is when an end is posted that somebody waits
for, else nothing; times are seconds since 1970."""

ARRIVING: Final = sa.Table(
    "arriving",
    TABLES,
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("first_seen", sa.Float, nullable=False),
    sa.Column("told", sa.Boolean, nullable=False),
)
"""Groups that are not complete yet; `told` once people were told that something is missing."""

PROMPTS: Final = sa.Table(
    "prompts",
    TABLES,
    sa.Column("id", sa.String(96), primary_key=True),
    sa.Column("project", sa.String(64), nullable=False, index=True),
    sa.Column("scene", sa.String(8), nullable=False),
    sa.Column("part", sa.String(16), nullable=False),
    sa.Column("created", sa.Float, nullable=False),
)
"""The places of films that words are written for: `id` is `project/scene/part`."""

PROMPT_VERSIONS: Final = sa.Table(
    "prompt_versions",
    TABLES,
    sa.Column("prompt", sa.String(96), sa.ForeignKey("prompts.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("fingerprint", sa.String(64), nullable=False, index=True),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("parameters", sa.Text, nullable=False),
    sa.Column("tags", sa.Text, nullable=False),
    sa.Column("author", sa.String(128), nullable=False),
    sa.Column("origin", sa.String(64), nullable=False),
    sa.Column("created", sa.Float, nullable=False),
)
"""What stood there, 1, 2, ...; rows are added and never changed. `parameters` and `tags` are JSON."""

USER_PROMPTS: Final = sa.Table(
    "user_prompts",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("entry", sa.String(128), nullable=False, unique=True),
    sa.Column("project", sa.String(64), nullable=False, index=True),
    sa.Column("scene", sa.String(8), nullable=False),
    sa.Column("part", sa.String(16), nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False, index=True),
    sa.Column("who", sa.String(128), nullable=False),
    sa.Column("created", sa.Float, nullable=False),
)
"""What people wrote, one row each time; `entry` names the occasion, so that a step that is repeated adds none."""

RECEIPTS: Final = sa.Table(
    "receipts",
    TABLES,
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("engine", sa.String(128), nullable=False, index=True),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("made_at", sa.Float, nullable=False, index=True),
    sa.Column("took_s", sa.Float, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("cost_usd", sa.Numeric(14, 6), nullable=True),
    sa.Column("names", sa.Text, nullable=False),
)
"""What the receipts of the store tell, to be asked without reading them; thrown away, it is made anew from them. `made_at` is
when the receipt was written, in seconds since 1970; `cost_usd` is empty where nothing was paid; `names` are the SHA-256 of all
media that the receipt names, with spaces between them."""

SPENDING: Final = sa.Table(
    "spending",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("fingerprint", sa.String(64), nullable=False, index=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("project", sa.String(64), nullable=False, index=True),
    sa.Column("batch", sa.String(64), nullable=False, index=True),
    sa.Column("stage", sa.String(64), nullable=False),
    sa.Column("scene", sa.String(64), nullable=False),
    sa.Column("engine", sa.String(64), nullable=False),
    sa.Column("provider", sa.String(128), nullable=False),
    sa.Column("model", sa.String(256), nullable=False),
    sa.Column("micro_usd", sa.BigInteger, nullable=False),
    sa.Column("is_priced", sa.Boolean, nullable=False),
    sa.Column("day", sa.String(10), nullable=False, index=True),
    sa.Column("changed", sa.Float, nullable=False),
    sa.Column("holder", sa.String(256), nullable=False),
)
"""What calls of providers may cost (`reserved`, one row a call) and have cost (`spent`), in millionths of a dollar; `day` is that of
the call (UTC), `holder` the process that set it aside. It is the only record of what was paid for nothing: keep it."""
