"""`videogen preview`: a film in small, to look at in a browser."""

import sys

from videogen_dagster.cli.filming import ProjectBusy, run_failed, run_once, working_on
from videogen_dagster.cli.opening import open_project
from videogen_dagster.cli.reporting import print_json
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.stages import Film, Preview
from videogen_dagster.resources.previews import PreviewFolder
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.settings import Settings
from videogen_dagster.store.media_store import MediaStore


def tell_preview(project: str, *, as_json: bool) -> None:
    """Make a project's preview, if it is not there as the film is now, and print where its playlist is.

    While another command makes the project, what is there of the preview counts.

    Raises:
        InvalidInput: There is no such project, or nothing to look at yet.
        ProjectBusy: Another command is making the project, and not with a preview.
        RunFailed: The preview could not be made.
    """
    settings, store = open_project(project)
    files = PreviewFolder(settings.previews / project)
    try:
        with working_on(settings, project):
            _require_film(store, project)
            make_preview(settings, store, project)
    except ProjectBusy:
        if not files.playlist.is_file():
            raise
    if as_json:
        stills = {"contact_sheet": files.contact_sheet, "poster": files.poster}
        there = {name: str(path) if path.is_file() else None for name, path in stills.items()}
        complete = _stands(settings, store, project)
        print_json({"project": project, "playlist": str(files.playlist), **there, "complete": complete})
    else:
        sys.stdout.write(f"{files.playlist}\n")


def announce_preview(settings: Settings, project: str) -> None:
    """Tell a person, on stderr, what to open while the film is made."""
    sys.stderr.write(f"{project}: preview in {PreviewFolder(settings.previews / project).playlist}\n")


def make_preview(settings: Settings, store: MediaStore, project: str) -> None:
    """Make the preview of a project's finished film; one that is there as the film is now is not made again.

    Args:
        settings: The deployment.
        store: Its store.
        project: A project that this process has to itself; see `working_on`.

    Raises:
        RunFailed: It could not be made; the film stays as it is.
    """
    if _stands(settings, store, project):
        return
    from videogen_dagster.jobs import PREVIEW  # Dagster: 0.7 s, only if there is something to make
    from videogen_dagster.jobs import make_preview as job
    from videogen_dagster.runs import open_instance

    with open_instance(settings) as instance:
        failure = run_once(instance, store, project, [PREVIEW], job=job.name)
    if failure is not None:
        raise run_failed(failure)


def _stands(settings: Settings, store: MediaStore, project: str) -> bool:
    """Return whether the preview of a project's film as it is now is there, to the last file."""
    film, held = find_stage(store, project, "film", Film), find_stage(store, project, "preview", Preview)
    is_known = film is not None and held is not None and held.film == film.result.video
    return is_known and PreviewFolder(settings.previews / project).is_of_finished_film()


def _require_film(store: MediaStore, project: str) -> None:
    if find_stage(store, project, "film", Film) is None:
        raise InvalidInput(
            f"{project} has no film yet",
            field="PROJECT",
            remedy=f"make it, and watch it meanwhile: videogen make --project {project} --preview",
        )
