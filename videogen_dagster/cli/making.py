"""`videogen make`: everything that can be wrong with the input is found before anything is created."""

import signal
import sys
import threading
import uuid
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryFile
from types import FrameType
from typing import TypeVar, cast

from videogen_dagster.cli.progress_bar import follow
from videogen_dagster.cli.reporting import print_json, tell_error
from videogen_dagster.core import keys
from videogen_dagster.core.errors import InvalidInput, StorageFailure, VideogenError
from videogen_dagster.engines.protocols import SpeechEngine
from videogen_dagster.engines.registry import load_engine
from videogen_dagster.resources.briefing import accept_brief, film_settings, load_brief
from videogen_dagster.scripts.draft import Draft
from videogen_dagster.scripts.names import check_project_name
from videogen_dagster.scripts.open_input import PHOTO_SUFFIXES, idea_draft, product_draft, read_drafts
from videogen_dagster.settings import Settings, load_settings
from videogen_dagster.store.media_store import MediaStore, copy_whole

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeOptions:
    """The options of `videogen make`; None where not given."""

    prompt: str | None = None
    title: str | None = None
    description: str | None = None
    price: str | None = None
    brand: str | None = None
    project: str | None = None
    aspect: str | None = None
    resolution: str | None = None
    style: str | None = None
    language: str | None = None
    seed: str | None = None
    limit: int | None = None
    out: Path | None = None
    as_json: bool = False

    def overrides(self) -> dict[str, str]:
        """Return the film settings that were given; they win over those of the input.

        Raises:
            InvalidInput: One is not allowed.
        """
        names = ("aspect", "resolution", "style", "language", "seed")
        given = {name: value for name in names if (value := getattr(self, name)) is not None}
        try:
            film_settings(given)
        except InvalidInput as error:
            raise InvalidInput(error.message, field=f"--{error.field}", remedy=error.remedy) from error
        return given


class RunFailed(VideogenError):
    """A run did not finish; the record says why."""

    def __init__(self, code: str, message: str, *, field: str | None, remedy: str | None, exit_code: int) -> None:
        super().__init__(message, field=field, remedy=remedy)
        self.code, self.exit_code = code, exit_code


def make_films(inputs: Sequence[Path], options: MakeOptions) -> None:
    """Make one film a project, and print the path of each (or its status as JSON).

    Raises:
        InvalidInput: The input or an option cannot be used; nothing was created.
        RunFailed: A film could not be made, or was cancelled. The other films of a catalogue are made all the same.
    """
    overrides = options.overrides()
    drafts = _drafts(inputs, options)
    languages = {film_settings({**draft.settings, **overrides}).language for draft in drafts}
    _check_out(options.out, films=len(drafts))
    settings = load_settings()
    settings.check_engines()
    _check_languages(languages | set(filter(None, [options.language])), settings)
    if not drafts:
        _make_again(settings, options, overrides)
        return
    store = settings.open_store()
    failed: list[RunFailed] = []
    for draft in drafts:
        accept_brief(store, draft.name, draft, overrides=overrides)
        try:
            _make(settings, store, draft.name, options)
        except RunFailed as error:
            if len(drafts) == 1 or error.code == "cancelled":
                raise
            tell_error(error, as_json=options.as_json)
            failed.append(error)
    if failed:
        raise RunFailed(
            "batch_failed",
            f"{len(failed)} of {len(drafts)} films could not be made",
            field=None,
            remedy="start the same command again: finished films are not made twice",
            exit_code=max(error.exit_code for error in failed),
        )


def _drafts(inputs: Sequence[Path], options: MakeOptions) -> tuple[Draft, ...]:
    is_product = not options.prompt and all(path.suffix.lower() in PHOTO_SUFFIXES for path in inputs)
    if not is_product:
        _refuse_product_options(options)
    if inputs and options.prompt:
        raise InvalidInput("an input and a prompt were given", field="--prompt", remedy="give one of them")
    if options.prompt is not None:
        drafts: tuple[Draft, ...] = (idea_draft(options.prompt),)
    elif inputs and is_product:
        drafts = (_product(inputs, options),)
    elif inputs:
        drafts = read_drafts(inputs, limit=options.limit)
    elif options.project:
        drafts = ()
    elif options.title:
        drafts = (_product((), options),)
    else:
        raise InvalidInput(
            "nothing to make a film from", field="INPUT", remedy="give a file, --prompt, or --title of a product"
        )
    return _named(drafts, options)


def _refuse_product_options(options: MakeOptions) -> None:
    for name in ("description", "price", "brand"):
        if getattr(options, name) is not None:
            raise InvalidInput(
                "belongs to a product given by its photos or title", field=f"--{name}", remedy="write it into the brief"
            )


def _product(photos: Sequence[Path], options: MakeOptions) -> Draft:
    if not options.title:
        raise InvalidInput(
            "photos of a product need its title", field="--title", remedy="add --title and --description"
        )
    return product_draft(
        photos, title=options.title, description=options.description or "", price=options.price, brand=options.brand
    )


def _named(drafts: tuple[Draft, ...], options: MakeOptions) -> tuple[Draft, ...]:
    if options.project is not None:
        name = check_project_name(options.project)
        if len(drafts) > 1:
            raise InvalidInput(
                f"one project name for {len(drafts)} films",
                field="--project",
                remedy="leave --project out, or use --limit 1",
            )
        drafts = tuple(replace(draft, name=name) for draft in drafts)
    if options.title and len(drafts) == 1:
        drafts = (replace(drafts[0], title=options.title),)
    return drafts


def _check_out(out: Path | None, *, films: int) -> None:
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


def _check_languages(languages: set[str], settings: Settings) -> None:
    engine = cast("SpeechEngine", load_engine("speech", settings.engines["speech"]))
    spoken = engine.capabilities().languages
    for language in sorted(languages):
        if spoken and language.lower().partition("-")[0] not in spoken:
            near = get_close_matches(language.lower(), spoken, n=5, cutoff=0.0)
            raise InvalidInput(
                f"no voice speaks {language!r}", field="--language", remedy=f"near ones: {', '.join(near)}"
            )


def _make_again(settings: Settings, options: MakeOptions, overrides: dict[str, str]) -> None:
    project = check_project_name(options.project or "")
    if not (settings.home / "store").exists() and settings.store_url is None:
        raise InvalidInput(f"no project is called {project!r}", field="--project", remedy="give an input to start one")
    store = settings.open_store()
    if not store.exists(keys.brief(project)):
        raise InvalidInput(f"no project is called {project!r}", field="--project", remedy="give an input to start one")
    load_brief(store, project, overrides=overrides)
    _make(settings, store, project, options)


def _make(settings: Settings, store: MediaStore, project: str, options: MakeOptions) -> None:
    from videogen_dagster.runs import make_project, open_instance  # Dagster: 0.7 s, after the input is known to be good
    from videogen_dagster.statuses import project_status

    with open_instance(settings) as instance:
        run_id = str(uuid.uuid4())
        with _stopping_on_interrupt(store, project, run_id):
            work = _in_background(lambda: make_project(instance, store, project, run_id=run_id))
            follow(store, project, work)
        failure = work.result()
        if failure is not None:
            report = failure.report
            raise RunFailed(
                report.code, report.message, field=report.field, remedy=report.remedy, exit_code=failure.exit_code
            )
        status = project_status(instance, store, settings, project)
    path = settings.films / f"{project}.mp4"
    if options.out is not None and status.film is not None:
        _copy_out(path, options.out)
        path = options.out
    if options.as_json:
        print_json(status.model_dump(mode="json"))
    else:
        sys.stdout.write(f"{path}\n")


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
