"""The picture of every scene."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import dagster as dg

from videogen_dagster.assets.character_sheets import references_for
from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import SceneResults, SceneStage
from videogen_dagster.assets.metadata import OWNERS, SHOWN_DIGITS, Cell, cost_metadata, stage_output, table, thumbnails
from videogen_dagster.assets.scene_history import tell_scenes
from videogen_dagster.assets.stock_media import credit_metadata, with_stock_media
from videogen_dagster.assets.visual_config import VisualConfig
from videogen_dagster.core.character_sheets import with_references
from videogen_dagster.core.credits import credit_line
from videogen_dagster.core.directing import direct_prompts
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.media import Media, Picture
from videogen_dagster.core.requests import ImageRequest, Likeness, OwnPictureRequest
from videogen_dagster.core.stages import CharacterSheets, Prompts, ScenePicture, ScenePictures, ScenePrompt
from videogen_dagster.engines.makers import picture_makers
from videogen_dagster.engines.production import Made
from videogen_dagster.engines.protocols import ImageEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.stage_values import find_stage, write_stage
from videogen_dagster.resources.studio import Studio
from videogen_dagster.store.media_store import MediaStore

STAGE = "scene_images"


@dg.asset(
    name=STAGE,
    partitions_def=projects,
    group_name="pictures",
    kinds={"png"},
    owners=OWNERS,
    io_manager_key="settled_io_manager",
)
def scene_images(
    context: dg.AssetExecutionContext,
    config: VisualConfig,
    prompts: Prompts,
    character_sheets: CharacterSheets,
    studio: dg.ResourceParam[Studio],
    image_engine: dg.ResourceParam[ImageEngine],
) -> dg.MaterializeResult[ScenePictures]:
    """One picture a scene, in layers where the engine draws layers."""
    project = context.partition_key
    with failures(context), studio.alone(project, STAGE):
        edits = studio.edits(project)
        wanted = picture_requests(prompts, edits, references_for(image_engine, character_sheets))
        found = with_stock_media(studio, project, wanted, edits, image_engine, renew=config.stale_models)
        requests = found.requests
        results = SceneStage(studio, project, STAGE, "image", edits).make(
            {scene: [request] for scene, request in requests.items()},
            engine=picture_makers(image_engine),
            result_type=Picture,
            renew=config.stale_models,
        )
        results = replace(results, failures={**found.failures, **results.failures})
        tell_scenes(
            context,
            "image",
            before=_held(studio.store, project),
            now={scene: [made.result] for scene, (made,) in results.made.items()},
            metadata={
                scene: picture_metadata(studio.store, requests[scene], made) for scene, (made,) in results.made.items()
            },
            is_failing=bool(results.failures),
        )
        results.check()
        value = ScenePictures(
            engine=results.engine, scenes=tuple(picture_row(scene, made) for scene, made in results.made.items())
        )
        write_stage(studio.store, project, STAGE, value)
        pictures = thumbnails(studio.store, ((f"scene {scene.scene}", scene.result.image) for scene in value.scenes))
    return stage_output(value, {**pictures, **_told(requests, results)})


def picture_requests(
    prompts: Prompts, edits: Mapping[str, SceneEdit], sheets: Mapping[Likeness, Media]
) -> dict[str, ImageRequest | OwnPictureRequest]:
    """Return what each scene's picture is made from: a person's own picture or footage, or else words.

    Args:
        prompts: The words.
        edits: What people changed, by scene.
        sheets: Character sheets that the engine draws by, by whom they show.
    """
    return {prompt.scene: _request(prompt, sheets) for prompt in direct_prompts(prompts, edits).scenes}


def _request(prompt: ScenePrompt, sheets: Mapping[Likeness, Media]) -> ImageRequest | OwnPictureRequest:
    if prompt.own is None:
        return with_references(prompt.image, sheets)
    return OwnPictureRequest(media=prompt.own, size=prompt.image.size)


def picture_row(scene: str, made: Sequence[Made[Picture]]) -> ScenePicture:
    """Return a scene's row of the stage."""
    (picture,) = made
    return ScenePicture(scene=scene, fingerprint=picture.fingerprint, result=picture.result)


def picture_metadata(
    store: MediaStore, request: ImageRequest | OwnPictureRequest, made: Made[Picture]
) -> dict[str, dg.MetadataValue | Cell]:
    """Return what the UI shows of one scene's picture."""
    return {
        **thumbnails(store, [("picture", made.result.image)]),
        **_made_from(request),
        **credit_metadata(made.result),
        "size": str(made.result.size),
        "reused": made.reused,
        **cost_metadata(made.cost_usd),
        "fingerprint": made.fingerprint,
    }


def _made_from(request: ImageRequest | OwnPictureRequest) -> dict[str, Cell]:
    if isinstance(request, OwnPictureRequest):
        return {"own_media": request.media.name}
    return {
        "prompt": request.prompt,
        "negative_prompt": request.negative_prompt,
        "seed": request.seed,
        "variation": request.take,
    }


def _held(store: MediaStore, project: str) -> dict[str, Sequence[Picture]]:
    value = find_stage(store, project, STAGE, ScenePictures)
    return {row.scene: [row.result] for row in value.scenes} if value else {}


def _told(
    requests: Mapping[str, ImageRequest | OwnPictureRequest], results: SceneResults[Picture]
) -> dict[str, dg.MetadataValue | Cell]:
    rows = [
        {
            "scene": scene,
            **_row(requests[scene]),
            "shows": credit_line(made.result.found) if made.result.found else "",
            "reused": made.reused,
            "fingerprint": made.fingerprint[:SHOWN_DIGITS],
        }
        for scene, (made,) in results.made.items()
    ]
    return {
        "made": results.generated,
        "reused": results.reused,
        "engine": results.engine,
        **cost_metadata(results.cost_usd),
        "size": str(next(iter(requests.values())).size),
        "scenes": table(rows),
    }


def _row(request: ImageRequest | OwnPictureRequest) -> dict[str, Cell]:
    """Return what a row of the table tells of a request; a person's own picture has no words and no seed."""
    if isinstance(request, OwnPictureRequest):
        return {"prompt": f"own media {request.media.name}", "seed": ""}
    return {"prompt": request.prompt, "seed": str(request.seed)}
