"""Mouths that follow the speech, where somebody is seen speaking."""

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import make_scenes
from videogen_dagster.assets.metadata import OWNERS, SHOWN_DIGITS, stage_output, table
from videogen_dagster.core.media import Clip
from videogen_dagster.core.prompting import likeness
from videogen_dagster.core.requests import LipSyncRequest, SpokenLine
from videogen_dagster.core.stages import Narration, Prompts, SceneClip, SceneClips
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import LipSyncEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio


@dg.asset(partitions_def=projects, group_name="pictures", kinds={"mp4"}, owners=OWNERS)
def lip_sync(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    prompts: Prompts,
    scene_animations: SceneClips,
    narration: Narration,
    studio: dg.ResourceParam[Studio],
    lip_sync_engine: dg.ResourceParam[LipSyncEngine],
) -> dg.MaterializeResult[SceneClips]:
    """The clips of the scenes in which somebody is seen speaking, with lips that follow the words."""
    requests = lip_sync_requests(storyboard, prompts, scene_animations, narration)
    with failures(context):
        made, production = make_scenes(
            requests,
            engine=lip_sync_engine,
            result_type=Clip,
            studio=studio,
            project=context.partition_key,
            stage="lip_sync",
        )
    value = SceneClips(
        engine=production.engine,
        scenes=tuple(
            SceneClip(scene=scene, fingerprint=clip.fingerprint, result=clip.result) for scene, clip in made.items()
        ),
    )
    rows = [
        {
            "scene": scene,
            "speakers": ", ".join(dict.fromkeys(line.speaker.name for line in request.lines if line.on_screen)),
            "reused": made[scene].reused,
            "fingerprint": made[scene].fingerprint[:SHOWN_DIGITS],
        }
        for scene, request in requests.items()
    ]
    return stage_output(
        value,
        {
            "made": production.made,
            "reused": len(rows) - production.made,
            "engine": production.engine,
            "scenes": table(rows),
        },
    )


def lip_sync_requests(
    storyboard: Storyboard, prompts: Prompts, scene_animations: SceneClips, narration: Narration
) -> dict[str, LipSyncRequest]:
    """Return what the lip sync of each scene with a speaker on screen is made from."""
    timeline = narration.timeline(storyboard)
    clips = {scene.scene: scene.result for scene in scene_animations.scenes}
    written = {prompt.scene: prompt for prompt in prompts.scenes}
    requests: dict[str, LipSyncRequest] = {}
    for scene in storyboard.scenes:
        if not scene.has_speaker_on_screen():
            continue
        timing = timeline.scene(scene.id)
        lines = zip(scene.lines, narration.of(scene.id), timing.lines, strict=True)
        requests[scene.id] = LipSyncRequest(
            clip=clips[scene.id],
            lines=tuple(
                SpokenLine(
                    speaker=likeness(storyboard.character(line.character)),
                    speech=speech,
                    first_frame=when.first_frame,
                    on_screen=line.on_screen,
                )
                for line, speech, when in lines
            ),
            scene_prompt=written[scene.id].image.prompt,
            style=storyboard.settings.style,
            seed=written[scene.id].seed,
        )
    return requests
