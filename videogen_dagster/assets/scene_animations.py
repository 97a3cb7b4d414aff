"""The moving picture of every scene."""

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import make_scenes
from videogen_dagster.assets.metadata import OWNERS, SHOWN_DIGITS, stage_output, table
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.core.stages import Narration, Prompts, SceneClip, SceneClips, ScenePictures
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import AnimationEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio


@dg.asset(partitions_def=projects, group_name="pictures", kinds={"mp4"}, owners=OWNERS)
def scene_animations(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    prompts: Prompts,
    scene_images: ScenePictures,
    narration: Narration,
    studio: dg.ResourceParam[Studio],
    animation_engine: dg.ResourceParam[AnimationEngine],
) -> dg.MaterializeResult[SceneClips]:
    """One silent clip a scene, exactly as many frames as the scene lasts."""
    requests = clip_requests(storyboard, prompts, scene_images, narration)
    with failures(context):
        made, production = make_scenes(
            requests,
            engine=animation_engine,
            result_type=Clip,
            studio=studio,
            project=context.partition_key,
            stage="scene_animations",
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
            "motion_prompt": request.motion_prompt,
            "frames": request.frames,
            "duration_s": round(request.frames / request.frames_per_second, 2),
            "reused": made[scene].reused,
            "fingerprint": made[scene].fingerprint[:SHOWN_DIGITS],
        }
        for scene, request in requests.items()
    ]
    return stage_output(
        value,
        {
            "frames": sum(request.frames for request in requests.values()),
            "made": production.made,
            "reused": len(rows) - production.made,
            "engine": production.engine,
            "scenes": table(rows),
        },
    )


def clip_requests(
    storyboard: Storyboard, prompts: Prompts, scene_images: ScenePictures, narration: Narration
) -> dict[str, ClipRequest]:
    """Return what each scene's clip is made from; a clip that lip sync works on again is made as an intermediate."""
    timeline = narration.timeline(storyboard)
    pictures = {scene.scene: scene.result for scene in scene_images.scenes}
    motions = {prompt.scene: prompt for prompt in prompts.scenes}
    return {
        scene.id: ClipRequest(
            picture=pictures[scene.id],
            motion_prompt=motions[scene.id].motion_prompt,
            scene_prompt=motions[scene.id].image.prompt,
            frames=timeline.scene(scene.id).frames,
            frames_per_second=timeline.frames_per_second,
            seed=motions[scene.id].seed,
            intermediate=scene.has_speaker_on_screen(),
        )
        for scene in storyboard.scenes
    }
