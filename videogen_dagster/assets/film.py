"""The finished film."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.film_credits import deliver_credits, row_of, with_credits
from videogen_dagster.assets.film_gates import check_results, checks_of, errors
from videogen_dagster.assets.film_joining import CAMERA, FilmParts, deliver, join_film
from videogen_dagster.assets.metadata import OWNERS, Cell, stage_output, table, thumbnails
from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.core.credits import credits_of
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.directing import direct_storyboard
from videogen_dagster.core.errors import FilmRefused
from videogen_dagster.core.stages import Film, Narration, SceneClips, ScenePictures, Soundtrack, Transitions
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.partitions import projects
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.resources.studio import Studio


@dg.asset(
    partitions_def=projects,
    group_name="film",
    kinds={"mp4"},
    owners=OWNERS,
    deps=[SCENE_ASSETS["animation"], SCENE_ASSETS["narration"]],
    check_specs=checks_of("film"),
)
def film(  # noqa: PLR0913, PLR0917  # one parameter for each stage that it is made of
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    narration: Narration,
    scene_images: ScenePictures,
    scene_animations: SceneClips,
    scene_clips: SceneClips,
    transitions: Transitions,
    captions: Captions,
    soundtrack: Soundtrack,
    studio: dg.ResourceParam[Studio],
) -> Iterator[dg.MaterializeResult[Film] | dg.AssetCheckResult]:
    """The finished film: clips and transitions joined by copying, with the soundtrack; it has passed the quality gates."""
    project = context.partition_key
    with failures(context):
        parts = FilmParts(
            storyboard=direct_storyboard(storyboard, studio.edits(project)),
            narration=narration,
            scene_images=scene_images,
            scene_clips=scene_clips,
            transitions=transitions,
            captions=(captions.track, *(each.track for each in captions.translations)),
            soundtrack=soundtrack,
            camera_moves=scene_animations.engine == CAMERA,
        )
        before = find_stage(studio.store, project, "film", Film)
        joined = join_film(parts, studio, project, before=before, heard_in=before)
    yield from check_results("film", joined.findings)
    with failures(context):
        if found := errors(joined.findings):
            raise FilmRefused(found)
        shown = credits_of(scene_images)
        value, path = with_credits(joined.value(), studio.store, storyboard.title, shown), studio.film_path(project)
        deliver(studio, value, path, captions)
        deliver_credits(studio.store, value, path)
        still = thumbnails(studio.store, [("still", value.result.poster)])
    told = {**_told(value, path), "reused": joined.made.reused}
    credited = {"credits": table([row_of(credit) for credit in shown])} if shown else {}
    yield stage_output(value, {**still, **told, **credited})


def _told(film: Film, path: Path) -> Mapping[str, dg.MetadataValue | Cell]:
    result = film.result
    return {
        "path": dg.MetadataValue.path(str(path)),
        "captions": dg.MetadataValue.path(str(path.with_suffix(".srt"))),
        "duration_s": round(result.duration_s, 3),
        "frames": result.frames,
        "size": str(result.size),
        "megabytes": round(result.bytes / 1e6, 2),
        "codec": "H.264 High, yuv420p, BT.709; AAC-LC 48 kHz stereo",
        "sha256": result.video.sha256,
        "fingerprint": film.fingerprint,
    }
