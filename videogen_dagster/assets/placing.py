"""Where assets run: those whose configured engine runs on GPUs go to the workers that have one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import dagster as dg

from videogen_dagster.assets.character_sheets import references_for
from videogen_dagster.assets.lip_sync import lip_sync, lip_sync_requests
from videogen_dagster.assets.scene_animations import clip_metadata, clip_requests, scene_animations
from videogen_dagster.assets.scene_images import picture_metadata, picture_requests, scene_images
from videogen_dagster.assets.sharding import LOST_WORKERS, ON_GPU, ShardedStage, Wanted, in_shards
from videogen_dagster.core.directing import direct_prompts, direct_storyboard
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.media import Clip, Picture
from videogen_dagster.engines.makers import Makers, clip_makers, picture_makers
from videogen_dagster.engines.protocols import AnimationEngine, ImageEngine, LipSyncEngine
from videogen_dagster.resources.studio import Studio

Edits = Mapping[str, SceneEdit]


def _pictures(studio: Studio, edits: Edits, engine: ImageEngine, made: Mapping[str, Any]) -> Wanted[Picture]:  # noqa: ARG001  # as the others
    sheets = references_for(engine, made["character_sheets"])
    return Wanted(picture_requests(made["prompts"], edits, sheets), picture_makers(engine))


def _clips(studio: Studio, edits: Edits, engine: AnimationEngine, made: Mapping[str, Any]) -> Wanted[Clip]:
    requests = clip_requests(
        made["storyboard"],
        made["prompts"],
        made["scene_images"],
        made["narration"],
        edits,
        composites=studio.composites,
    )
    return Wanted(requests, clip_makers(engine, studio.composites, studio.encoder()))


def _lips(studio: Studio, edits: Edits, engine: LipSyncEngine, made: Mapping[str, Any]) -> Wanted[Clip]:  # noqa: ARG001  # as the others
    requests = lip_sync_requests(
        direct_storyboard(made["storyboard"], edits),
        direct_prompts(made["prompts"], edits),
        made["scene_animations"],
        made["narration"],
        made["scene_images"],
    )
    return Wanted(requests, Makers(engine))


SHARDED: Final[Sequence[ShardedStage[Any]]] = (
    # A picture takes seconds, and another GPU may have to load its model first, which takes as long as some pictures.
    ShardedStage(scene_images, "image_engine", "image", Picture, 4, _pictures, picture_metadata),
    # A clip takes as long as loading a model, or longer.
    ShardedStage(scene_animations, "animation_engine", "animation", Clip, 1, _clips, clip_metadata),
    ShardedStage(lip_sync, "lip_sync_engine", "lip_sync", Clip, 1, _lips),
)


def placed(assets: Sequence[dg.AssetsDefinition], gpu_engines: Collection[str]) -> list[dg.AssetsDefinition]:
    """Return assets with those changed that GPUs make: stages of scenes in shards, others with a tag and retries.

    Args:
        assets: Of one op each.
        gpu_engines: Names of the resources (`image_engine`) whose engine runs on GPUs; none leaves everything as it is.
    """
    sharded = {stage.asset.key: stage for stage in SHARDED if stage.engine in gpu_engines}
    return [
        in_shards(sharded[asset.key])
        if asset.key in sharded
        else _on_gpu(asset)
        if not asset.op.required_resource_keys.isdisjoint(gpu_engines) and asset.op.name not in _ONLY_ASK
        else asset
        for asset in assets
    ]


_ONLY_ASK: Final = {"prompts"}
"""Assets that ask an engine what it can do and let it make nothing."""


def _on_gpu(asset: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """Return an asset of one op that runs where the GPUs are."""
    op = asset.op
    tagged = dg.OpDefinition(
        compute_fn=op.compute_fn,
        name=op.name,
        ins=op.ins,
        outs=op.outs,
        description=op.description,
        config_schema=op.config_schema,
        required_resource_keys=set(op.required_resource_keys),
        tags={**op.tags, **ON_GPU},
        retry_policy=LOST_WORKERS,
    )
    attributes: dict[str, Any] = {**asset.get_attributes_dict(), "node_def": tagged}
    del attributes["execution_type"]  # beta in Dagster 1.13; what has an op is executed
    return dg.AssetsDefinition(**attributes)
