"""Puts a person's edits over the plan. Pure: the same plan and edits give the same requests."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from videogen_dagster.core.direction import AnimationEdit, ImageEdit, NarrationEdit, SceneEdit
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.core.stages import Prompts, ScenePrompt
from videogen_dagster.core.storyboard import NARRATOR, Character, Line, Scene, Storyboard

Edits = Mapping[str, SceneEdit]


def direct_storyboard(storyboard: Storyboard, edits: Edits) -> Storyboard:
    """Return the plan with the edits of what is said and how long scenes last.

    Raises:
        InvalidInput: An edit does not fit its scene any more; the remedy tells how to put it back.
    """
    edited = tuple(
        _scene(scene, edits[scene.id]) if scene.id in edits and _touches(edits[scene.id]) else scene
        for scene in storyboard.scenes
    )
    if edited == storyboard.scenes:
        return storyboard
    characters = storyboard.characters
    speaking = {line.character for scene in edited for line in scene.lines}
    if NARRATOR in speaking and all(who.id != NARRATOR for who in characters):
        characters = (*characters, Character(id=NARRATOR, name="Narrator"))
    return storyboard.model_copy(update={"scenes": edited, "characters": characters})


def direct_prompts(prompts: Prompts, edits: Edits) -> Prompts:
    """Return the prompts with the edits of pictures and movements. An edit changes nothing that it does not name."""
    return Prompts(
        scenes=tuple(
            _prompt(prompt, edits[prompt.scene]) if prompt.scene in edits else prompt for prompt in prompts.scenes
        )
    )


def check_edit(storyboard: Storyboard, scene: str, edit: SceneEdit) -> None:
    """See that an edit fits the plan.

    Raises:
        InvalidInput: There is no such scene, or the text does not fit its lines.
    """
    known = {planned.id: planned for planned in storyboard.scenes}
    if scene not in known:
        raise InvalidInput(
            f"there is no scene {scene!r}",
            field="scene",
            remedy=f"scenes: {storyboard.scenes[0].id} to {storyboard.scenes[-1].id}",
        )
    _scene(known[scene], edit)


def check_spoken(edit: NarrationEdit, *, voices: Sequence[str], languages: Sequence[str]) -> None:
    """See that the speech engine has what an edit asks for.

    Args:
        edit: The edit.
        voices: Voices that it has, or empty if it takes any.
        languages: Primary subtags of the languages that it speaks, or empty if it takes any.

    Raises:
        InvalidInput: It has not; the remedy names near ones.
    """
    _check_known("voice", edit.voice, voices)
    _check_known("language", edit.language and edit.language.lower().partition("-")[0], languages)


def _check_known(field: str, value: str | None, known: Sequence[str]) -> None:
    if value is None or not known or value in known:
        return
    near = get_close_matches(value, known, n=5, cutoff=0.0)
    raise InvalidInput(f"no {field} is called {value!r}", field=field, remedy=f"near ones: {', '.join(near)}")


def _touches(edit: SceneEdit) -> bool:
    spoken = edit.narration
    return (
        any(value is not None for value in (spoken.text, spoken.voice, spoken.language))
        or edit.animation.duration_s is not None
        or edit.animation.transition is not None
    )


def _scene(scene: Scene, edit: SceneEdit) -> Scene:
    lines = _lines(scene, edit.narration)
    return scene.model_copy(update={"lines": lines, **_course(edit.animation)})


def _course(edit: AnimationEdit) -> dict[str, object]:
    """Return how long a scene lasts and how it passes into the next one, as far as a person said."""
    named = {"duration_s": edit.duration_s, "transition": edit.transition}
    return {name: value for name, value in named.items() if value is not None}


def _lines(scene: Scene, edit: NarrationEdit) -> tuple[Line, ...]:
    spoken = {name: value for name in ("voice", "language") if (value := getattr(edit, name)) is not None}
    return tuple(line.model_copy(update=spoken) for line in _worded(scene, edit.text))


def _worded(scene: Scene, text: str | None) -> tuple[Line, ...]:
    if text is None:
        return scene.lines
    if len(scene.lines) <= 1:
        line = scene.lines[0] if scene.lines else Line(character=NARRATOR, text=text)
        return (line.model_copy(update={"text": " ".join(text.split())}),)
    rows = [row.strip() for row in text.splitlines() if row.strip()]
    if len(rows) != len(scene.lines):
        raise InvalidInput(
            f"scene {scene.id} has {len(scene.lines)} lines and the text has {len(rows)}",
            field="text",
            remedy="give one row a line, in the order of the storyboard, or revert the scene's edit",
        )
    return tuple(line.model_copy(update={"text": row}) for line, row in zip(scene.lines, rows, strict=True))


def _prompt(prompt: ScenePrompt, edit: SceneEdit) -> ScenePrompt:
    motion = edit.animation.motion_prompt
    return prompt.model_copy(
        update={
            "image": _image(prompt.image, edit.image),
            "motion_prompt": prompt.motion_prompt if motion is None else motion,
        }
    )


def _image(request: ImageRequest, edit: ImageEdit) -> ImageRequest:
    named = {name: value for name, value in edit if name != "pick" and value is not None}
    return request.model_copy(update=named)
