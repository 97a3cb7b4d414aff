"""Stock media behind the pictures: whatever follows them treats it as it treats a person's own pictures and footage."""

from collections.abc import Mapping

from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest, OwnPictureRequest
from videogen_dagster.core.stages import Prompts, ScenePictures
from videogen_dagster.core.storyboard import Scene, Storyboard


def with_shown_media(storyboard: Storyboard, pictures: ScenePictures) -> Storyboard:
    """Return a plan whose scenes name the photo or clip that they show: no camera and no speaker is expected before a clip."""
    shown = _shown(pictures)
    if not shown:
        return storyboard
    scenes = tuple(_scene(scene, shown[scene.id]) if scene.id in shown else scene for scene in storyboard.scenes)
    return storyboard.model_copy(update={"scenes": scenes})


def shown_prompts(prompts: Prompts, pictures: ScenePictures) -> Prompts:
    """Return prompts of which those of scenes with stock media name it: no speaker is drawn into somebody's photo."""
    shown = _shown(pictures)
    if not shown:
        return prompts
    scenes = tuple(
        prompt.model_copy(update={"own": prompt.own or shown[prompt.scene].footage or shown[prompt.scene].image})
        if prompt.scene in shown
        else prompt
        for prompt in prompts.scenes
    )
    return prompts.model_copy(update={"scenes": scenes})


def showing(
    requests: Mapping[str, ImageRequest | OwnPictureRequest], pictures: ScenePictures
) -> dict[str, ImageRequest | OwnPictureRequest]:
    """Return requests for the same scenes in another shape that show the same stock media as the pictures do."""
    found = {scene: picture.found for scene, picture in _shown(pictures).items()}
    return {
        scene: request.model_copy(update={"found": found[scene]})
        if scene in found and isinstance(request, ImageRequest)
        else request
        for scene, request in requests.items()
    }


def _shown(pictures: ScenePictures) -> dict[str, Picture]:
    return {row.scene: row.result for row in pictures.scenes if row.result.found is not None}


def _scene(scene: Scene, picture: Picture) -> Scene:
    if scene.video is not None or scene.composite is not None:
        return scene
    return scene.model_copy(update={"video": picture.footage} if picture.footage else {"image": picture.image})
