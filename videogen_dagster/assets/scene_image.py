"""One scene's picture, to be made again by itself."""

import dagster as dg
from pydantic import Field

from videogen_dagster.assets.character_sheets import held_sheets, references_for
from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import SceneStage
from videogen_dagster.assets.metadata import OWNERS, content_version
from videogen_dagster.assets.scene_history import SCENE_ASSETS, SCENES_GROUP
from videogen_dagster.assets.scene_images import STAGE, picture_metadata, picture_requests, picture_row
from videogen_dagster.assets.stock_media import with_stock_media
from videogen_dagster.core.direction import read_edit
from videogen_dagster.core.media import Picture
from videogen_dagster.core.shared_failures import ScenesFailed
from videogen_dagster.core.stages import Prompts, ScenePictures
from videogen_dagster.engines.makers import picture_makers
from videogen_dagster.engines.protocols import ImageEngine
from videogen_dagster.partitions import project_and_scene, scenes
from videogen_dagster.resources.retakes import keep_edit, replace_row
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.resources.studio import Studio


class SceneImageConfig(dg.Config):
    """What to change. Fields that are left empty stay as they are; with none at all the picture is only made if missing."""

    prompt: str | None = Field(default=None, description="What the picture shows.")
    negative_prompt: str | None = Field(default=None, description="What the picture must not show.")
    seed: int | None = Field(default=None, description="Varies what the prompt leaves open; 0 to 2^63 - 1.")
    size: str | None = Field(default=None, description="Size in pixels, as 1024x576; the film's if empty.")
    new_take: bool = Field(default=False, description="Make another picture of the same prompt; the old take is kept.")


@dg.asset(
    key=SCENE_ASSETS["image"],
    partitions_def=scenes,
    group_name=SCENES_GROUP,
    kinds={"png"},
    owners=OWNERS,
    deps=["prompts"],
)
def scene_image(
    context: dg.AssetExecutionContext,
    config: SceneImageConfig,
    studio: dg.ResourceParam[Studio],
    image_engine: dg.ResourceParam[ImageEngine],
) -> dg.MaterializeResult[None]:
    """One scene's picture: materialize it with other words, seed or size, and the film follows."""
    project, scene = project_and_scene(context)
    with failures(context):
        change = read_edit("image", config.model_dump(exclude={"new_take"}))
        edits = keep_edit(studio, project, scene, change, new_takes=["image"] if config.new_take else [])
        with studio.alone(project, STAGE):
            prompts = require_stage(studio.store, project, "prompts", Prompts)
            sheets = references_for(image_engine, held_sheets(studio.store, project))
            wanted = picture_requests(prompts, edits, sheets)
            found = with_stock_media(studio, project, wanted, edits, image_engine, only={scene})
            if scene in found.failures:
                raise ScenesFailed(STAGE, {scene: found.failures[scene]})
            request = found.requests[scene]
            results = SceneStage(studio, project, STAGE, "image", edits).make(
                {scene: [request]}, engine=picture_makers(image_engine), result_type=Picture
            )
            results.check()
            (made,) = results.made[scene]
            replace_row(studio.store, project, STAGE, ScenePictures, picture_row(scene, [made]))
    return dg.MaterializeResult(
        metadata=picture_metadata(studio.store, request, made),
        data_version=dg.DataVersion(content_version(made.result)),
    )
