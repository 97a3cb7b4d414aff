"""What `videogen doctor` says of the database and of the drop folder: whether a film that is dropped now would be taken."""

from pathlib import Path

from videogen_dagster.core.errors import StorageFailure
from videogen_dagster.settings import Settings

FIRST_NEEDED = "made when it is first needed"


def database_told(settings: Settings) -> str:
    """Return where the project's own tables are, and of which version they are.

    Raises:
        InvalidInput: `VIDEOGEN_DATABASE_URL` names no database.
        StorageFailure: It cannot be reached, or its tables are not those of this version.
    """
    from videogen_dagster.resources.database import NEWEST, connect, schema_version  # 0.3 s; help does without

    engine = connect(settings.database_url)
    try:
        where = engine.url.render_as_string(hide_password=True)
        is_file = engine.dialect.name == "sqlite"
        if is_file and not Path(engine.url.database or "").exists():
            return FIRST_NEEDED  # to look would make it
        found = schema_version(engine)
    finally:
        engine.dispose()
    if found == NEWEST:
        return f"{where}, tables of version {NEWEST}"
    if found is not None and found > NEWEST:
        raise StorageFailure(
            f"the tables of {where} are of version {found}, this program knows {NEWEST}",
            remedy="install the newer program that was here before",
        )
    if is_file:
        return f"{where}, tables of version {found or 'none'}: brought up to date when it is next needed"
    raise StorageFailure(
        f"the tables of {where} are of version {found or 'none'}, this program needs {NEWEST}",
        remedy="videogen db upgrade",
    )


def drop_told(settings: Settings) -> str:
    """Return where files are dropped; a file is written to `out/` and removed.

    Raises:
        InvalidInput: `VIDEOGEN_DROP_URL` names no store.
        StorageFailure: Files cannot be read there, or films not handed out.
    """
    from videogen_dagster.resources.reachable import check_drop_folder

    url = settings.drop_url
    if "://" not in url and not Path(url).exists():
        return FIRST_NEEDED
    check_drop_folder(url, settings.connection_options)
    told = f"{url}, can be read and written"
    return f"{told}; events come from {settings.drop_queue_url}" if settings.drop_queue_url else told
