"""`videogen export`: a finished film as an editor's timeline, with the files that it names."""

import sys
from pathlib import Path
from tempfile import TemporaryFile

from videogen_dagster.cli.opening import open_project
from videogen_dagster.cli.reporting import print_json
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.store.whole_folders import check_replaceable, replace_folder, restore_folder


def export_project(project: str, *, out: Path | None, as_json: bool) -> None:
    """Write a project's film as OpenTimelineIO with its media, and print the path of the timeline (or a record as JSON).

    Raises:
        InvalidInput: There is no finished film of that project, or the folder holds something that was not exported
            there; nothing was written.
        StorageFailure: The media cannot be read or the folder cannot be written; an older export stays as it was.
    """
    settings, store = open_project(project)
    folder = (out or settings.exports / project).resolve()
    restore_folder(folder)
    check_replaceable(folder, field="--out")
    _check_writable(folder)
    from videogen_dagster.edit_lists import edited_film  # Dagster: 0.7 s, after the input is known to be good

    film = edited_film(store, project)
    from videogen_dagster.media.open_timeline import timeline_text  # OpenTimelineIO, that nothing else needs

    def fill(new: Path) -> None:
        for path, media in film.files.items():
            store.export(media, new / path)
        for ending, file in film.captions.items():
            store.export(file, new / f"{project}{ending}")
        (new / f"{project}.otio").write_text(timeline_text(film.edits), encoding="utf-8")

    replace_folder(folder, fill, field="--out")
    timeline = folder / f"{project}.otio"
    if as_json:
        files = sorted(str(path) for path in folder.rglob("*") if path.is_file())
        print_json({"project": project, "timeline": str(timeline), "files": files})
    else:
        sys.stdout.write(f"{timeline}\n")


def _check_writable(folder: Path) -> None:
    parent = next(parent for parent in folder.parents if parent.exists())
    try:
        with TemporaryFile(dir=parent):  # tried, because permissions alone do not tell (root, read-only mounts)
            pass
    except OSError as error:
        raise InvalidInput(
            f"{parent} cannot be written: {error.strerror}", field="--out", remedy="choose another folder"
        ) from error
