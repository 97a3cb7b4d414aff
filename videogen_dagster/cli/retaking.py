"""`videogen retake`: one scene is changed, and the film follows."""

from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, cast

from videogen_dagster.cli.filming import check_out, make_edited_film, working_on
from videogen_dagster.cli.opening import open_project, plan_of
from videogen_dagster.cli.people import person
from videogen_dagster.core.budgets import budget_of
from videogen_dagster.core.choices import PARTS, Part
from videogen_dagster.core.directing import check_edit, check_spoken, direct_storyboard
from videogen_dagster.core.direction import NarrationEdit, SceneEdit, read_edit
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.protocols import SpeechEngine
from videogen_dagster.engines.registry import load_engine
from videogen_dagster.resources.direction_file import edit_scene, load_edits
from videogen_dagster.resources.project_budgets import keep_project_budget
from videogen_dagster.settings import Settings
from videogen_dagster.store.media_store import MediaStore

OPTION_OF_FIELD: Final[Mapping[str, str]] = {
    "prompt": "--prompt",
    "negative_prompt": "--negative-prompt",
    "seed": "--seed",
    "size": "--size",
    "motion_prompt": "--motion",
    "transition": "--transition",
    "duration_s": "--duration",
    "text": "--text",
    "voice": "--voice",
    "language": "--language",
    "scene": "SCENE",
}
"""As what a person gives the fields of an edit on the command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetakeOptions:
    """What `videogen retake` changes, as the person wrote it; None where not given."""

    scene: str
    prompt: str | None = None
    negative_prompt: str | None = None
    seed: str | None = None
    size: str | None = None
    motion: str | None = None
    transition: str | None = None
    duration: str | None = None
    text: str | None = None
    voice: str | None = None
    language: str | None = None
    new_take: bool = False
    of: str | None = None
    budget_usd: str | None = None

    def change(self) -> tuple[SceneEdit, tuple[Part, ...]]:
        """Return what is edited, and of which parts a new take is made although nothing else changes.

        A new take is one of the part that `--of` names, else of the parts that the other options touch, else of the
        picture.

        Raises:
            InvalidInput: Nothing is given, or a value is not allowed; the field is the option.
        """
        if self.of is not None and not self.new_take:
            raise InvalidInput("says of what a new take is made", field="--of", remedy="add --new-take")
        given: dict[Part, dict[str, str | None]] = {
            "image": {name: getattr(self, name) for name in ("prompt", "negative_prompt", "seed", "size")},
            "animation": {
                "motion_prompt": self.motion,
                "transition": self.transition,
                "duration_s": self.duration,
            },
            "narration": {name: getattr(self, name) for name in ("text", "voice", "language")},
        }
        touched = tuple(part for part in PARTS if any(value is not None for value in given[part].values()))
        if not touched and not self.new_take:
            options = [option for option in OPTION_OF_FIELD.values() if option.startswith("--")]
            raise InvalidInput("nothing is changed", remedy=f"give one of {', '.join(options)}, --new-take")
        edit = SceneEdit()
        with _told_by_option():
            for part in touched:
                edit = edit.overlaid(read_edit(part, given[part]))
        if not self.new_take:
            return edit, ()
        return edit, tuple(part for part in PARTS if part == self.of) or touched or ("image",)

    def budget(self) -> Decimal | None:
        """See `MakeOptions.budget`."""
        return None if self.budget_usd is None else budget_of(self.budget_usd, field="--budget-usd")


@dataclass(frozen=True, slots=True)
class CheckedRetake:
    """A retake that can be made.

    Attributes:
        settings: The deployment.
        store: Its store.
        scene: Id of a scene that the plan has.
        change: What is edited.
        new_takes: Of which parts a new take is made.
        budget_usd: What the project may cost from now on; None: what it could before.
    """

    settings: Settings
    store: MediaStore
    scene: str
    change: SceneEdit
    new_takes: tuple[Part, ...]
    budget_usd: Decimal | None = None


def scene_id(scene: str) -> str:
    """Return the id of a scene that a person may write without leading zeros: `3` is `003`.

    Raises:
        InvalidInput: It is no number.
    """
    if not (scene.isascii() and scene.isdigit()):
        raise InvalidInput(f"{scene!r} is no scene", field="SCENE", remedy="give its number: 3 or 003")
    return scene.zfill(3)


def by_option(error: InvalidInput) -> InvalidInput:
    """Return an error about a field of an edit as one about the option that it was given by."""
    field = OPTION_OF_FIELD.get(error.field or "")
    return InvalidInput(error.message, field=field, remedy=error.remedy) if field else error


def retake_scene(project: str, options: RetakeOptions, *, out: Path | None, stale_models: bool, as_json: bool) -> None:
    """Keep an edit of one scene and make the film; prints its path, or the project's status as JSON.

    Raises:
        InvalidInput: The project, the scene or an option cannot be used; nothing was written.
        ProjectBusy: Another command is making the project; nothing was written.
        RunFailed: The film could not be made; the edit is kept.
    """
    check_out(out)
    checked = check_retake(project, options)
    settings, store = checked.settings, checked.store
    with _told_by_option(), working_on(settings, project):
        make_edited_film(
            settings,
            store,
            project,
            lambda: _keep(checked, project),
            out=out,
            as_json=as_json,
            stale_models=stale_models,
        )


def _keep(checked: CheckedRetake, project: str) -> None:
    edit_scene(
        checked.store,
        project,
        checked.scene,
        checked.change,
        storyboard=plan_of(checked.store, project),
        who=person(),
        new_takes=checked.new_takes,
    )
    if checked.budget_usd is not None:
        keep_project_budget(checked.store, project, checked.budget_usd)


def check_retake(project: str, options: RetakeOptions) -> CheckedRetake:
    """See that a retake can be made; nothing is written.

    Raises:
        InvalidInput: The project, the scene or an option cannot be used.
    """
    change, new_takes = options.change()
    budget_usd = options.budget()
    scene = scene_id(options.scene)
    settings, store = open_project(project)
    settings.check_engines()
    with _told_by_option():
        _check_spoken(settings, change)
        _check_scene(store, project, scene, change, new_takes)
    return CheckedRetake(settings, store, scene, change, new_takes, budget_usd)


def _check_spoken(settings: Settings, change: SceneEdit) -> None:
    if change.narration == NarrationEdit():
        return
    engine = cast(
        "SpeechEngine", load_engine("speech", settings.engines["speech"], model=settings.model_choice("speech"))
    )
    able = engine.capabilities()
    check_spoken(change.narration, voices=able.voices, languages=able.languages)


def _check_scene(store: MediaStore, project: str, scene: str, change: SceneEdit, new_takes: Collection[Part]) -> None:
    """See that the plan has that scene and something to change in it."""
    storyboard = plan_of(store, project)
    edit = load_edits(store, project).get(scene, SceneEdit()).overlaid(change)
    check_edit(storyboard, scene, edit)
    directed = direct_storyboard(storyboard, {scene: edit})
    is_silent = all(not found.lines for found in directed.scenes if found.id == scene)
    if is_silent and ("narration" in new_takes or change.narration != NarrationEdit()):
        raise InvalidInput(f"nobody speaks in scene {scene}", field="text", remedy="give the words to speak")


@contextmanager
def _told_by_option() -> Generator[None]:
    try:
        yield
    except InvalidInput as error:
        raise by_option(error) from error
