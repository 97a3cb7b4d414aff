"""What Alembic runs: the caller gives it an open connection."""

from alembic import context

from videogen_dagster.resources.tables import TABLES

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=TABLES,
    version_table="videogen_version",
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
