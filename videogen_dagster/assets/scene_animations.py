"""The moving picture of every scene."""

from collections.abc import Mapping, Sequence

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import SceneResults, SceneStage
from videogen_dagster.assets.metadata import OWNERS, SHOWN_DIGITS, Cell, stage_output, table, thumbnails
from videogen_dagster.assets.scene_history import SCENE_ASSETS, tell_scenes
from videogen_dagster.assets.scene_images import VisualConfig
from videogen_dagster.core.directing import direct_prompts, direct_storyboard
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.film_settings import CaptionChoice
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.core.stages import Narration, Prompts, SceneClip, SceneClips, ScenePictures
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.engines.production import Made
from videogen_dagster.engines.protocols import AnimationEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.stage_values import find_stage, write_stage
from videogen_dagster.resources.studio import Studio
from videogen_dagster.store.media_store import MediaStore

STAGE = "scene_animations"


@dg.asset(
    name=STAGE,
    partitions_def=projects,
    group_name="pictures",
    kinds={"mp4"},
    owners=OWNERS,
    io_manager_key="settled_io_manager",
    deps=[
        SCENE_ASSETS["image"],
        SCENE_ASSETS["narration"],
    ],
)
def scene_animations(
    context: dg.AssetExecutionContext,
    config: VisualConfig,
    storyboard: Storyboard,
    prompts: Prompts,
    scene_images: ScenePictures,
    narration: Narration,
    studio: dg.ResourceParam[Studio],
    animation_engine: dg.ResourceParam[AnimationEngine],
) -> dg.MaterializeResult[SceneClips]:
    """One silent clip a scene, exactly as many frames as the scene lasts."""
    project = context.partition_key
    with failures(context), studio.alone(project, STAGE):
        edits = studio.edits(project)
        requests = clip_requests(storyboard, prompts, scene_images, narration, edits)
        results = SceneStage(studio, project, STAGE, "animation", edits).make(
            {scene: [request] for scene, request in requests.items()},
            engine=animation_engine,
            result_type=Clip,
            renew=config.stale_models,
        )
        tell_scenes(
            context,
            "animation",
            before=_held(studio.store, project),
            now={scene: [made.result] for scene, (made,) in results.made.items()},
            metadata={
                scene: clip_metadata(studio.store, requests[scene], made) for scene, (made,) in results.made.items()
            },
            is_failing=bool(results.failures),
        )
        results.check()
        value = clips_value(results)
        write_stage(studio.store, project, STAGE, value)
    return stage_output(value, _told(requests, results))


def clip_requests(
    storyboard: Storyboard,
    prompts: Prompts,
    scene_images: ScenePictures,
    narration: Narration,
    edits: Mapping[str, SceneEdit],
) -> dict[str, ClipRequest]:
    """Return what each scene's clip is made from; a clip that is worked on again is made as an intermediate."""
    directed = direct_storyboard(storyboard, edits)
    timeline = narration.timeline(directed)
    pictures = {scene.scene: scene.result for scene in scene_images.scenes}
    motions = {prompt.scene: prompt for prompt in direct_prompts(prompts, edits).scenes}
    return {
        scene.id: ClipRequest(
            picture=pictures[scene.id],
            motion_prompt=motions[scene.id].motion_prompt,
            scene_prompt=motions[scene.id].image.prompt,
            frames=timeline.scene(scene.id).frames,
            frames_per_second=timeline.frames_per_second,
            seed=motions[scene.id].seed,
            intermediate=_is_worked_on_again(scene, directed.settings.captions),
            take=edits.get(scene.id, SceneEdit()).animation.take or 1,
        )
        for scene in directed.scenes
    }


def _is_worked_on_again(scene: Scene, captions: CaptionChoice) -> bool:
    """Return whether lips or captions are drawn into the clip."""
    return scene.has_speaker_on_screen() or (captions is not CaptionChoice.SOFT and bool(scene.lines))


def clips_value(results: SceneResults[Clip]) -> SceneClips:
    """Return clips as the stage that made them holds them."""
    return SceneClips(
        engine=results.engine, scenes=tuple(clip_row(scene, made) for scene, made in results.made.items())
    )


def clip_row(scene: str, made: Sequence[Made[Clip]]) -> SceneClip:
    """Return a scene's row of the stage."""
    (clip,) = made
    return SceneClip(scene=scene, fingerprint=clip.fingerprint, result=clip.result)


def clip_metadata(store: MediaStore, request: ClipRequest, made: Made[Clip]) -> dict[str, dg.MetadataValue | Cell]:
    """Return what the UI shows of one scene's clip."""
    return {
        **thumbnails(store, [("picture", request.picture.image)]),
        "motion_prompt": request.motion_prompt,
        "frames": made.result.frames,
        "duration_s": round(float(made.result.duration_s), 2),
        "variation": request.take,
        "reused": made.reused,
        "fingerprint": made.fingerprint,
    }


def _held(store: MediaStore, project: str) -> dict[str, Sequence[Clip]]:
    value = find_stage(store, project, STAGE, SceneClips)
    return {row.scene: [row.result] for row in value.scenes} if value else {}


def _told(requests: Mapping[str, ClipRequest], results: SceneResults[Clip]) -> dict[str, dg.MetadataValue | Cell]:
    rows = [
        {
            "scene": scene,
            "motion_prompt": requests[scene].motion_prompt,
            "frames": made.result.frames,
            "duration_s": round(float(made.result.duration_s), 2),
            "reused": made.reused,
            "fingerprint": made.fingerprint[:SHOWN_DIGITS],
        }
        for scene, (made,) in results.made.items()
    ]
    return {
        "frames": sum(made.result.frames for (made,) in results.made.values()),
        "made": results.generated,
        "reused": results.reused,
        "engine": results.engine,
        "scenes": table(rows),
    }
