"""The finished film."""

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import make_all
from videogen_dagster.assets.metadata import OWNERS, stage_output, thumbnails
from videogen_dagster.core.media import JoinedFilm
from videogen_dagster.core.requests import JoinRequest
from videogen_dagster.core.stages import Film, SceneClips, Soundtrack, Transitions
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio


@dg.asset(
    partitions_def=projects,
    group_name="film",
    kinds={"mp4"},
    owners=OWNERS,
)
def film(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    scene_clips: SceneClips,
    transitions: Transitions,
    soundtrack: Soundtrack,
    studio: dg.ResourceParam[Studio],
) -> dg.MaterializeResult[Film]:
    """The finished film: scene clips and transitions joined by copying, with the soundtrack."""
    from videogen_dagster.engines.assembly.joiner import (
        FilmJoiner,  # OpenCV and SciPy, 0.4 s; only this step needs them
    )

    project = context.partition_key
    with failures(context):
        made, _ = make_all(
            {"film": join_request(storyboard, scene_clips, transitions, soundtrack)},
            engine=FilmJoiner(),
            result_type=JoinedFilm,
            studio=studio,
            project=project,
            stage="film",
        )
        joined = made["film"]
        path = studio.film_path(project)
        studio.store.export(joined.result.video, path)
        still = thumbnails(studio.store, [("still", joined.result.poster)])
    value = Film(fingerprint=joined.fingerprint, result=joined.result)
    return stage_output(
        value,
        {
            **still,
            "path": dg.MetadataValue.path(str(path)),
            "duration_s": round(joined.result.duration_s, 3),
            "frames": joined.result.frames,
            "size": str(joined.result.size),
            "megabytes": round(joined.result.bytes / 1e6, 2),
            "codec": "H.264 High, yuv420p, BT.709; AAC-LC 48 kHz stereo",
            "sha256": joined.result.video.sha256,
            "reused": joined.reused,
            "fingerprint": joined.fingerprint,
        },
    )


def join_request(
    storyboard: Storyboard, scene_clips: SceneClips, transitions: Transitions, soundtrack: Soundtrack
) -> JoinRequest:
    """Return what the film is joined from; the middle of the first scene stands for it."""
    clips = tuple(scene.result for scene in scene_clips.scenes)
    joints = {scene.scene: scene.result for scene in transitions.scenes}
    return JoinRequest(
        clips=clips,
        joints=tuple(joints.get(scene.scene) for scene in scene_clips.scenes),
        soundtrack=soundtrack.result.encoded,
        title=storyboard.title,
        language=storyboard.settings.language,
        poster_frame=clips[0].frames // 2,
    )
