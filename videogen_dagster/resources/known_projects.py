"""Which projects there are: those that have a brief."""

from videogen_dagster.core import keys
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.store.media_store import MediaStore

MOST_NAMED = 20


def known_projects(store: MediaStore) -> tuple[str, ...]:
    """Return the names of all projects, sorted."""
    return store.children(keys.PROJECTS)


def require_project(store: MediaStore | None, project: str, *, field: str = "PROJECT") -> MediaStore:
    """See that a project is there and return its store.

    Args:
        store: The store, or None if nothing was ever made.
        project: A name as a person gave it.
        field: Where the person gave it.

    Raises:
        InvalidInput: There is no such project; the remedy names those that there are.
        StorageFailure: The store cannot be read.
    """
    known = known_projects(store) if store else ()
    if store is not None and project in known and store.exists(keys.brief(project)):
        return store
    named = ", ".join(known[:MOST_NAMED])
    raise InvalidInput(
        f"no project is called {project!r}",
        field=field,
        remedy=f"projects: {named}" if named else "give an input to `videogen make` to start one",
    )
