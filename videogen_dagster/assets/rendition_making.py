"""Makes a film in its other shapes and sizes, from the requests of the film's own stages.

Words, sounds and times are the film's. A rendition of the film's aspect shows the film's own clips, scaled; the scenes of
another aspect are composed anew, once for all sizes of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from videogen_dagster.assets.caption_translations import Translated
from videogen_dagster.assets.captions import write_captions
from videogen_dagster.assets.character_sheets import held_sheets, references_for
from videogen_dagster.assets.film_gates import errors
from videogen_dagster.assets.film_joining import CAMERA, FilmParts, InspectedFilm, deliver, join_film
from videogen_dagster.assets.lip_sync import lip_sync_requests
from videogen_dagster.assets.making import SceneResults, SceneStage, make_all
from videogen_dagster.assets.rendition_progress import STAGE, portions
from videogen_dagster.assets.rendition_sources import Original, VisualEngines
from videogen_dagster.assets.scene_animations import clip_requests, clips_value
from videogen_dagster.assets.scene_clips import conform_requests, segments_value
from videogen_dagster.assets.scene_images import picture_requests, picture_row
from videogen_dagster.assets.transitions import joints_value, transition_requests
from videogen_dagster.core.choices import Aspect, TakenPart
from videogen_dagster.core.cues import Captions, CaptionTrack
from videogen_dagster.core.directing import direct_prompts, direct_storyboard
from videogen_dagster.core.errors import EngineFailure, FilmRefused, InvalidInput, VideogenError
from videogen_dagster.core.film_settings import Rendition
from videogen_dagster.core.media import Clip, Joint, Picture
from videogen_dagster.core.prompting import write_prompts
from videogen_dagster.core.renditions import beside, composed_for, shaped, shaped_edits
from videogen_dagster.core.shared_failures import RenditionsFailed, ScenesFailed
from videogen_dagster.core.shown_media import showing
from videogen_dagster.core.stages import (
    ComposedScenes,
    RenditionFilm,
    Renditions,
    SceneClips,
    ScenePictures,
    Transitions,
)
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.values import Value
from videogen_dagster.engines.makers import Makers, clip_makers, picture_makers
from videogen_dagster.engines.production import Made
from videogen_dagster.engines.protocols import Engine
from videogen_dagster.media.caption_translation import fitted_track
from videogen_dagster.media.quality.findings import Finding
from videogen_dagster.resources.stage_values import find_stage, write_stage
from videogen_dagster.resources.studio import Studio

RequestT = TypeVar("RequestT", bound=Value)
ResultT = TypeVar("ResultT", bound=Value)

_PARTS: Final[Mapping[str, TakenPart]] = {
    "scene_images": "image",
    "scene_animations": "animation",
    "lip_sync": "lip_sync",
}
_TOLD_AT_THE_END: Final = (ScenesFailed, FilmRefused, EngineFailure, InvalidInput)
"""What is wrong with one rendition, and not with the store or the run."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the renditions.

    Attributes:
        value: What the stage holds: each rendition as it was last finished.
        findings: What the quality gates found; each message begins with its rendition.
        failures: What went wrong, by rendition.
    """

    value: Renditions
    findings: tuple[Finding, ...]
    failures: Mapping[str, VideogenError]

    def check(self) -> None:
        """See that all renditions are made.

        Raises:
            RenditionsFailed: Some are not.
        """
        if self.failures:
            raise RenditionsFailed(self.failures)


def make_renditions(studio: Studio, project: str, original: Original, engines: VisualEngines) -> Outcome:
    """Make all renditions of a film; one that fails keeps no other from being finished and delivered.

    Raises:
        Cancelled: A person stopped the work; the renditions that are finished stay.
        StorageFailure: The store cannot be read or written.
    """
    maker = _Maker(studio, project, original, engines)
    shapes = original.storyboard.settings.shapes()
    findings: list[Finding] = []
    failures: dict[str, VideogenError] = {}
    for aspect in dict.fromkeys(rendition.aspect for rendition in shapes):
        renditions = [rendition for rendition in shapes if rendition.aspect is aspect]
        try:
            scenes = None if aspect is original.storyboard.settings.aspect else maker.compose(aspect)
        except _TOLD_AT_THE_END as error:
            failures |= dict.fromkeys(map(str, renditions), error)
            continue
        for rendition in renditions:
            try:
                joined = maker.join(rendition, scenes)
                findings += (replace(each, message=f"{rendition}: {each.message}") for each in joined.film.findings)
                maker.deliver(rendition, scenes, joined)
            except _TOLD_AT_THE_END as error:
                failures[str(rendition)] = error
    return Outcome(maker.settled(), tuple(findings), failures)


class _Maker:
    """Makes renditions one by one, and keeps what the stage holds as it goes."""

    def __init__(self, studio: Studio, project: str, original: Original, engines: VisualEngines) -> None:
        self._studio, self._project, self._original, self._engines = studio, project, original, engines
        self._settings = original.storyboard.settings
        self._composed_for = composed_for(self._settings)
        self._portions = portions(self._settings)
        self._held = find_stage(studio.store, project, STAGE, Renditions) or Renditions()
        self._films = {film.rendition: film for film in self._held.films}
        self._scenes = {scenes.aspect: scenes for scenes in self._held.composed}
        self._captions = {self._settings.aspect: original.captions}

    def compose(self, aspect: Aspect) -> ComposedScenes:
        """Return the scenes in another aspect, for the largest of its renditions.

        Raises:
            ScenesFailed: Some could not be made; the others are made and recorded.
        """
        original, engines, rendition = self._original, self._engines, self._composed_for[aspect]
        storyboard, edits = shaped(original.storyboard, rendition), shaped_edits(original.edits)
        directed = direct_storyboard(storyboard, edits)
        prompts = write_prompts(storyboard, speaker_is_drawn_later=engines.lip_sync.capabilities().draws_speaker)
        sheets = references_for(engines.image, held_sheets(self._studio.store, self._project))
        drawings = showing(picture_requests(prompts, edits, sheets), original.scene_images)
        pictures = self._make(aspect, "scene_images", drawings, picture_makers(engines.image), Picture)
        images = ScenePictures(
            engine=pictures.engine, scenes=tuple(picture_row(scene, made) for scene, made in pictures.made.items())
        )
        composites = self._studio.composites
        moving = clip_requests(storyboard, prompts, images, original.narration, edits, composites=composites)
        makers = clip_makers(engines.animation, composites, self._studio.encoder())
        animations = clips_value(self._make(aspect, "scene_animations", moving, makers, Clip))
        said = original.narration
        speaking = lip_sync_requests(directed, direct_prompts(prompts, edits), animations, said, images)
        lips = clips_value(self._make(aspect, "lip_sync", speaking, engines.lip_sync, Clip))
        return ComposedScenes(aspect=aspect, scene_images=images, scene_animations=animations, lip_sync=lips)

    def join(self, rendition: Rendition, scenes: ComposedScenes | None) -> "_Joined":
        """Return a rendition of composed scenes, or of the film's own if there are none, and what its gates found.

        Raises:
            ScenesFailed: It could not be made.
            InvalidInput: Captions in another language do not fit it.
        """
        from videogen_dagster.engines.assembly.blender import TransitionBlender  # OpenCV and SciPy, 0.4 s; a project
        from videogen_dagster.engines.assembly.conformer import ClipConformer  # without renditions needs none

        original = self._original
        storyboard = direct_storyboard(shaped(original.storyboard, rendition), original.edits)
        animations = scenes.scene_animations if scenes else original.scene_animations
        lips = scenes.lip_sync if scenes else original.lip_sync
        wanted = conform_requests(storyboard, original.narration, animations, lips)
        encoder = self._studio.encoder()
        conformer = ClipConformer(encoder)
        made = self._assemble(rendition, "scene_clips", wanted, conformer, Clip)
        clips = segments_value(made, conformer.capabilities().name)
        between = transition_requests(storyboard, original.narration, clips)
        joints = joints_value(self._assemble(rendition, "transitions", between, TransitionBlender(encoder), Joint))
        captions = self._captions_of(rendition, storyboard)
        parts = FilmParts(
            storyboard=storyboard,
            narration=original.narration,
            scene_images=scenes.scene_images if scenes else original.scene_images,
            scene_clips=clips,
            transitions=joints,
            captions=(captions.track, *(each.track for each in captions.translations)),
            soundtrack=original.soundtrack,
            camera_moves=animations.engine == CAMERA,
        )
        before = self._films.get(rendition)
        room = self._studio.at(self._portions[str(rendition), "film"])
        film = join_film(parts, room, self._project, before=before.film if before else None, heard_in=original.film)
        return _Joined(clips, joints, captions, film)

    def deliver(self, rendition: Rendition, scenes: ComposedScenes | None, joined: "_Joined") -> None:
        """Put a rendition beside the film; captions in rows of its own shape stand beside it.

        Raises:
            FilmRefused: It fails a quality gate; the one before it stays.
        """
        if wrong := errors(joined.film.findings):
            raise FilmRefused(wrong)
        film = joined.film.value()
        path = beside(self._studio.film_path(self._project), rendition)
        deliver(self._studio, film, path, joined.captions if scenes else None)
        self._films[rendition] = RenditionFilm(
            rendition=rendition, scene_clips=joined.clips, transitions=joined.joints, film=film
        )
        if scenes:
            self._scenes[scenes.aspect] = scenes
        self.settled()

    def settled(self) -> Renditions:
        """Return what the stage holds: the renditions that are asked for, each as it was last finished."""
        value = Renditions(
            composed=tuple(self._scenes[aspect] for aspect in self._composed_for if aspect in self._scenes),
            films=tuple(self._films[rendition] for rendition in self._settings.shapes() if rendition in self._films),
        )
        if value != self._held:
            write_stage(self._studio.store, self._project, STAGE, value)
            self._held = value
        return value

    def _captions_of(self, rendition: Rendition, storyboard: Storyboard) -> Captions:
        """Return the captions in rows for an aspect; those of the film's aspect are the film's."""
        if rendition.aspect not in self._captions:
            room = self._studio.at(self._portions[str(rendition), "captions"])
            written = write_captions(storyboard, self._original.narration, room, self._project, self._fitted)
            self._captions[rendition.aspect] = written
        return self._captions[rendition.aspect]

    def _fitted(self, track: CaptionTrack, languages: Sequence[str]) -> list[Translated]:
        """Return the film's translated captions in rows of another shape: nothing is translated twice."""
        made = self._original.captions.translations
        return [
            (fitted_track(track, each.track), each.written_with) for each in made if each.track.language in languages
        ]

    def _make(
        self,
        aspect: Aspect,
        stage: str,
        requests: Mapping[str, RequestT],
        engine: Engine[RequestT, ResultT] | Makers[ResultT],
        result_type: type[ResultT],
    ) -> SceneResults[ResultT]:
        room = self._studio.at(self._portions[aspect.value, stage])
        shape = Rendition(aspect=aspect).name
        results = SceneStage(room, self._project, stage, _PARTS[stage], shaped_edits(self._original.edits), shape).make(
            {scene: [request] for scene, request in requests.items()},
            engine=engine,
            result_type=result_type,
            renew=self._engines.renew,
        )
        results.check()
        return results

    def _assemble(
        self,
        rendition: Rendition,
        stage: str,
        requests: Mapping[str, RequestT],
        engine: Engine[RequestT, ResultT],
        result_type: type[ResultT],
    ) -> dict[str, Made[ResultT]]:
        room = self._studio.at(self._portions[str(rendition), stage])
        made, _ = make_all(
            requests, engine=engine, result_type=result_type, studio=room, project=self._project, stage=stage
        )
        return made


@dataclass(frozen=True, slots=True)
class _Joined:
    """A rendition that was joined, and what it was joined from."""

    clips: SceneClips
    joints: Transitions
    captions: Captions
    film: InspectedFilm
