"""The moving picture of every scene."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dagster as dg
from pydantic import Field

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.growing_preview import GrowingPreview
from videogen_dagster.assets.making import SceneResults, SceneStage
from videogen_dagster.assets.metadata import OWNERS, SHOWN_DIGITS, Cell, cost_metadata, stage_output, table, thumbnails
from videogen_dagster.assets.scene_history import SCENE_ASSETS, tell_scenes
from videogen_dagster.assets.visual_config import VisualConfig
from videogen_dagster.core.choices import CaptionChoice
from videogen_dagster.core.directing import direct_prompts, direct_storyboard
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.media import Clip, Media, Picture
from videogen_dagster.core.requests import ClipRequest, CompositeRequest, HeardLine, OwnClipRequest
from videogen_dagster.core.shown_media import shown_prompts, with_shown_media
from videogen_dagster.core.stages import Narration, Prompts, SceneClip, SceneClips, ScenePictures, ScenePrompt
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.core.timeline import Timeline
from videogen_dagster.engines.composites import Composites
from videogen_dagster.engines.makers import clip_makers
from videogen_dagster.engines.production import Made
from videogen_dagster.engines.protocols import AnimationEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.stage_values import find_stage, write_stage
from videogen_dagster.resources.studio import Studio
from videogen_dagster.store.media_store import MediaStore

STAGE = "scene_animations"

ShotRequest = ClipRequest | OwnClipRequest | CompositeRequest
"""What a scene's clip may be made from; each type has its maker (see `engines.makers.clip_makers`)."""


class AnimationsConfig(VisualConfig):
    """Leave everything as it is to make only what is missing or changed, without a preview."""

    preview: bool = Field(
        default=False,
        description="Let the project's preview grow while scenes are made, so that the film can be watched in a browser"
        " from its first scene on. Costs about a second of one core a scene.",
    )


@dg.asset(
    name=STAGE,
    partitions_def=projects,
    group_name="pictures",
    kinds={"mp4"},
    owners=OWNERS,
    io_manager_key="settled_io_manager",
    deps=[SCENE_ASSETS["image"], SCENE_ASSETS["narration"]],
)
def scene_animations(
    context: dg.AssetExecutionContext,
    config: AnimationsConfig,
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
        requests = clip_requests(storyboard, prompts, scene_images, narration, edits, composites=studio.composites)
        directed = direct_storyboard(storyboard, edits)
        preview = GrowingPreview(studio, project, directed, narration) if config.preview else None
        results = SceneStage(studio, project, STAGE, "animation", edits).make(
            {scene: [request] for scene, request in requests.items()},
            engine=clip_makers(animation_engine, studio.composites, studio.encoder()),
            result_type=Clip,
            renew=config.stale_models,
            on_result=preview.add if preview else None,
        )
        if preview and preview.trouble:
            context.log.warning("the film goes on without its preview: %s", preview.trouble)
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
    shown = {"preview": preview.told()} if preview else {}
    return stage_output(value, {**_told(requests, results), **shown})


def clip_requests(
    storyboard: Storyboard,
    prompts: Prompts,
    scene_images: ScenePictures,
    narration: Narration,
    edits: Mapping[str, SceneEdit],
    *,
    composites: Composites | None = None,
) -> dict[str, ShotRequest]:
    """Return what each scene's clip is made from; a clip that is worked on again is made as an intermediate.

    Args:
        storyboard: The plan.
        prompts: What pictures and movements are made from.
        scene_images: The pictures.
        narration: What is heard, and so how long scenes last.
        edits: What people changed, by scene.
        composites: The functions that may compose scenes; None: those that packages register.

    Raises:
        InvalidInput: A scene names a function that is not there.
    """
    composites = composites or Composites()
    directed = with_shown_media(direct_storyboard(storyboard, edits), scene_images)
    timeline = narration.timeline(directed)
    pictures = {scene.scene: scene.result for scene in scene_images.scenes}
    motions = {each.scene: each for each in shown_prompts(direct_prompts(prompts, edits), scene_images).scenes}
    shots = (
        _Shot(
            scene=scene,
            prompt=motions[scene.id],
            picture=pictures[scene.id],
            frames=timeline.scene(scene.id).frames,
            frames_per_second=timeline.frames_per_second,
            intermediate=_is_worked_on_again(scene, motions[scene.id], directed.settings.captions),
            take=edits.get(scene.id, SceneEdit()).animation.take or 1,
            heard=_heard(directed, scene, timeline),
            composites=composites,
        )
        for scene in directed.scenes
    )
    return {shot.scene.id: shot.request() for shot in shots}


@dataclass(frozen=True, slots=True)
class _Shot:
    """All that is known of a scene before its clip is made; the first maker that the scene asks for gets it."""

    scene: Scene
    prompt: ScenePrompt
    picture: Picture
    frames: int
    frames_per_second: int
    intermediate: bool
    take: int
    heard: tuple[HeardLine, ...]
    composites: Composites

    def request(self) -> ShotRequest:
        if self.scene.video is not None:
            return self._of_footage(self.scene.video)
        if self.scene.composite is not None:
            return self._of_composite(self.scene.composite)
        return self._of_picture()

    def _of_footage(self, video: Media) -> OwnClipRequest:
        return OwnClipRequest(
            video=video,
            size=self.prompt.image.size,
            frames=self.frames,
            frames_per_second=self.frames_per_second,
            intermediate=self.intermediate,
            fills=self.picture.footage is not None,
        )

    def _of_composite(self, name: str) -> CompositeRequest:
        return CompositeRequest(
            function=name,
            source=self.composites.find(name, field=f"scene {self.scene.id}").source(),
            options=self.scene.composite_options,
            picture=self.picture.image,
            size=self.picture.size,
            heading=self.scene.heading,
            action=self.scene.action,
            lines=self.heard,
            frames=self.frames,
            frames_per_second=self.frames_per_second,
            seed=self.prompt.image.seed,
            intermediate=self.intermediate,
            take=self.take,
        )

    def _of_picture(self) -> ClipRequest:
        return ClipRequest(
            picture=self.picture,
            motion_prompt=self.prompt.motion_prompt,
            scene_prompt=self.prompt.image.prompt,
            frames=self.frames,
            frames_per_second=self.frames_per_second,
            seed=self.prompt.seed,
            intermediate=self.intermediate,
            take=self.take,
        )


def _heard(storyboard: Storyboard, scene: Scene, timeline: Timeline) -> tuple[HeardLine, ...]:
    """Return the words of a scene with their times; a recording without words is none of them."""
    return tuple(
        HeardLine(
            speaker=storyboard.character(line.character).name,
            text=line.text,
            first_frame=when.first_frame,
            frames=when.frames,
        )
        for line, when in zip(scene.lines, timeline.scene(scene.id).lines, strict=False)
    )


def _is_worked_on_again(scene: Scene, prompt: ScenePrompt, captions: CaptionChoice) -> bool:
    """Return whether lips or captions are drawn into the clip."""
    has_lips = scene.has_speaker_on_screen() and prompt.may_draw_speaker()
    return has_lips or (captions is not CaptionChoice.SOFT and bool(scene.lines))


def clips_value(results: SceneResults[Clip]) -> SceneClips:
    """Return clips as the stage that made them holds them."""
    return SceneClips(
        engine=results.engine, scenes=tuple(clip_row(scene, made) for scene, made in results.made.items())
    )


def clip_row(scene: str, made: Sequence[Made[Clip]]) -> SceneClip:
    """Return a scene's row of the stage."""
    (clip,) = made
    return SceneClip(scene=scene, fingerprint=clip.fingerprint, result=clip.result)


def clip_metadata(store: MediaStore, request: ShotRequest, made: Made[Clip]) -> dict[str, dg.MetadataValue | Cell]:
    """Return what the UI shows of one scene's clip."""
    return {
        **thumbnails(store, [("picture", _thumbnail_of(request, made))]),
        **_made_from(request),
        "frames": made.result.frames,
        "duration_s": round(float(made.result.duration_s), 2),
        "reused": made.reused,
        **cost_metadata(made.cost_usd),
        "fingerprint": made.fingerprint,
    }


def _thumbnail_of(request: ShotRequest, made: Made[Clip]) -> Media:
    return request.picture.image if isinstance(request, ClipRequest) else made.result.video


def _made_from(request: ShotRequest) -> dict[str, Cell]:
    match request:
        case OwnClipRequest():
            return {"stock_media" if request.fills else "own_media": request.video.name}
        case CompositeRequest():
            return {"composite": request.function, "options": request.options, "variation": request.take}
        case ClipRequest():
            return {"motion_prompt": request.motion_prompt, "variation": request.take}


def _held(store: MediaStore, project: str) -> dict[str, Sequence[Clip]]:
    value = find_stage(store, project, STAGE, SceneClips)
    return {row.scene: [row.result] for row in value.scenes} if value else {}


def _told(requests: Mapping[str, ShotRequest], results: SceneResults[Clip]) -> dict[str, dg.MetadataValue | Cell]:
    rows = [
        {
            "scene": scene,
            "motion_prompt": _in_words(requests[scene]),
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
        **cost_metadata(results.cost_usd),
        "scenes": table(rows),
    }


def _in_words(request: ShotRequest) -> str:
    match request:
        case OwnClipRequest():
            return f"{'stock' if request.fills else 'own'} media {request.video.name}"
        case CompositeRequest():
            return f"composed by {request.function}"
        case ClipRequest():
            return request.motion_prompt
