"""Tells the history of single scenes: the scene assets show what a stage did with each of them."""

from collections.abc import Mapping, Sequence
from typing import Final

import dagster as dg

from videogen_dagster.assets.metadata import Cell, content_version
from videogen_dagster.core.choices import PARTS, Part
from videogen_dagster.core.values import Value
from videogen_dagster.partitions import SHOWN_SCENES, scene_key

SCENES_GROUP: Final = "scenes"
DATA_VERSION: Final = "dagster/data_version"
SCENE_ASSETS: Final[Mapping[Part, dg.AssetKey]] = {part: dg.AssetKey(["scene", part]) for part in PARTS}


def tell_scenes(
    context: dg.AssetExecutionContext,
    part: Part,
    *,
    before: Mapping[str, Sequence[Value]],
    now: Mapping[str, Sequence[Value]],
    metadata: Mapping[str, Mapping[str, dg.MetadataValue | Cell]],
    is_failing: bool,
) -> None:
    """Log a materialization of the scene asset of every scene whose result is another one than before.

    What a stage made before it failed is told once, too: its next run finds it in the scene's own history.

    Args:
        context: Of the stage's step.
        part: Which scene asset.
        before: Results by scene as the stage last held them.
        now: Results by scene as of this step.
        metadata: What the UI shows of each scene.
        is_failing: Whether the step is about to fail because of other scenes. Dagster drops what a step logged that
            fails, so it is reported beside the run.
    """
    tell = context.instance.report_runless_asset_event if is_failing else context.log_event
    for scene, results in now.items():
        if scene not in SHOWN_SCENES or before.get(scene) == results:
            continue
        partition, version = scene_key(context.partition_key, scene), content_version(*results)
        if _last_told(context.instance, part, partition) == version:
            continue
        tell(
            dg.AssetMaterialization(
                asset_key=SCENE_ASSETS[part],
                partition=partition,
                metadata=dict(metadata[scene]),
                tags={DATA_VERSION: version},
            )
        )


def _last_told(instance: dg.DagsterInstance, part: Part, partition: str) -> str | None:
    """Return the data version that a scene's history ends with, or None if it has none."""
    events = dg.AssetRecordsFilter(asset_key=SCENE_ASSETS[part], asset_partitions=[partition])
    records = instance.fetch_materializations(events, limit=1).records
    told = records[0].asset_materialization if records else None
    return (told.tags or {}).get(DATA_VERSION) if told else None
