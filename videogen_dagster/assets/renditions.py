"""The film in other shapes and sizes."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.film_gates import check_results, checks_of
from videogen_dagster.assets.metadata import OWNERS, Cell, stage_output, table, thumbnails
from videogen_dagster.assets.rendition_making import make_renditions
from videogen_dagster.assets.rendition_progress import STAGE
from videogen_dagster.assets.rendition_sources import Original, VisualEngines
from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.assets.visual_config import VisualConfig
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.renditions import beside
from videogen_dagster.core.stages import Film, Narration, Renditions, SceneClips, ScenePictures, Soundtrack
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import AnimationEngine, ImageEngine, LipSyncEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio


@dg.asset(
    name=STAGE,
    partitions_def=projects,
    group_name="film",
    kinds={"mp4"},
    owners=OWNERS,
    deps=[SCENE_ASSETS["image"], SCENE_ASSETS["animation"], SCENE_ASSETS["narration"]],
    check_specs=checks_of(STAGE),
    io_manager_key="settled_io_manager",
)
def renditions(  # noqa: PLR0913, PLR0917  # one parameter for each stage that they share with the film
    context: dg.AssetExecutionContext,
    config: VisualConfig,
    storyboard: Storyboard,
    narration: Narration,
    scene_images: ScenePictures,
    scene_animations: SceneClips,
    lip_sync: SceneClips,
    captions: Captions,
    soundtrack: Soundtrack,
    film: Film,
    studio: dg.ResourceParam[Studio],
    image_engine: dg.ResourceParam[ImageEngine],
    animation_engine: dg.ResourceParam[AnimationEngine],
    lip_sync_engine: dg.ResourceParam[LipSyncEngine],
) -> Iterator[dg.MaterializeResult[Renditions] | dg.AssetCheckResult]:
    """The film in other shapes and sizes, with the same words, voices and music; each has passed the quality gates."""
    project = context.partition_key
    with failures(context), studio.alone(project, STAGE):
        original = Original(
            storyboard=storyboard,
            edits=studio.edits(project),
            narration=narration,
            scene_images=scene_images,
            scene_animations=scene_animations,
            lip_sync=lip_sync,
            captions=captions,
            soundtrack=soundtrack,
            film=film,
        )
        engines = VisualEngines(image_engine, animation_engine, lip_sync_engine, renew=config.stale_models)
        outcome = make_renditions(studio, project, original, engines)
    yield from check_results(STAGE, outcome.findings)
    with failures(context):
        outcome.check()
        films = outcome.value.films
        stills = thumbnails(studio.store, ((str(each.rendition), each.film.result.poster) for each in films))
    rows = _rows(outcome.value, studio.film_path(project))
    yield stage_output(outcome.value, {**stills, "renditions": table(rows)})


def _rows(value: Renditions, film: Path) -> list[dict[str, Cell]]:
    return [
        {
            "rendition": str(each.rendition),
            "path": str(beside(film, each.rendition)),
            "size": str(each.film.result.size),
            "duration_s": round(each.film.result.duration_s, 3),
            "frames": each.film.result.frames,
            "megabytes": round(each.film.result.bytes / 1e6, 2),
            "sha256": each.film.result.video.sha256,
        }
        for each in value.films
    ]
