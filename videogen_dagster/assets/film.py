"""The finished film."""

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import make_all
from videogen_dagster.assets.metadata import OWNERS, stage_output, thumbnails
from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.core.chapters import chapters
from videogen_dagster.core.cues import Captions, CaptionTrack
from videogen_dagster.core.directing import direct_storyboard
from videogen_dagster.core.media import JoinedFilm
from videogen_dagster.core.requests import JoinRequest
from videogen_dagster.core.stages import Film, Narration, SceneClips, Soundtrack, Transitions
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio


@dg.asset(
    partitions_def=projects,
    group_name="film",
    kinds={"mp4"},
    owners=OWNERS,
    deps=[SCENE_ASSETS["animation"], SCENE_ASSETS["narration"]],
)
def film(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    narration: Narration,
    scene_clips: SceneClips,
    transitions: Transitions,
    captions: Captions,
    soundtrack: Soundtrack,
    studio: dg.ResourceParam[Studio],
) -> dg.MaterializeResult[Film]:
    """The finished film: scene clips and transitions joined by copying, with the soundtrack."""
    from videogen_dagster.engines.assembly.joiner import (
        FilmJoiner,  # OpenCV and SciPy, 0.4 s; only this step needs them
    )

    project = context.partition_key
    with failures(context):
        directed = direct_storyboard(storyboard, studio.edits(project))
        made, _ = make_all(
            {"film": join_request(directed, narration, scene_clips, transitions, captions.track, soundtrack)},
            engine=FilmJoiner(),
            result_type=JoinedFilm,
            studio=studio,
            project=project,
            stage="film",
        )
        joined = made["film"]
        path = studio.film_path(project)
        studio.store.export(joined.result.video, path)
        for file in (captions.srt, captions.vtt):
            studio.store.export(file, path.with_suffix(f".{file.extension}"))
        still = thumbnails(studio.store, [("still", joined.result.poster)])
    value = Film(fingerprint=joined.fingerprint, result=joined.result)
    return stage_output(
        value,
        {
            **still,
            "path": dg.MetadataValue.path(str(path)),
            "captions": dg.MetadataValue.path(str(path.with_suffix(".srt"))),
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
    storyboard: Storyboard,
    narration: Narration,
    scene_clips: SceneClips,
    transitions: Transitions,
    captions: CaptionTrack,
    soundtrack: Soundtrack,
) -> JoinRequest:
    """Return what the film is joined from; the middle of the first scene stands for it.

    Args:
        storyboard: The plan with the edits in it.
        narration: Which tells how long scenes last.
        scene_clips: A segment a scene.
        transitions: The segments between them.
        captions: The film's captions.
        soundtrack: What is heard.
    """
    clips = tuple(scene.result for scene in scene_clips.scenes)
    joints = {scene.scene: scene.result for scene in transitions.scenes}
    return JoinRequest(
        clips=clips,
        joints=tuple(joints.get(scene.scene) for scene in scene_clips.scenes),
        soundtrack=soundtrack.result.encoded,
        captions=captions,
        chapters=chapters(storyboard, narration.timeline(storyboard)),
        title=storyboard.title,
        language=storyboard.settings.language,
        poster_frame=clips[0].frames // 2,
    )
