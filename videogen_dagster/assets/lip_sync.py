"""Mouths that follow the speech, where somebody is seen speaking."""

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import SceneStage
from videogen_dagster.assets.metadata import OWNERS, SHOWN_DIGITS, cost_metadata, stage_output, table
from videogen_dagster.assets.scene_animations import clips_value
from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.assets.visual_config import VisualConfig
from videogen_dagster.core.choices import CaptionChoice
from videogen_dagster.core.directing import direct_prompts, direct_storyboard
from videogen_dagster.core.media import Clip
from videogen_dagster.core.prompting import likeness
from videogen_dagster.core.requests import LipSyncRequest, SpokenLine
from videogen_dagster.core.shown_media import shown_prompts, with_shown_media
from videogen_dagster.core.stages import Narration, Prompts, SceneClips, ScenePictures
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import LipSyncEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio


@dg.asset(
    partitions_def=projects,
    group_name="pictures",
    kinds={"mp4"},
    owners=OWNERS,
    deps=[
        SCENE_ASSETS["animation"],
        SCENE_ASSETS["narration"],
    ],
)
def lip_sync(  # noqa: PLR0913, PLR0917  # one parameter for each stage that it follows
    context: dg.AssetExecutionContext,
    config: VisualConfig,
    storyboard: Storyboard,
    prompts: Prompts,
    scene_images: ScenePictures,
    scene_animations: SceneClips,
    narration: Narration,
    studio: dg.ResourceParam[Studio],
    lip_sync_engine: dg.ResourceParam[LipSyncEngine],
) -> dg.MaterializeResult[SceneClips]:
    """The clips of the scenes in which somebody is seen speaking, with lips that follow the words."""
    project = context.partition_key
    with failures(context):
        edits = studio.edits(project)
        requests = lip_sync_requests(
            direct_storyboard(storyboard, edits),
            direct_prompts(prompts, edits),
            scene_animations,
            narration,
            scene_images,
        )
        results = SceneStage(studio, project, "lip_sync", "lip_sync", edits).make(
            {scene: [request] for scene, request in requests.items()},
            engine=lip_sync_engine,
            result_type=Clip,
            renew=config.stale_models,
        )
        results.check()
    rows = [
        {
            "scene": scene,
            "speakers": ", ".join(dict.fromkeys(line.speaker.name for line in requests[scene].lines if line.on_screen)),
            "reused": made.reused,
            "fingerprint": made.fingerprint[:SHOWN_DIGITS],
        }
        for scene, (made,) in results.made.items()
    ]
    return stage_output(
        clips_value(results),
        {
            "made": results.generated,
            "reused": results.reused,
            "engine": results.engine,
            **cost_metadata(results.cost_usd),
            "scenes": table(rows),
        },
    )


def lip_sync_requests(
    storyboard: Storyboard,
    prompts: Prompts,
    scene_animations: SceneClips,
    narration: Narration,
    scene_images: ScenePictures,
) -> dict[str, LipSyncRequest]:
    """Return what the lip sync of each scene with a speaker on screen is made from; nobody is set before stock media."""
    storyboard = with_shown_media(storyboard, scene_images)
    prompts = shown_prompts(prompts, scene_images)
    timeline = narration.timeline(storyboard)
    clips = {scene.scene: scene.result for scene in scene_animations.scenes}
    written = {prompt.scene: prompt for prompt in prompts.scenes}
    requests: dict[str, LipSyncRequest] = {}
    for scene in storyboard.scenes:
        if not (scene.has_speaker_on_screen() and written[scene.id].may_draw_speaker()):
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
            intermediate=storyboard.settings.captions is not CaptionChoice.SOFT,
        )
    return requests
