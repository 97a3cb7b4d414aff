"""Puts a person's edits over the plan. Pure: the same plan and edits give the same requests."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from videogen_dagster.core.direction import AnimationEdit, ImageEdit, NarrationEdit, PartEdit, SceneEdit
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.core.stages import Prompts, ScenePrompt
from videogen_dagster.core.storyboard import NARRATOR, Character, Line, Scene, Storyboard

Edits = Mapping[str, SceneEdit]


def direct_storyboard(storyboard: Storyboard, edits: Edits) -> Storyboard:
    """Return the plan with the edits of what is said, how long scenes last, and whose pictures they show.

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
    _check_own(_scene(known[scene], edit), edit)
    if known[scene].composite and edit.animation.motion_prompt is not None:
        raise InvalidInput(
            f"scene {scene} is composed by {known[scene].composite}, where no camera moves",
            field="motion_prompt",
            remedy="edit its composite_options in the storyboard, or give another prompt, seed or duration",
        )


def _check_own(scene: Scene, edit: SceneEdit) -> None:
    """See that nothing is asked of a person's own media that changes nothing."""
    is_shown = edit.image.prompt is None
    if is_shown and (scene.image or scene.video):
        _refuse(scene, edit.image, ("negative_prompt", "seed", "take"), "shows your own media", "a prompt")
    if is_shown and scene.video:
        _refuse(scene, edit.animation, ("motion_prompt", "take"), "shows your own footage", "a prompt")
    if scene.audio:
        _refuse(scene, edit.narration, ("take",), "is heard as you recorded it", "a text or a voice")


_NAMED: Final = {
    "negative_prompt": "a negative prompt",
    "seed": "a seed",
    "motion_prompt": "a camera movement",
    "take": "a new take",
}


def _refuse(scene: Scene, edit: PartEdit, fields: Sequence[str], why: str, instead: str) -> None:
    for field in fields:
        if getattr(edit, field) is not None:
            raise InvalidInput(
                f"scene {scene.id} {why}, which {_NAMED[field]} does not change",
                field="new_take" if field == "take" else field,
                remedy=f"give {instead} as well to have it generated, or another file in the brief",
            )


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
    course = edit.animation
    is_passing = course.duration_s is not None or course.transition is not None
    return is_passing or edit.image.prompt is not None or _names_a_voice(edit.narration)


def _names_a_voice(edit: NarrationEdit) -> bool:
    return any(value is not None for value in (edit.text, edit.voice, edit.language))


def _scene(scene: Scene, edit: SceneEdit) -> Scene:
    lines = _lines(scene, edit.narration)
    seen = scene if edit.image.prompt is None else _without_own_pictures(scene)
    audio = None if _names_a_voice(edit.narration) else seen.audio  # words ask for a voice
    return seen.model_copy(update={"lines": lines, "audio": audio, **_course(edit.animation)})


def _without_own_pictures(scene: Scene) -> Scene:
    """Return a scene whose picture is generated; its own footage goes, and the sound of that with it."""
    audio = None if scene.is_own_sound else scene.audio
    return scene.model_copy(update={"image": None, "video": None, "audio": audio})


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
            "own": prompt.own if edit.image.prompt is None else None,  # a prompt asks for a picture
            "image": _image(prompt.image, edit.image),
            "motion_prompt": prompt.motion_prompt if motion is None else motion,
        }
    )


def _image(request: ImageRequest, edit: ImageEdit) -> ImageRequest:
    named = {name: value for name, value in edit if name != "pick" and value is not None}
    return request.model_copy(update=named)
