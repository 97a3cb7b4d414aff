"""What is seen while one scene passes into the next."""

from collections.abc import Mapping

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import make_all
from videogen_dagster.assets.metadata import OWNERS, stage_output, table
from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.core.assembly_requests import TransitionRequest
from videogen_dagster.core.directing import direct_storyboard
from videogen_dagster.core.media import Joint
from videogen_dagster.core.stages import Narration, SceneClips, SceneJoint, Transitions
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.production import Made
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio


@dg.asset(
    partitions_def=projects,
    group_name="film",
    kinds={"mp4"},
    owners=OWNERS,
    deps=[SCENE_ASSETS["animation"], SCENE_ASSETS["narration"]],
)
def transitions(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    narration: Narration,
    scene_clips: SceneClips,
    studio: dg.ResourceParam[Studio],
) -> dg.MaterializeResult[Transitions]:
    """The frames that two scenes share, encoded once for each pair; all others are copied into the film."""
    from videogen_dagster.engines.assembly.blender import (
        TransitionBlender,  # OpenCV, 0.2 s; only this step needs it
    )

    project = context.partition_key
    with failures(context):
        directed = direct_storyboard(storyboard, studio.edits(project))
        requests = transition_requests(directed, narration, scene_clips)
        made, production = make_all(
            requests,
            engine=TransitionBlender(studio.encoder()),
            result_type=Joint,
            studio=studio,
            project=project,
            stage="transitions",
        )
    value = joints_value(made)
    rows = [
        {
            "behind_scene": scene,
            "transition": requests[scene].transition.value,
            "frames": requests[scene].overlap_frames,
            "encoded_frames": joint.result.frames,
            "reused": joint.reused,
        }
        for scene, joint in made.items()
    ]
    return stage_output(
        value,
        {
            "encoded_frames": sum(joint.result.frames for joint in made.values()),
            "made": production.made,
            "reused": len(made) - production.made,
            "transitions": table(rows),
        },
    )


def joints_value(made: Mapping[str, Made[Joint]]) -> Transitions:
    """Return transitions as the stage that made them holds them."""
    return Transitions(
        scenes=tuple(
            SceneJoint(scene=scene, fingerprint=joint.fingerprint, result=joint.result) for scene, joint in made.items()
        )
    )


def transition_requests(
    storyboard: Storyboard, narration: Narration, scene_clips: SceneClips
) -> dict[str, TransitionRequest]:
    """Return what each transition is made from, by the scene that it ends; `storyboard` has the edits in it."""
    timings = narration.timeline(storyboard).scenes
    clips = {row.scene: row.result for row in scene_clips.scenes}
    following = [clips[timing.scene] for timing in timings[1:]]
    return {
        timing.scene: TransitionRequest(
            before=clips[timing.scene],
            behind=behind,
            transition=timing.transition,
            overlap_frames=timing.transition_frames,
        )
        for timing, behind in zip(timings, [*following, None], strict=True)
        if timing.transition_frames
    }
