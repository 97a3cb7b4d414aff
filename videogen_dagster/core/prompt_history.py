"""The versions of a project's prompts, found out from what it holds: its plan, and the edits of people.

So the record can always be brought up to date, and is never needed to make a film. The way back is here too: the edit with
which a scene is made from a version.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from videogen_dagster.core.directing import direct_prompts
from videogen_dagster.core.direction import AnimationEdit, DirectionVersion, ImageEdit, SceneEdit
from videogen_dagster.core.prompt_versions import (
    AUTHOR,
    PLAN,
    PROGRAM,
    PROMPT_PARTS,
    Instruction,
    PromptContent,
    PromptParameters,
    PromptPart,
    PromptVersion,
    UserPrompt,
    prompt_id,
    storable,
)
from videogen_dagster.core.stages import Prompts, ScenePrompt

ValueT = TypeVar("ValueT")
_STILLS: Final = frozenset({"png", "jpg", "jpeg", "webp"})
"""A person's own footage has its own movement; a picture of theirs is moved."""


def content_of(planned: ScenePrompt, edit: SceneEdit, part: PromptPart) -> PromptContent | None:
    """Return what a scene's picture or movement is made from, or None where a person's own media is shown instead."""
    (prompt,) = direct_prompts(Prompts(scenes=(planned,)), {planned.scene: edit}).scenes
    if part == "animation":
        take = edit.animation.take or 1
        is_filmed = prompt.motion_prompt.strip() and (prompt.own is None or prompt.own.extension in _STILLS)
        parameters = PromptParameters(take=take)
        words = storable(prompt.motion_prompt)
        return PromptContent(part=part, words=words, parameters=parameters) if is_filmed else None
    if prompt.own is not None:
        return None
    parameters = PromptParameters(
        negative_prompt=storable(prompt.image.negative_prompt),
        seed=prompt.image.seed,
        size=prompt.image.size if prompt.image.size != planned.image.size else None,
        take=prompt.image.take,
    )
    return PromptContent(part=part, words=storable(prompt.image.prompt), parameters=parameters)


def unrecorded(
    prompts: Prompts,
    history: Sequence[DirectionVersion],
    known: Mapping[str, Sequence[PromptVersion]],
    *,
    project: str,
    planner: str,
    now: datetime,
    tags: tuple[str, ...] = (),
    written_with: Mapping[str, str] | None = None,
) -> tuple[PromptVersion, ...]:
    """Return the versions of a project's prompts that the record lacks, each prompt's in order.

    Args:
        prompts: What the plan says.
        history: The edits of all scenes, each scene's in order.
        known: The versions that are recorded, by their prompt and in order.
        project: The project.
        planner: Who wrote the plan.
        now: When a version of the plan that is not recorded began to count.
        tags: What new versions can be found by.
        written_with: References of the instructions that the plan's words were written with, by scene.
    """
    edits: dict[str, list[DirectionVersion]] = {}
    for version in history:
        edits.setdefault(version.scene, []).append(version)
    found: list[PromptVersion] = []
    for planned in prompts.scenes:
        instruction = (written_with or {}).get(planned.scene)
        for part in PROMPT_PARTS:
            prompt = prompt_id(project, planned.scene, part)
            recorded = known.get(prompt, ())
            newest, number = (recorded[-1].content.fingerprint if recorded else None), len(recorded)
            steps = _steps(planned, edits.get(planned.scene, []), recorded, part, planner=planner, now=now)
            for content, author, origin, when in steps:
                if content is None or content.fingerprint == newest:
                    continue
                newest, number = content.fingerprint, number + 1
                found.append(
                    PromptVersion(
                        prompt=prompt,
                        number=number,
                        content=content,
                        author=author,
                        origin=origin,
                        tags=(*tags, instruction) if instruction and origin == PLAN else tags,
                        created=when,
                    )
                )
    return tuple(found)


def unrecorded_instructions(
    instructions: Sequence[Instruction], known: Mapping[str, Sequence[PromptVersion]], *, now: datetime
) -> tuple[PromptVersion, ...]:
    """Return the versions of instructions that the record lacks: one for each text and model, whoever uses it when."""
    found: dict[str, list[PromptVersion]] = {}
    for instruction in instructions:
        versions = [*known.get(instruction.prompt, ()), *found.get(instruction.prompt, ())]
        if instruction.content.fingerprint in {each.content.fingerprint for each in versions}:
            continue
        version = PromptVersion(
            prompt=instruction.prompt,
            number=len(versions) + 1,
            content=instruction.content,
            author=AUTHOR,
            origin=PROGRAM,
            tags=(instruction.reference,),
            created=now,
        )
        found.setdefault(instruction.prompt, []).append(version)
    return tuple(version for versions in found.values() for version in versions)


def _steps(
    planned: ScenePrompt,
    edits: Sequence[DirectionVersion],
    recorded: Sequence[PromptVersion],
    part: PromptPart,
    *,
    planner: str,
    now: datetime,
) -> Iterator[tuple[PromptContent | None, str, str, datetime]]:
    """Yield what counted since the last recorded version: content, author, origin, time."""
    seen = max((version.edit_number for version in recorded), default=0)
    before = SceneEdit()
    if not recorded:
        yield content_of(planned, before, part), planner, PLAN, now
    for version in edits:
        if version.version > seen and _said(version.edit, part) != _said(before, part):
            yield content_of(planned, version.edit, part), version.who, f"edit {version.version}", version.when
        before = version.edit
    yield content_of(planned, before, part), planner, PLAN, now


def _said(edit: SceneEdit, part: PromptPart) -> Mapping[str, object]:
    """Return what an edit says of a part's prompt."""
    names = {"prompt", "negative_prompt", "seed", "size", "take", "motion_prompt"}
    return edit.part(part).model_dump(include=names)


def edit_to(content: PromptContent, planned: ScenePrompt, now: SceneEdit) -> SceneEdit:
    """Return a scene's edits with which it is made from a version; what the plan says anyhow is not named.

    Args:
        content: What the version says.
        planned: What the plan says of the scene.
        now: The scene's edits; what they say beside the part's prompt stays.
    """
    parameters = content.parameters
    take = parameters.take if parameters.take != 1 else None
    if content.part == "animation":
        motion = content.words if content.words != planned.motion_prompt else None
        kept = now.animation.model_dump(exclude={"pick"}) | {"motion_prompt": motion, "take": take}
        return now.model_copy(update={"animation": AnimationEdit.model_validate(kept)})
    request = planned.image
    is_planned = content.words == request.prompt and planned.own is None
    image = ImageEdit(
        prompt=None if is_planned else content.words,
        negative_prompt=_unless(parameters.negative_prompt, request.negative_prompt),
        seed=_unless(parameters.seed, request.seed),
        size=parameters.size,
        take=take,
    )
    return now.model_copy(update={"image": image})


def _unless(value: ValueT | None, planned: ValueT) -> ValueT | None:
    return None if value == planned else value


def said_in(history: Sequence[DirectionVersion], project: str) -> tuple[UserPrompt, ...]:
    """Return the words that people gave for single scenes; words that were put back are not given again."""
    fields: tuple[tuple[PromptPart, str, str], ...] = (
        ("image", "prompt", "image prompt "),
        ("animation", "motion_prompt", "animation motion prompt "),
    )
    return tuple(
        UserPrompt(
            entry=f"{prompt_id(project, version.scene, part)}/{version.version}",
            project=project,
            scene=version.scene,
            part=part,
            words=storable(words),
            who=version.who,
            created=version.when,
        )
        for version in history
        for part, field, told in fields
        if told in version.what and (words := getattr(version.edit.part(part), field))
    )
