"""What renditions are made from, and by whom what the film does not have yet is made."""

from collections.abc import Mapping
from dataclasses import dataclass

from videogen_dagster.core.cues import Captions
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.stages import Film, Narration, SceneClips, ScenePictures, Soundtrack
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import AnimationEngine, ImageEngine, LipSyncEngine


@dataclass(frozen=True, slots=True)
class Original:
    """The film whose renditions are made.

    Attributes:
        storyboard: The plan, without the edits.
        edits: What people changed, by scene.
        narration: What is said.
        scene_images: The film's pictures: what stock media they show is shown in all shapes.
        scene_animations: The film's clips.
        lip_sync: Those of its clips in which somebody speaks.
        captions: What is read.
        soundtrack: What is heard.
        film: The finished film.
    """

    storyboard: Storyboard
    edits: Mapping[str, SceneEdit]
    narration: Narration
    scene_images: ScenePictures
    scene_animations: SceneClips
    lip_sync: SceneClips
    captions: Captions
    soundtrack: Soundtrack
    film: Film


@dataclass(frozen=True, slots=True)
class VisualEngines:
    """What makes all that is seen.

    Attributes:
        image: Makes pictures.
        animation: Moves them.
        lip_sync: Lets people speak in them.
        renew: Whether what another engine made is made again.
    """

    image: ImageEngine
    animation: AnimationEngine
    lip_sync: LipSyncEngine
    renew: bool
