"""`videogen captions`: captions in another language, from a file that a person translated."""

from pathlib import Path
from typing import Final

from videogen_dagster.cli.filming import make_film, working_on
from videogen_dagster.cli.opening import open_project
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.resources.briefing import film_settings
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.resources.translations import (
    keep_translation,
    laid_out,
    remove_translation,
    translation_languages,
)
from videogen_dagster.scripts.reading import read_text
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.whole_files import sha256_of

LIMIT_BYTES: Final = 5_000_000


def add_captions(project: str, file: Path | None, *, language: str, remove: bool, as_json: bool) -> None:
    """Keep captions of a language, or forget them, and make the film; prints its path, or the status as JSON.

    Raises:
        InvalidInput: The project, the file or the language cannot be used; nothing was written.
        ProjectBusy: Another command is making the project; nothing was written.
        RunFailed: The film could not be made; the captions are kept.
    """
    if remove == (file is not None):
        raise InvalidInput("give a file, or --remove", field="FILE", remedy="name an .srt or .vtt file")
    try:
        film_settings({"language": language})
    except InvalidInput as error:
        raise InvalidInput(error.message, field="--language", remedy=error.remedy) from error
    settings, store = open_project(project)
    settings.check_engines()
    text = read_text(file, limit_bytes=LIMIT_BYTES) if file else None
    _check(store, project, text, language, source=str(file))
    with working_on(settings, project):
        if text is None:
            _remove_files(store, project, language, settings.film_path(project))
            remove_translation(store, project, language)
        else:
            keep_translation(store, project, language, text)
        make_film(settings, store, project, out=None, as_json=as_json)


def _remove_files(store: MediaStore, project: str, language: str, film: Path) -> None:
    """Remove the files of a language beside the film, but none that a person wrote or changed."""
    held = find_stage(store, project, "captions", Captions)
    for each in held.translations if held else ():
        for file in (each.srt, each.vtt) if each.track.language == language else ():
            path = film.with_suffix(f".{language}.{file.extension}")
            if path.is_file() and sha256_of(path) == file.sha256:
                path.unlink()


def _check(store: MediaStore, project: str, text: str | None, language: str, *, source: str) -> None:
    """See that captions fit the film, as far as it is known, or that there are some to be forgotten."""
    if text is None:
        known = translation_languages(store, project)
        if language not in known:
            raise InvalidInput(
                f"{project} has no given captions in {language!r}",
                field="--language",
                remedy=f"there are: {', '.join(known) or 'none'}",
            )
        return
    held = find_stage(store, project, "captions", Captions)
    if held is None:
        raise InvalidInput(
            f"{project} has no film yet", field="PROJECT", remedy=f"make it first: videogen make --project {project}"
        )
    if language.lower() == held.track.language.lower():
        raise InvalidInput(
            f"the film itself speaks {language!r}, and its captions follow the script",
            field="--language",
            remedy="edit the lines in the storyboard, or give another language",
        )
    laid_out(text, held.track, language, source=source)
