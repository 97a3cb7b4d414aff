"""What a person changed about single scenes: small edits that overlay the plan, one version after the other.

An edit names only what it changes. Each version of a scene's edit is complete, so that any of them can be put back.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Self

from pydantic import Field, ValidationError

from videogen_dagster.core.choices import PARTS, Part
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.requests import Seed
from videogen_dagster.core.requests import Take as Variation
from videogen_dagster.core.storyboard import LONGEST_SCENE_S, SHORTEST_SCENE_S, SceneId
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.core.values import Value

Words = Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"\S")]
TakeNumber = Annotated[int, Field(ge=1)]


class PartEdit(Value):
    """What is common to the edits of all parts; None means: as the plan says.

    Attributes:
        take: The variation of an otherwise equal request; a new one is generated although the result is cached.
        pick: Number of an earlier take that is used as it is, whatever the request.
    """

    take: Variation | None = None
    pick: TakeNumber | None = None

    def overlaid(self, change: Self) -> Self:
        """Return this edit with what `change` names put over it; a pick stands until something else is named."""
        named = change.model_dump(exclude_none=True)
        if not named:
            return self
        kept = {name: value for name, value in self if name != "pick"}
        return type(self).model_validate({**kept, **named})


class ImageEdit(PartEdit):
    """Edits of a scene's picture."""

    prompt: Words | None = None
    negative_prompt: str | None = None
    seed: Seed | None = None
    size: FrameSize | None = None


class AnimationEdit(PartEdit):
    """Edits of how a scene moves and passes into the next one, and of how long it lasts (longer if its lines need it)."""

    motion_prompt: Words | None = None
    transition: TransitionKind | None = None
    duration_s: Annotated[float, Field(ge=SHORTEST_SCENE_S, le=LONGEST_SCENE_S)] | None = None


class NarrationEdit(PartEdit):
    """Edits of what is said in a scene; a scene of several lines takes one row of `text` for each."""

    text: Words | None = None
    voice: Words | None = None
    language: Annotated[str, Field(pattern=r"^[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)] | None = None


class SceneEdit(Value):
    """All edits of one scene."""

    image: ImageEdit = ImageEdit()
    animation: AnimationEdit = AnimationEdit()
    narration: NarrationEdit = NarrationEdit()

    def part(self, part: Part) -> PartEdit:
        """Return the edits of one part."""
        return getattr(self, part)

    def overlaid(self, change: "SceneEdit") -> "SceneEdit":
        """Return this edit with what `change` names put over it."""
        return SceneEdit(
            image=self.image.overlaid(change.image),
            animation=self.animation.overlaid(change.animation),
            narration=self.narration.overlaid(change.narration),
        )


def changed_parts(before: Mapping[str, SceneEdit], after: Mapping[str, SceneEdit]) -> tuple[Part, ...]:
    """Return of which parts the edits differ in any scene."""
    return tuple(
        part
        for part in PARTS
        if any(
            before.get(scene, SceneEdit()).part(part) != after.get(scene, SceneEdit()).part(part)
            for scene in before.keys() | after.keys()
        )
    )


class DirectionVersion(Value):
    """One version of a scene's edits: who made it, when, and what it changed.

    Attributes:
        scene: Which scene.
        version: 1 for the first edit; 0 means the plan as it is.
        edit: The whole edit of the scene as of this version.
        who: Name of the person or of the place that the edit came from.
        when: When it was made, with its time zone.
        what: The change in words (`image seed 7 -> 9`).
    """

    scene: SceneId
    version: Annotated[int, Field(ge=1)]
    edit: SceneEdit
    who: str
    when: datetime
    what: str


class SceneTake(Value):
    """One result that a scene had: takes stay, so that an earlier one can be used again.

    Attributes:
        number: 1, 2, ... by scene and part.
        fingerprints: What the result is made of: one for a picture or a clip, one a line for narration.
        engine: Fingerprint of the engine that made it.
        edit: The part's edits at that time.
        when: When it was first used.
    """

    number: TakeNumber
    fingerprints: tuple[str, ...]
    engine: str
    edit: dict[str, Any]
    when: datetime


def read_edit(part: Part, given: Mapping[str, object]) -> SceneEdit:
    """Return an edit of one part from values as people give them; None and empty containers are not given.

    Args:
        part: What is edited.
        given: Values by the name of their field; `size` may be text (`1024x576`), `seed` may be text of digits.

    Raises:
        InvalidInput: A value breaks its rule; field and remedy say which and how to mend it.
    """
    named = {name: _size(value) if name == "size" else value for name, value in given.items() if value is not None}
    try:
        return SceneEdit.model_validate({part: named})
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][1]) if len(first["loc"]) > 1 else part
        raise InvalidInput(
            f"{given.get(field)!r} is not allowed: {first['msg'].lower()}",
            field=field,
            remedy=_ALLOWED.get(field, "correct that value"),
        ) from error


def _size(value: object) -> object:
    if not isinstance(value, str):
        return value
    width, _, height = value.lower().partition("x")
    return {"width": width, "height": height}


_ALLOWED: Final = {
    "prompt": "say what the picture shows",
    "motion_prompt": "say how it moves: 'slow push in', 'static'",
    "seed": "give a whole number from 0 to 2^63 - 1",
    "size": "give even sides of 16 to 8192 pixels: 1024x576",
    "transition": f"give one of {', '.join(TransitionKind)}",
    "duration_s": f"give {SHORTEST_SCENE_S:g} to {LONGEST_SCENE_S:g} seconds",
    "text": "give the words that are spoken",
    "voice": "name a voice of the speech engine",
    "language": "give a BCP 47 tag: en, de, pt-BR",
}


def changes(old: Value, new: Value, *, prefix: str = "") -> tuple[str, ...]:
    """Return in words what differs between two values of one type: `image seed 7 -> 9`."""
    told: list[str] = []
    for name in type(old).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        label = f"{prefix} {name.replace('_', ' ')}".strip()
        if before == after:
            continue
        if isinstance(before, Value) and isinstance(after, Value) and not isinstance(after, FrameSize):
            told.extend(changes(before, after, prefix=label))
        else:
            told.append(f"{label} {_shown(before)} -> {_shown(after)}")
    return tuple(told)


def _shown(value: object) -> str:
    if value is None:
        return "as planned"
    text = str(value)
    return repr(text if len(text) <= 60 else text[:57] + "...") if isinstance(value, str) else text
