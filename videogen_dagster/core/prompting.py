"""From a storyboard to the requests for its pictures: likenesses, seeds, size and style added."""

import hashlib
from typing import Final

from videogen_dagster.core.requests import ImageRequest, Likeness
from videogen_dagster.core.stages import Prompts, ScenePrompt
from videogen_dagster.core.storyboard import NARRATOR, Character, Scene, Storyboard

NEGATIVE_PROMPT: Final = "text, watermark, signature, frame"
"""What no picture should show unless a card asks for it; image models like to add it unasked."""


def write_prompts(storyboard: Storyboard, *, speaker_is_drawn_later: bool) -> Prompts:
    """Return what every scene's picture and movement are made from.

    Args:
        storyboard: The plan.
        speaker_is_drawn_later: The lip-sync engine sets speakers before the picture, so the picture leaves room for them
            and does not show them a second time.
    """
    return Prompts(
        scenes=tuple(_prompt(storyboard, scene, leave_room=speaker_is_drawn_later) for scene in storyboard.scenes),
        written_with=storyboard.written_with,
    )


def likeness(character: Character) -> Likeness:
    """Return how a character looks."""
    return Likeness(name=character.name, description=character.description)


def scene_seed(storyboard: Storyboard, scene: Scene) -> int:
    """Return the seed of a scene: its own, or one that the film's seed and the place decide (32 bits).

    Scenes of one heading share a seed, so that a room keeps its walls and a street its houses from shot to shot.
    """
    if scene.seed is not None:
        return scene.seed
    place = " ".join(scene.heading.casefold().split()) or scene.id
    digest = hashlib.sha256(f"{storyboard.settings.seed}/{place}".encode()).digest()
    return int.from_bytes(digest[:4], "big")


def _prompt(storyboard: Storyboard, scene: Scene, *, leave_room: bool) -> ScenePrompt:
    seed = scene_seed(storyboard, scene)
    # Of footage, too: a person may have its picture generated after all.
    room_for_speaker = leave_room and scene.composite is None and any(line.on_screen for line in scene.lines)
    speaking = {line.character for line in scene.lines if line.on_screen} if room_for_speaker else set()
    seen = [who for who in scene.characters if who != NARRATOR and who not in speaking]
    image = ImageRequest(
        prompt=scene.image_prompt,
        negative_prompt=NEGATIVE_PROMPT,
        style=storyboard.settings.style,
        size=storyboard.settings.size,
        seed=seed,
        characters=tuple(likeness(storyboard.character(who)) for who in seen),
        room_for_speaker=room_for_speaker,
        card=scene.card,
        photo=scene.photo,
    )
    return ScenePrompt(
        scene=scene.id,
        image=image,
        motion_prompt=scene.motion_prompt,
        seed=seed,
        own=scene.image or scene.video,
        written_with=scene.written_with,
    )
