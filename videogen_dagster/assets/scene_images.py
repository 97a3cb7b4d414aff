"""The picture of every scene."""

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import make_scenes
from videogen_dagster.assets.metadata import OWNERS, SHOWN_DIGITS, stage_output, table, thumbnails
from videogen_dagster.core.media import Picture
from videogen_dagster.core.stages import Prompts, ScenePicture, ScenePictures
from videogen_dagster.engines.protocols import ImageEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio


@dg.asset(partitions_def=projects, group_name="pictures", kinds={"png"}, owners=OWNERS)
def scene_images(
    context: dg.AssetExecutionContext,
    prompts: Prompts,
    studio: dg.ResourceParam[Studio],
    image_engine: dg.ResourceParam[ImageEngine],
) -> dg.MaterializeResult[ScenePictures]:
    """One picture a scene, in layers where the engine draws layers."""
    with failures(context):
        made, production = make_scenes(
            {prompt.scene: prompt.image for prompt in prompts.scenes},
            engine=image_engine,
            result_type=Picture,
            studio=studio,
            project=context.partition_key,
            stage="scene_images",
        )
        value = ScenePictures(
            engine=production.engine,
            scenes=tuple(
                ScenePicture(scene=scene, fingerprint=picture.fingerprint, result=picture.result)
                for scene, picture in made.items()
            ),
        )
        pictures = thumbnails(studio.store, ((f"scene {scene.scene}", scene.result.image) for scene in value.scenes))
    rows = [
        {
            "scene": prompt.scene,
            "prompt": prompt.image.prompt,
            "seed": prompt.image.seed,
            "reused": made[prompt.scene].reused,
            "fingerprint": made[prompt.scene].fingerprint[:SHOWN_DIGITS],
        }
        for prompt in prompts.scenes
    ]
    return stage_output(
        value,
        {
            **pictures,
            "made": production.made,
            "reused": len(rows) - production.made,
            "engine": production.engine,
            "size": str(prompts.scenes[0].image.size),
            "scenes": table(rows),
        },
    )
