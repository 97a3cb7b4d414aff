"""Opens what a command works on, without creating anything."""

from typing import TYPE_CHECKING, Any

from videogen_dagster.core import keys
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.registry import load_engine
from videogen_dagster.resources.known_projects import require_project
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.resources.storyboard_file import parse_storyboard
from videogen_dagster.settings import Settings, load_settings
from videogen_dagster.store.media_store import MediaStore

if TYPE_CHECKING:
    from videogen_dagster.plans.film_forecast import Engines


def open_project(project: str, *, field: str = "PROJECT") -> tuple[Settings, MediaStore]:
    """Return the deployment's settings and its store, which has that project.

    Raises:
        InvalidInput: There is no such project; nothing was created.
        StorageFailure: The store cannot be read.
    """
    settings = load_settings()
    return settings, require_project(find_store(settings), project, field=field)


def find_store(settings: Settings) -> MediaStore | None:
    """Return the deployment's store, or None if nothing was ever made: opening it would create it."""
    is_there = settings.store_url is not None or (settings.home / "store").exists()
    return settings.open_store() if is_there else None


def plan_of(store: MediaStore, project: str) -> Storyboard:
    """Return the plan of a project as its file says now, which may be newer than the last film.

    Raises:
        InvalidInput: There is none yet, or a person's edit of the file broke it.
        StorageFailure: The store cannot be read.
    """
    key = keys.storyboard(project)
    document = store.read(key)
    if document is None:
        return require_stage(store, project, "storyboard", Storyboard)
    return parse_storyboard(document, source=str(store.local_path(key) or key))


def load_engines(settings: Settings) -> "Engines":
    """Return the deployment's engines, to be asked what they are and not for results.

    Raises:
        InvalidInput: One is not installed; the remedy names those that are.
        EngineUnavailable: The encoder does not work on this machine.
    """
    from videogen_dagster.plans.film_forecast import Engines  # Dagster: 0.7 s, after the input is known to be good

    encoder = settings.chosen_encoder()
    loaded: dict[str, Any] = {
        kind: load_engine(kind, name, encoder=encoder, model=settings.model_choice(kind))
        for kind, name in settings.engines.items()
    }
    return Engines(**loaded, encoder=encoder, composites=settings.composites())
