"""Makes one film in this process, whichever command asked for it."""

import os
import signal
import sys
import threading
import uuid
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from types import FrameType
from typing import TYPE_CHECKING, Final, TypeVar

from videogen_dagster.cli.opening import load_engines
from videogen_dagster.cli.progress_bar import follow
from videogen_dagster.cli.reporting import print_json
from videogen_dagster.core import keys
from videogen_dagster.core.errors import DamagedObject, InvalidInput, MissingObject, StorageFailure, VideogenError
from videogen_dagster.resources.direction_file import load_edits
from videogen_dagster.resources.locks import locked_at_once
from videogen_dagster.resources.stage_values import set_damaged_aside
from videogen_dagster.settings import Settings
from videogen_dagster.store.media_store import MediaStore, copy_whole, sha256_of

if TYPE_CHECKING:
    import dagster as dg

    from videogen_dagster.runs import RunFailure

ResultT = TypeVar("ResultT")

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
    settings: Settings, store: MediaStore, project: str, *, out: Path | None, as_json: bool, stale_models: bool = False
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

    Raises:
        RunFailed: It could not be made, or was cancelled.
        StorageFailure: `out` cannot be written; the film is finished.
    """
    from videogen_dagster.jobs import STAGES

    stages = () if _stands(settings, store, project, stale_models=stale_models) else STAGES
    _finish(settings, store, project, stages, out=out, as_json=as_json, stale_models=stale_models)


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
    from videogen_dagster.jobs import STAGES
    from videogen_dagster.plans.repetition import touched_stages

    stood = _stands(settings, store, project, stale_models=stale_models)
    before = load_edits(store, project)
    edit()
    after = load_edits(store, project)
    stages = touched_stages(store, project, before, after) if stood else STAGES
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

    film = finished_film(store, project, load_engines(settings), stale_models=stale_models)
    path = settings.film_path(project)
    files = (path, path.with_suffix(".srt"), path.with_suffix(".vtt"))
    return film is not None and all(map(Path.is_file, files)) and sha256_of(path) == film.result.video.sha256


def _finish(
    settings: Settings,
    store: MediaStore,
    project: str,
    stages: Sequence[str],
    *,
    out: Path | None,
    as_json: bool,
    stale_models: bool,
) -> None:
    """Run those stages, if any, and tell of the film."""
    from videogen_dagster.jobs import STAGES
    from videogen_dagster.runs import open_instance
    from videogen_dagster.statuses import project_status

    with open_instance(settings) as instance:
        status = project_status(instance, store, settings, project)
        if stages or status.status != "completed":  # a film may stand although its run was told as failed
            _run_until_whole(instance, store, project, stages or STAGES, stale_models=stale_models)
            status = project_status(instance, store, settings, project)
    path = settings.film_path(project)
    if out is not None and status.film is not None:
        _copy_out(path, out)
        path = out
    if as_json:
        print_json(status.model_dump(mode="json"))
    else:
        sys.stdout.write(f"{path}\n")


def _run_until_whole(
    instance: "dg.DagsterInstance", store: MediaStore, project: str, stages: Sequence[str], *, stale_models: bool
) -> None:
    """Run those stages; media that turns out to be damaged is set aside and made again by a run of the whole graph.

    Raises:
        RunFailed: The film could not be made.
    """
    from videogen_dagster.jobs import STAGES

    failure = _run(instance, store, project, stages, stale_models=stale_models)
    for _ in range(MOST_RUNS - 1):
        if failure is None or failure.report.code not in MENDED_BY_MAKING:
            break
        set_damaged_aside(store, project)
        failure = _run(instance, store, project, STAGES, stale_models=stale_models)
    if failure is not None:
        report = failure.report
        raise RunFailed(
            report.code, report.message, field=report.field, remedy=report.remedy, exit_code=failure.exit_code
        )


def _run(
    instance: "dg.DagsterInstance", store: MediaStore, project: str, stages: Sequence[str], *, stale_models: bool
) -> "RunFailure | None":
    """Run stages once, with a progress bar; returns why they did not finish, or None."""
    from videogen_dagster.runs import make_project

    run_id = str(uuid.uuid4())
    with _stopping_on_interrupt(store, project, run_id):
        work = _in_background(
            lambda: make_project(instance, store, project, stages=stages, run_id=run_id, stale_models=stale_models)
        )
        follow(store, project, work)
    return work.result()


def _in_background(work: Callable[[], ResultT]) -> Future[ResultT]:
    """Start `work` in a thread: Dagster would take over the signals of the main one, and Ctrl-C could not be gentle."""
    future: Future[ResultT] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001  # handed to the main thread, which raises it
            future.set_exception(error)

    threading.Thread(target=run, name="run", daemon=True).start()
    return future


def _copy_out(film: Path, out: Path) -> None:
    try:
        copy_whole(film, out)
    except OSError as error:
        raise StorageFailure(
            f"cannot write {out}: {error.strerror}", field="--out", remedy=f"the film is finished: {film}"
        ) from error


@contextmanager
def _stopping_on_interrupt(store: MediaStore, project: str, run_id: str) -> Generator[None]:
    """Let the first Ctrl-C ask the work to stop in good order, and the second one stop it at once."""
    before = signal.getsignal(signal.SIGINT)

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        sys.stderr.write("\nstopping; press Ctrl-C again to stop at once\n")
        store.write(keys.cancel_request(project), run_id.encode())

    signal.signal(signal.SIGINT, ask_to_stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
