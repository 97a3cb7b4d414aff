"""Takes a draft into the store: from then on later changes of the person's files do not matter."""

from collections.abc import Mapping

from videogen_dagster.core import keys
from videogen_dagster.core.brief import Brief, Outline, Product
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.resources.own_media import check_own_media, with_own_media
from videogen_dagster.resources.project_budgets import keep_project_budget
from videogen_dagster.scripts.draft import Draft, check_settings
from videogen_dagster.store.media_store import MediaStore


def accept_brief(store: MediaStore, project: str, draft: Draft, *, overrides: Mapping[str, str]) -> Brief:
    """Copy a draft and its media into the store and make it the project's brief; a budget that it gives is kept beside it.

    Args:
        store: The store.
        project: A valid project name.
        draft: What was read from the person's files.
        overrides: Settings given beside the files; they win.

    Raises:
        InvalidInput: A setting is not allowed, or a person's own media cannot be used; nothing was written.
        StorageFailure: The store cannot be written.
    """
    settings = film_settings({**draft.settings, **overrides})
    check_own_media(draft)
    content = draft.content
    if isinstance(content, Product):
        content = content.model_copy(update={"photos": tuple(store.put_file(photo) for photo in draft.photos)})
    if isinstance(content, Outline):
        content = with_own_media(store, content, draft)
    music = store.put_file(draft.music) if draft.music else None
    if draft.budget_usd is not None:
        keep_project_budget(store, project, draft.budget_usd)
    brief = Brief(title=draft.title, content=content, settings=settings, music=music)
    store.write(keys.brief(project), brief.model_dump_json(indent=1).encode())
    return brief


def load_brief(store: MediaStore, project: str, *, overrides: Mapping[str, str] | None = None) -> Brief:
    """Return a project's brief, with settings changed if `overrides` says so (and then kept so).

    Raises:
        InvalidInput: The project has none, or a setting is not allowed.
        StorageFailure: The store cannot be read or written.
    """
    document = store.read(keys.brief(project))
    if document is None:
        raise InvalidInput(
            f"the project {project} has no brief yet",
            field="brief",
            remedy="give the brief asset a prompt or an input in the Launchpad, or run `videogen make`",
        )
    brief = Brief.model_validate_json(document)
    changed = with_settings(brief, overrides or {})
    if changed != brief:
        store.write(keys.brief(project), changed.model_dump_json(indent=1).encode())
    return changed


def with_settings(brief: Brief, overrides: Mapping[str, str]) -> Brief:
    """Return a brief with other settings.

    Raises:
        InvalidInput: A setting is not allowed.
    """
    if not overrides:
        return brief
    settings = film_settings({**brief.settings.model_dump(mode="json"), **overrides})
    return brief.model_copy(update={"settings": settings})


def film_settings(given: Mapping[str, object]) -> FilmSettings:
    """Return settings from text values.

    Raises:
        InvalidInput: A value is not allowed; the remedy names those that are.
    """
    return FilmSettings.model_validate(check_settings(given))
