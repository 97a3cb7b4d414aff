"""`videogen make`: everything that can be wrong with the input is found before anything is created."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Final, cast

from videogen_dagster.cli.composing import check_composites
from videogen_dagster.cli.filming import ProjectBusy, RunFailed, check_out, make_film, working_on
from videogen_dagster.cli.opening import open_project
from videogen_dagster.cli.previewing import announce_preview, make_preview
from videogen_dagster.cli.reporting import tell_error
from videogen_dagster.core.budgets import budget_of
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.engines.dubbers import dubber_for
from videogen_dagster.engines.protocols import ScriptEngine, SpeechEngine
from videogen_dagster.engines.registry import load_engine
from videogen_dagster.resources.briefing import accept_brief, film_settings, load_brief, with_settings
from videogen_dagster.resources.own_media import check_own_media
from videogen_dagster.resources.project_budgets import keep_project_budget
from videogen_dagster.scripts.draft import Draft
from videogen_dagster.scripts.names import check_project_name
from videogen_dagster.scripts.open_input import PHOTO_SUFFIXES, idea_draft, product_draft, read_drafts
from videogen_dagster.settings import Settings, load_settings
from videogen_dagster.store.media_store import MediaStore

_SINGLE: Final = {"--renditions": "--rendition", "--caption-languages": "--caption-language"}
"""Options that are given once for each entry of a setting."""
_SETTINGS: Final = (
    "aspect",
    "resolution",
    "style",
    "captions",
    "music_db",
    "speech_db",
    "language",
    "dub_language",
    "seed",
)
"""Options that are settings of the film."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeOptions:
    """The options of `videogen make`; None where not given."""

    prompt: str | None = None
    title: str | None = None
    description: str | None = None
    price: str | None = None
    brand: str | None = None
    project: str | None = None
    rendition: tuple[str, ...] = ()
    caption_language: tuple[str, ...] = ()
    aspect: str | None = None
    resolution: str | None = None
    style: str | None = None
    captions: str | None = None
    music_db: str | None = None
    speech_db: str | None = None
    language: str | None = None
    dub_language: str | None = None
    seed: str | None = None
    budget_usd: str | None = None
    limit: int | None = None
    out: Path | None = None
    stale_models: bool = False
    preview: bool = False
    as_json: bool = False

    def overrides(self) -> dict[str, str]:
        """Return the film settings that were given; they win over those of the input.

        Raises:
            InvalidInput: One is not allowed.
        """
        given = {name: value for name in _SETTINGS if (value := getattr(self, name)) is not None}
        if self.rendition:
            given["renditions"] = ", ".join(self.rendition)
        if self.caption_language:
            given["caption_languages"] = ", ".join(self.caption_language)
        try:
            film_settings(given)
        except InvalidInput as error:
            option = f"--{(error.field or '').replace('_', '-')}"
            option = _SINGLE.get(option, option)
            raise InvalidInput(error.message, field=option, remedy=error.remedy) from error
        return given

    def spoken(self) -> dict[str, str]:
        """Return the language that voices must speak, as far as options name one, and the option that does."""
        dubbed = film_settings({"dub_language": self.dub_language}).dub_language
        if dubbed:
            return {dubbed: "--dub-language"}
        return {self.language: "--language"} if self.language else {}

    def budget(self) -> Decimal | None:
        """Return what the project may cost from now on, or None if nothing was said.

        Raises:
            InvalidInput: It is no amount above 0.
        """
        return None if self.budget_usd is None else budget_of(self.budget_usd, field="--budget-usd")


def make_films(inputs: Sequence[Path], options: MakeOptions) -> None:
    """Make one film a project, and print the path of each (or its status as JSON).

    Raises:
        InvalidInput: The input or an option cannot be used; nothing was created.
        ProjectBusy: Another command is making the project; nothing was changed.
        RunFailed: A film could not be made, or was cancelled. The other films of a catalogue are made all the same.
    """
    overrides = options.overrides()
    options.budget()
    drafts = _drafts(inputs, options)
    spoken = _spoken(drafts, overrides) if drafts else options.spoken()
    check_out(options.out, films=len(drafts))
    settings = load_settings()
    settings.check_engines()
    check_composites(drafts, settings)
    check_languages(spoken, settings)
    _check_dubbing([film_settings({**draft.settings, **overrides}) for draft in drafts], settings)
    for draft in drafts:  # last: it decodes, and all else is seen at once
        check_own_media(draft)
    if not drafts:
        _make_again(settings, options, overrides)
        return
    store = settings.open_store()
    failed: list[RunFailed | ProjectBusy] = []
    for draft in drafts:
        try:
            with working_on(settings, draft.name):
                accept_brief(store, draft.name, draft, overrides=overrides)
                _make(settings, store, draft.name, options)
        except (RunFailed, ProjectBusy) as error:
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


def _spoken(drafts: Sequence[Draft], overrides: Mapping[str, str]) -> dict[str, str]:
    """Return the languages that voices must speak, each with the option that gives another one."""
    films = [film_settings({**draft.settings, **overrides}) for draft in drafts]
    return {film.dub_language or film.language: _option_of(film) for film in films}


def _option_of(film: FilmSettings) -> str:
    return "--dub-language" if film.dub_language else "--language"


def check_languages(languages: Mapping[str, str], settings: Settings) -> None:
    """See that the speech engine speaks all of `languages`.

    Args:
        languages: Each with the option that gives another one.
        settings: The deployment.

    Raises:
        InvalidInput: It does not; the remedy names near ones.
    """
    engine = cast(
        "SpeechEngine", load_engine("speech", settings.engines["speech"], model=settings.model_choice("speech"))
    )
    spoken = engine.capabilities().languages
    for language, option in sorted(languages.items()):
        if spoken and language.lower().partition("-")[0] not in spoken:
            near = get_close_matches(language.lower(), spoken, n=5, cutoff=0.0)
            raise InvalidInput(f"no voice speaks {language!r}", field=option, remedy=f"near ones: {', '.join(near)}")


def _check_dubbing(films: Sequence[FilmSettings], settings: Settings) -> None:
    """See that the script engine translates what films ask for.

    Raises:
        InvalidInput: It does not.
    """
    engine = cast("ScriptEngine", load_engine("script", settings.engines["script"]))
    for film in films:
        dubber_for(film, engine)


def _make_again(settings: Settings, options: MakeOptions, overrides: dict[str, str]) -> None:
    project = check_project_name(options.project or "")
    _, store = open_project(project, field="--project")
    with working_on(settings, project):
        _check_dubbing([with_settings(load_brief(store, project), overrides).settings], settings)
        load_brief(store, project, overrides=overrides)
        _make(settings, store, project, options)


def _make(settings: Settings, store: MediaStore, project: str, options: MakeOptions) -> None:
    """Make a project's film, and its preview if it is wished for."""
    budget_usd = options.budget()
    if budget_usd is not None:
        keep_project_budget(store, project, budget_usd)
    if options.preview:
        announce_preview(settings, project)
    make_film(
        settings,
        store,
        project,
        out=options.out,
        as_json=options.as_json,
        stale_models=options.stale_models,
        preview=options.preview,
    )
    if options.preview:
        make_preview(settings, store, project)
