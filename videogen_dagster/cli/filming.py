"""Makes one film in this process, whichever command asked for it."""

import os
import sys
import uuid
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final

from videogen_dagster.cli.opening import load_engines
from videogen_dagster.cli.people import person
from videogen_dagster.cli.progress_bar import follow
from videogen_dagster.cli.reporting import print_json
from videogen_dagster.cli.stopping import in_background, stopping_on_interrupt
from videogen_dagster.core.errors import DamagedObject, InvalidInput, MissingObject, StorageFailure, VideogenError
from videogen_dagster.core.renditions import beside
from videogen_dagster.resources.direction_file import load_edits
from videogen_dagster.resources.locks import locked_at_once
from videogen_dagster.resources.prompt_records import PromptRecords
from videogen_dagster.resources.stage_values import set_damaged_aside
from videogen_dagster.settings import Settings
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.whole_files import copy_whole, sha256_of

if TYPE_CHECKING:
    import dagster as dg

    from videogen_dagster.run_failures import RunFailure

MENDED_BY_MAKING: Final = frozenset({DamagedObject.code, MissingObject.code})
"""What a stage finds wrong with media that another stage makes: a second run makes it again, where it is made."""
MOST_RUNS: Final = 3


class RunFailed(VideogenError):
    """A run did not finish; the record says why."""

    def __init__(self, code: str, message: str, *, field: str | None, remedy: str | None, exit_code: int) -> None:
        super().__init__(message, field=field, remedy=remedy)
        self.code, self.exit_code = code, exit_code


class ProjectBusy(VideogenError):
    """Another command is making the project; nothing was changed."""

    code = "busy"
    retryable = True


@contextmanager
def working_on(settings: Settings, project: str) -> Generator[None]:
    """Keep other commands from a project during the block; the lock ends with this process, however that ends.

    Raises:
        ProjectBusy: Another command is making it.
        StorageFailure: The lock cannot be made.
    """
    path = settings.locks / f"{project}.make"
    with locked_at_once(path) as is_free:
        if not is_free:
            holder = path.read_text().strip()
            by = f" by process {holder}" if holder else ""
            raise ProjectBusy(
                f"{project} is being made{by}", remedy=f"wait until it is done, or stop it: videogen cancel {project}"
            )
        try:
            path.write_text(f"{os.getpid()}\n")
        except OSError as error:
            raise StorageFailure(f"cannot write {path}: {error.strerror}", remedy="free space") from error
        yield


def make_film(
    settings: Settings,
    store: MediaStore,
    project: str,
    *,
    out: Path | None,
    as_json: bool,
    stale_models: bool = False,
    preview: bool = False,
) -> None:
    """Make a project's film, with what is there reused, and print its path (or the project's status as JSON).

    A film that nothing was changed in is not started again: there would be nothing to record but that nothing happened.

    Args:
        settings: The deployment.
        store: Its store.
        project: A project that this process has to itself; see `working_on`.
        out: File that the film is also written to, checked by `check_out`.
        as_json: Print the status instead of the path.
        stale_models: Make again what another engine than the configured one made.
        preview: Let the project's preview grow while scenes are made.

    Raises:
        RunFailed: It could not be made, or was cancelled.
        StorageFailure: `out` cannot be written; the film is finished.
    """
    from videogen_dagster.plans.repetition import film_stages

    stages = () if _stands(settings, store, project, stale_models=stale_models) else film_stages(store, project)
    _finish(settings, store, project, stages, out=out, as_json=as_json, stale_models=stale_models, preview=preview)


def make_edited_film(
    settings: Settings,
    store: MediaStore,
    project: str,
    edit: Callable[[], object],
    *,
    out: Path | None,
    as_json: bool,
    stale_models: bool = False,
) -> None:
    """Edit scenes of a project and make its film; where it stood as planned, only what the edit touches is run.

    Args:
        settings: The deployment.
        store: Its store.
        project: A project that this process has to itself; see `working_on`.
        edit: Keeps the edit, or finds that it changes nothing.
        out: File that the film is also written to, checked by `check_out`.
        as_json: Print the status instead of the path.
        stale_models: Make again what another engine than the configured one made.

    Raises:
        InvalidInput: The edit cannot be kept; nothing was changed.
        RunFailed: The film could not be made, or was cancelled; the edit is kept.
        StorageFailure: `out` cannot be written; the film is finished.
    """
    from videogen_dagster.plans.repetition import film_stages, touched_stages

    stood = _stands(settings, store, project, stale_models=stale_models)
    before = load_edits(store, project)
    edit()
    if failure := PromptRecords(settings).keep(store, project):
        sys.stderr.write(f"{failure}\n")
    after = load_edits(store, project)
    stages = touched_stages(store, project, before, after) if stood else film_stages(store, project)
    _finish(settings, store, project, stages, out=out, as_json=as_json, stale_models=stale_models)


def check_out(out: Path | None, *, films: int = 1) -> None:
    """See that the film can be written where the person wants it.

    Raises:
        InvalidInput: It cannot; the field is `--out`.
    """
    if out is None:
        return
    if films > 1:
        raise InvalidInput(
            f"one output file for {films} films", field="--out", remedy="leave --out out; each path is printed"
        )
    if out.suffix.lower() != ".mp4":
        raise InvalidInput(f"{out} does not end in .mp4", field="--out", remedy="name an .mp4 file")
    if out.is_dir():
        raise InvalidInput(f"{out} is a folder", field="--out", remedy="name a file in it")
    folder = next(parent for parent in out.absolute().parents if parent.exists())
    try:
        with TemporaryFile(dir=folder):  # tried, because permissions alone do not tell (root, read-only mounts)
            pass
    except OSError as error:
        raise InvalidInput(
            f"{folder} cannot be written: {error.strerror}", field="--out", remedy="choose another folder"
        ) from error


def _stands(settings: Settings, store: MediaStore, project: str, *, stale_models: bool) -> bool:
    """Return whether a project's film is there just as a run would leave it."""
    from videogen_dagster.plans.repetition import finished_film  # Dagster: 0.7 s, after the input is known to be good

    finished = finished_film(store, project, load_engines(settings), stale_models=stale_models)
    if finished is None:
        return False
    path = settings.film_path(project)
    shown = {path: finished.film, **{beside(path, each.rendition): each.film for each in finished.renditions}}
    files = (*shown, path.with_suffix(".srt"), path.with_suffix(".vtt"))
    return all(map(Path.is_file, files)) and all(
        sha256_of(file) == film.result.video.sha256 for file, film in shown.items()
    )


def _finish(
    settings: Settings,
    store: MediaStore,
    project: str,
    stages: Sequence[str],
    *,
    out: Path | None,
    as_json: bool,
    stale_models: bool,
    preview: bool = False,
) -> None:
    """Run those stages, if any, and tell of the film."""
    from videogen_dagster.plans.repetition import film_stages
    from videogen_dagster.runs import open_instance
    from videogen_dagster.statuses import project_status, with_costs

    with open_instance(settings) as instance:
        status = project_status(instance, store, settings, project)
        if stages or status.status != "completed":  # a film may stand although its run was told as failed
            stages = stages or film_stages(store, project)
            _run_until_whole(instance, store, project, stages, stale_models=stale_models, preview=preview)
            status = project_status(instance, store, settings, project)
    if as_json:
        status = with_costs(status, store, settings)
    path = settings.film_path(project)
    if out is not None and status.film is not None:
        _copy_out(path, out)
        path = out
    if as_json:
        print_json(status.model_dump(mode="json"))
    else:
        sys.stdout.writelines(f"{shown}\n" for shown in (*(each.path for each in status.renditions), path))


def _run_until_whole(
    instance: "dg.DagsterInstance",
    store: MediaStore,
    project: str,
    stages: Sequence[str],
    *,
    stale_models: bool,
    preview: bool,
) -> None:
    """Run those stages; media that turns out to be damaged is set aside and made again by a run of the whole graph.

    Raises:
        RunFailed: The film could not be made.
    """
    from videogen_dagster.plans.repetition import film_stages

    failure = run_once(instance, store, project, stages, stale_models=stale_models, preview=preview)
    for _ in range(MOST_RUNS - 1):
        if failure is None or failure.report.code not in MENDED_BY_MAKING:
            break
        set_damaged_aside(store, project)
        everything = film_stages(store, project)
        failure = run_once(instance, store, project, everything, stale_models=stale_models, preview=preview)
    if failure is not None:
        raise run_failed(failure)


def run_failed(failure: "RunFailure") -> RunFailed:
    """Return why a run did not finish as the error that the command ends with."""
    report = failure.report
    return RunFailed(report.code, report.message, field=report.field, remedy=report.remedy, exit_code=failure.exit_code)


def run_once(
    instance: "dg.DagsterInstance",
    store: MediaStore,
    project: str,
    stages: Sequence[str],
    *,
    job: str = "make_film",
    stale_models: bool = False,
    preview: bool = False,
) -> "RunFailure | None":
    """Run stages of a job once, with a progress bar; returns why they did not finish, or None."""
    from videogen_dagster.runs import make_project

    run_id = str(uuid.uuid4())
    with stopping_on_interrupt(store, project, run_id):
        work = in_background(
            lambda: make_project(
                instance,
                store,
                project,
                stages=stages,
                run_id=run_id,
                stale_models=stale_models,
                preview=preview,
                job=job,
                who=person(),
            )
        )
        follow(store, project, work)
    return work.result()


def _copy_out(film: Path, out: Path) -> None:
    try:
        copy_whole(film, out)
    except OSError as error:
        raise StorageFailure(
            f"cannot write {out}: {error.strerror}", field="--out", remedy=f"the film is finished: {film}"
        ) from error
