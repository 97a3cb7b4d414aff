"""One scene's moving picture, to be made again by itself."""

import dagster as dg
from pydantic import Field

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import SceneStage
from videogen_dagster.assets.metadata import OWNERS, content_version
from videogen_dagster.assets.scene_animations import STAGE, clip_metadata, clip_requests, clip_row
from videogen_dagster.assets.scene_history import SCENE_ASSETS, SCENES_GROUP
from videogen_dagster.core.direction import read_edit
from videogen_dagster.core.media import Clip
from videogen_dagster.core.stages import Narration, Prompts, SceneClips, ScenePictures
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.makers import clip_makers
from videogen_dagster.engines.protocols import AnimationEngine
from videogen_dagster.partitions import project_and_scene, scenes
from videogen_dagster.resources.retakes import keep_edit, replace_row
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.resources.studio import Studio


class SceneAnimationConfig(dg.Config):
    """What to change. Fields that are left empty stay as they are; with none at all the clip is only made if missing."""

    motion_prompt: str | None = Field(default=None, description="How the camera moves: 'slow push in', 'static', ...")
    duration_s: float | None = Field(
        default=None, description="How long the scene lasts in seconds, 0.5 to 600; longer if its lines need it."
    )
    transition: str | None = Field(
        default=None, description="How the scene passes into the next one: 'crossfade', 'dip-black', 'wipe-left', ..."
    )
    new_take: bool = Field(default=False, description="Film the same movement again; the old take is kept.")


@dg.asset(
    key=SCENE_ASSETS["animation"],
    partitions_def=scenes,
    group_name=SCENES_GROUP,
    kinds={"mp4"},
    owners=OWNERS,
    deps=[SCENE_ASSETS["image"]],
)
def scene_animation(
    context: dg.AssetExecutionContext,
    config: SceneAnimationConfig,
    studio: dg.ResourceParam[Studio],
    animation_engine: dg.ResourceParam[AnimationEngine],
) -> dg.MaterializeResult[None]:
    """One scene's movement: materialize it with another motion or length, and the film follows."""
    project, scene = project_and_scene(context)
    with failures(context):
        change = read_edit("animation", config.model_dump(exclude={"new_take"}))
        edits = keep_edit(studio, project, scene, change, new_takes=["animation"] if config.new_take else [])
        with studio.alone(project, STAGE):
            request = clip_requests(
                require_stage(studio.store, project, "storyboard", Storyboard),
                require_stage(studio.store, project, "prompts", Prompts),
                require_stage(studio.store, project, "scene_images", ScenePictures),
                require_stage(studio.store, project, "narration", Narration),
                edits,
                composites=studio.composites,
            )[scene]
            results = SceneStage(studio, project, STAGE, "animation", edits).make(
                {scene: [request]},
                engine=clip_makers(animation_engine, studio.composites, studio.encoder()),
                result_type=Clip,
            )
            results.check()
            (made,) = results.made[scene]
            replace_row(studio.store, project, STAGE, SceneClips, clip_row(scene, [made]))
    return dg.MaterializeResult(
        metadata=clip_metadata(studio.store, request, made), data_version=dg.DataVersion(content_version(made.result))
    )
