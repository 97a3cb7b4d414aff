"""The whole graph in thought: every stage's own requests, built from what the stages before it would give."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from videogen_dagster.assets.film import join_request
from videogen_dagster.assets.lip_sync import lip_sync_requests
from videogen_dagster.assets.music import music_request
from videogen_dagster.assets.narration import speech_requests
from videogen_dagster.assets.scene_animations import clip_requests
from videogen_dagster.assets.scene_clips import conform_requests
from videogen_dagster.assets.scene_images import picture_requests
from videogen_dagster.assets.soundtrack import mix_request
from videogen_dagster.assets.transitions import transition_requests
from videogen_dagster.core.captions import caption_track
from videogen_dagster.core.cues import CaptionTrack
from videogen_dagster.core.directing import direct_prompts, direct_storyboard
from videogen_dagster.core.direction import SceneEdit, TakenPart
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.media import Clip, JoinedFilm, Joint, MixedSound, Picture, Sound, Speech
from videogen_dagster.core.prompting import write_prompts
from videogen_dagster.core.stages import (
    Music,
    Narration,
    SceneClip,
    SceneClips,
    SceneJoint,
    ScenePicture,
    ScenePictures,
    SceneSpeech,
    Soundtrack,
    Transitions,
)
from videogen_dagster.core.stand_ins import NO_FINGERPRINT
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.values import Value
from videogen_dagster.engines.protocols import (
    AnimationEngine,
    Engine,
    ImageEngine,
    LipSyncEngine,
    MusicEngine,
    ScriptEngine,
    SpeechEngine,
)
from videogen_dagster.plans.stage_forecast import WHOLE, Between, Forecaster, StageForecast, between
from videogen_dagster.resources.earlier_takes import EarlierTakes
from videogen_dagster.resources.translations import load_translations
from videogen_dagster.store.media_store import MediaStore

RequestT = TypeVar("RequestT", bound=Value)
ResultT = TypeVar("ResultT", bound=Value)


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines of a deployment, one of each kind."""

    script: ScriptEngine
    image: ImageEngine
    animation: AnimationEngine
    speech: SpeechEngine
    lip_sync: LipSyncEngine
    music: MusicEngine


class FilmForecast:
    """Goes through the stages of a project in the order of the graph.

    Args:
        forecaster: Looks up what is there.
        store: Takes are here.
        project: The project.
        engines: The deployment's engines; none is asked for a result.
        edits: What people changed, by scene.
        stale_models: What another engine made does not count.
    """

    def __init__(
        self,
        forecaster: Forecaster,
        *,
        store: MediaStore,
        project: str,
        engines: Engines,
        edits: Mapping[str, SceneEdit],
        stale_models: bool,
    ) -> None:
        self._forecaster, self._store, self._project = forecaster, store, project
        self._engines, self._edits, self._stale_models = engines, edits, stale_models

    def stages(self, storyboard: Storyboard) -> tuple[StageForecast, ...]:
        """Return what becomes of every stage after the storyboard.

        Args:
            storyboard: The plan that will count, without the edits.

        Raises:
            InvalidInput: An edit does not fit the plan, or a picked take is not there.
            StorageFailure: The store cannot be read.
        """
        from videogen_dagster.engines.assembly.blender import TransitionBlender  # with those below: OpenCV and SciPy,
        from videogen_dagster.engines.assembly.conformer import ClipConformer  # 0.4 s; a refused command needs none
        from videogen_dagster.engines.assembly.joiner import FilmJoiner

        directed = direct_storyboard(storyboard, self._edits)
        words = speech_requests(directed, self._edits)
        narration = self._scenes("narration", "narration", Between(words, words), self._engines.speech, Speech)
        said = between(_narration, narration.results())
        images, animations, lips = self._seen(storyboard, directed, said)
        music, soundtrack = self._heard(directed, said)
        joinable = between(
            lambda spoken, clips, synchronised: _each(conform_requests(directed, spoken, clips, synchronised)),
            said,
            between(_clips, animations.results()),
            between(_clips, lips.results()),
        )
        clips = self._forecaster.forecast("scene_clips", joinable, engine=ClipConformer(), result_type=Clip)
        blended = between(
            lambda spoken, segments: _each(transition_requests(directed, spoken, segments)),
            said,
            between(_clips, clips.results()),
        )
        joints = self._forecaster.forecast("transitions", blended, engine=TransitionBlender(), result_type=Joint)
        joined = between(
            lambda spoken, segments, joints, sound: join_request(
                directed,
                spoken,
                segments,
                joints,
                self._captions(directed, spoken),
                _soundtrack(sound),
            ),
            said,
            between(_clips, clips.results()),
            between(_transitions, joints.results()),
            soundtrack.only(),
        )
        film = self._whole("film", joined, FilmJoiner(), JoinedFilm)
        return narration, images, animations, lips, music, soundtrack, clips, joints, film

    def _seen(
        self, storyboard: Storyboard, directed: Storyboard, said: Between[Narration]
    ) -> tuple[StageForecast, StageForecast, StageForecast]:
        engines, edits = self._engines, self._edits
        drawn_later = engines.lip_sync.capabilities().draws_speaker
        prompts = write_prompts(storyboard, speaker_is_drawn_later=drawn_later)
        drawings = _each(picture_requests(prompts, edits))
        images = self._scenes("scene_images", "image", Between(drawings, drawings), engines.image, Picture)
        moving = between(
            lambda pictures, spoken: _each(clip_requests(storyboard, prompts, pictures, spoken, edits)),
            between(_pictures, images.results()),
            said,
        )
        animations = self._scenes("scene_animations", "animation", moving, engines.animation, Clip)
        shown = direct_prompts(prompts, edits)
        speaking = between(
            lambda clips, spoken: _each(lip_sync_requests(directed, shown, clips, spoken)),
            between(_clips, animations.results()),
            said,
        )
        return images, animations, self._scenes("lip_sync", "lip_sync", speaking, engines.lip_sync, Clip)

    def _captions(self, directed: Storyboard, spoken: Narration) -> tuple[CaptionTrack, ...]:
        track = caption_track(directed, spoken, spoken.timeline(directed))
        try:
            return track, *load_translations(self._store, self._project, track)
        except InvalidInput:  # they end behind the shortest film that this may become
            return (track,)

    def _heard(self, directed: Storyboard, said: Between[Narration]) -> tuple[StageForecast, StageForecast]:
        from videogen_dagster.engines.assembly.mixer import SoundtrackMixer  # OpenCV and SciPy, as above

        composed = between(lambda spoken: music_request(directed, spoken), said)
        music = self._whole("music", composed, self._engines.music, Sound)
        mix = between(lambda spoken, sound: mix_request(directed, spoken, _music(sound)), said, music.only())
        return music, self._whole("soundtrack", mix, SoundtrackMixer(), MixedSound)

    def _scenes(
        self,
        stage: str,
        part: TakenPart,
        wanted: Between[dict[str, list[RequestT]]],
        engine: Engine[RequestT, ResultT],
        result_type: type[ResultT],
    ) -> StageForecast[RequestT, ResultT]:
        takes = EarlierTakes(self._store, self._project, part, self._edits)
        return self._forecaster.forecast(
            stage, wanted, engine=engine, result_type=result_type, takes=takes, renew=self._stale_models
        )

    def _whole(
        self, stage: str, request: Between[RequestT], engine: Engine[RequestT, ResultT], result_type: type[ResultT]
    ) -> StageForecast[RequestT, ResultT]:
        wanted = Between({WHOLE: [request.least]}, {WHOLE: [request.most]})
        return self._forecaster.forecast(stage, wanted, engine=engine, result_type=result_type)


def _each(requests: Mapping[str, RequestT]) -> dict[str, list[RequestT]]:
    return {scene: [request] for scene, request in requests.items()}


def _narration(results: Mapping[str, tuple[Speech, ...]]) -> Narration:
    return Narration(
        engine="",
        scenes=tuple(
            SceneSpeech(scene=scene, fingerprints=(NO_FINGERPRINT,) * len(lines), lines=lines)
            for scene, lines in results.items()
        ),
    )


def _pictures(results: Mapping[str, tuple[Picture, ...]]) -> ScenePictures:
    return ScenePictures(
        engine="",
        scenes=tuple(
            ScenePicture(scene=scene, fingerprint=NO_FINGERPRINT, result=picture)
            for scene, (picture,) in results.items()
        ),
    )


def _clips(results: Mapping[str, tuple[Clip, ...]]) -> SceneClips:
    return SceneClips(
        engine="",
        scenes=tuple(
            SceneClip(scene=scene, fingerprint=NO_FINGERPRINT, result=clip) for scene, (clip,) in results.items()
        ),
    )


def _transitions(results: Mapping[str, tuple[Joint, ...]]) -> Transitions:
    return Transitions(
        scenes=tuple(
            SceneJoint(scene=scene, fingerprint=NO_FINGERPRINT, result=joint) for scene, (joint,) in results.items()
        )
    )


def _music(sound: Sound) -> Music:
    return Music(engine="", mood="", fingerprint=NO_FINGERPRINT, result=sound)


def _soundtrack(sound: MixedSound) -> Soundtrack:
    return Soundtrack(fingerprint=NO_FINGERPRINT, result=sound)
