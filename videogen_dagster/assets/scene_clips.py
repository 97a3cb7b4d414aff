"""The clips that the film is joined from."""

from collections.abc import Mapping
from itertools import groupby

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import make_all
from videogen_dagster.assets.metadata import OWNERS, stage_output, table
from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.core.assembly_requests import BurnedCaptions, ConformRequest
from videogen_dagster.core.captions import caption_track
from videogen_dagster.core.choices import Aspect, CaptionChoice
from videogen_dagster.core.cues import CaptionStyle
from videogen_dagster.core.directing import direct_storyboard
from videogen_dagster.core.media import Clip
from videogen_dagster.core.stages import Narration, SceneClip, SceneClips
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.timeline import Timeline
from videogen_dagster.engines.production import Made
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio


@dg.asset(
    partitions_def=projects,
    group_name="film",
    kinds={"mp4"},
    owners=OWNERS,
    deps=[
        SCENE_ASSETS["animation"],
        SCENE_ASSETS["narration"],
    ],
)
def scene_clips(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    narration: Narration,
    scene_animations: SceneClips,
    lip_sync: SceneClips,
    studio: dg.ResourceParam[Studio],
) -> dg.MaterializeResult[SceneClips]:
    """One clip a scene in the film's size, rate and encoding, so that they join without encoding again."""
    from videogen_dagster.engines.assembly.conformer import (
        ClipConformer,  # OpenCV and SciPy, 0.4 s; only this step needs them
    )

    project = context.partition_key
    with failures(context):
        directed = direct_storyboard(storyboard, studio.edits(project))
        requests = conform_requests(directed, narration, scene_animations, lip_sync)
        made, production = make_all(
            requests,
            engine=ClipConformer(studio.encoder()),
            result_type=Clip,
            studio=studio,
            project=project,
            stage="scene_clips",
        )
    value = segments_value(made, production.engine)
    rows = [
        {
            "scene": scene,
            "frames": clip.result.frames,
            "encoded_again": clip.result.video != requests[scene].clip.video,
            "sha256": clip.result.video.sha256,
        }
        for scene, clip in made.items()
    ]
    return stage_output(
        value,
        {
            "frames": sum(clip.result.frames for clip in made.values()),
            "encoded_again": sum(clip.result.video != requests[scene].clip.video for scene, clip in made.items()),
            "scenes": table(rows),
        },
    )


def segments_value(made: Mapping[str, Made[Clip]], engine: str) -> SceneClips:
    """Return segments as the stage that made them holds them."""
    return SceneClips(
        engine=engine,
        scenes=tuple(
            SceneClip(scene=scene, fingerprint=clip.fingerprint, result=clip.result) for scene, clip in made.items()
        ),
    )


def conform_requests(
    storyboard: Storyboard, narration: Narration, scene_animations: SceneClips, lip_sync: SceneClips
) -> dict[str, ConformRequest]:
    """Return each scene's clip, with lips in sync where somebody speaks, and what it must be to join."""
    timeline = narration.timeline(storyboard)
    burned = burned_captions(storyboard, narration, timeline)
    clips = {scene.scene: scene.result for scene in (*scene_animations.scenes, *lip_sync.scenes)}
    return {
        timing.scene: ConformRequest(
            clip=clips[timing.scene],
            size=storyboard.settings.size,
            frames=timing.frames,
            frames_per_second=timeline.frames_per_second,
            captions=burned.get(timing.scene),
        )
        for timing in timeline.scenes
    }


def burned_captions(storyboard: Storyboard, narration: Narration, timeline: Timeline) -> dict[str, BurnedCaptions]:
    """Return the captions that are drawn into each scene, if the film has them in its pictures.

    In tall and square pictures the words of a card stand where captions would: such a scene keeps its card alone.
    """
    choice = storyboard.settings.captions
    if choice is CaptionChoice.SOFT:
        return {}
    track = caption_track(storyboard, narration, timeline)
    starts = {timing.scene: timing.first_frame for timing in timeline.scenes}
    is_wide = storyboard.settings.aspect is Aspect.WIDE
    worded = {scene.id for scene in storyboard.scenes if scene.card and not is_wide}
    return {
        scene: BurnedCaptions(
            cues=tuple(cue.earlier(starts[scene]) for cue in cues),
            style=CaptionStyle(choice.value),
            language=track.language,
        )
        for scene, cues in groupby(track.cues, key=lambda cue: cue.scene)
        if scene not in worded
    }
