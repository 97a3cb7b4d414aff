"""Tells the history of single scenes: the scene assets show what a stage did with each of them."""

from collections.abc import Mapping, Sequence
from typing import Final

import dagster as dg

from videogen_dagster.assets.metadata import Cell, content_version
from videogen_dagster.core.direction import PARTS, Part
from videogen_dagster.core.values import Value
from videogen_dagster.partitions import SHOWN_SCENES, scene_key

SCENE_ASSETS: Final[Mapping[Part, dg.AssetKey]] = {part: dg.AssetKey(["scene", part]) for part in PARTS}


def tell_scenes(
    context: dg.AssetExecutionContext,
    part: Part,
    *,
    before: Mapping[str, Sequence[Value]],
    now: Mapping[str, Sequence[Value]],
    metadata: Mapping[str, Mapping[str, dg.MetadataValue | Cell]],
) -> None:
    """Log a materialization of the scene asset of every scene whose result is another one than before.

    Args:
        context: Of the stage's step.
        part: Which scene asset.
        before: Results by scene as the stage last held them.
        now: Results by scene as of this step.
        metadata: What the UI shows of each scene.
    """
    for scene, results in now.items():
        if scene not in SHOWN_SCENES or before.get(scene) == results:
            continue
        context.log_event(
            dg.AssetMaterialization(
                asset_key=SCENE_ASSETS[part],
                partition=scene_key(context.partition_key, scene),
                metadata=dict(metadata[scene]),
                tags={"dagster/data_version": content_version(*results)},
            )
        )
