"""The whole graph in thought: every stage's own requests, built from what the stages before it would give."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from videogen_dagster.assets.character_sheets import references_for, wanted_sheets
from videogen_dagster.assets.film_joining import join_request
from videogen_dagster.assets.lip_sync import lip_sync_requests
from videogen_dagster.assets.music import music_request
from videogen_dagster.assets.narration import speech_requests
from videogen_dagster.assets.scene_animations import clip_requests
from videogen_dagster.assets.scene_clips import conform_requests
from videogen_dagster.assets.scene_images import picture_requests
from videogen_dagster.assets.soundtrack import mix_request
from videogen_dagster.assets.transitions import transition_requests
from videogen_dagster.core.choices import TakenPart
from videogen_dagster.core.cues import CaptionTrack
from videogen_dagster.core.directing import direct_prompts, direct_storyboard
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.film_settings import FilmSettings, Rendition
from videogen_dagster.core.media import Clip, JoinedFilm, Joint, MixedSound, Picture, Sound, Speech
from videogen_dagster.core.prompting import write_prompts
from videogen_dagster.core.renditions import composed_for, shaped, shaped_edits
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.core.stages import Narration, ScenePictures
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.values import Value
from videogen_dagster.engines.composites import Composites
from videogen_dagster.engines.makers import Makers, clip_makers, music_makers, picture_makers, speech_makers
from videogen_dagster.engines.protocols import (
    AnimationEngine,
    Engine,
    ImageEngine,
    LipSyncEngine,
    MusicEngine,
    ScriptEngine,
    SpeechEngine,
)
from videogen_dagster.media.encoders import SOFTWARE, Encoder
from videogen_dagster.plans.planned_stages import (
    clips_of,
    each_once,
    music_of,
    narration_of,
    pictures_of,
    sheets_of,
    soundtrack_of,
    transitions_of,
)
from videogen_dagster.plans.stage_forecast import WHOLE, Between, Forecaster, RenditionForecast, StageForecast, between
from videogen_dagster.plans.translation_forecast import captions_in_all_languages, translation_forecast
from videogen_dagster.resources.earlier_takes import EarlierTakes
from videogen_dagster.resources.found_media import PictureRequest, with_known_media
from videogen_dagster.store.media_store import MediaStore

RequestT = TypeVar("RequestT", bound=Value)
ResultT = TypeVar("ResultT", bound=Value)


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines of a deployment, one of each kind, what encodes pictures, and the functions that may compose scenes."""

    script: ScriptEngine
    image: ImageEngine
    animation: AnimationEngine
    speech: SpeechEngine
    lip_sync: LipSyncEngine
    music: MusicEngine
    encoder: Encoder = SOFTWARE
    composites: Composites = field(default_factory=Composites)


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
        directed = direct_storyboard(storyboard, self._edits)
        words = speech_requests(directed, self._edits)
        narration = self._scenes(
            "narration", "narration", Between(words, words), speech_makers(self._engines.speech), Speech
        )
        said = between(narration_of, narration.results())
        sheets = self._sheets(storyboard)
        images, animations, lips = self._seen(storyboard, directed, said, sheets, edits=self._edits)
        music, soundtrack = self._heard(directed, said)
        clips, joints, film = self._joined(
            directed, said, images, animations, lips, soundtrack, film=storyboard.settings
        )
        translated = translation_forecast(
            self._forecaster, directed, said, engine=self._engines.script, store=self._store, project=self._project
        )
        return narration, *translated, sheets, images, animations, lips, music, soundtrack, clips, joints, film

    def renditions(self, storyboard: Storyboard, film: Sequence[StageForecast]) -> Iterator[RenditionForecast]:
        """Yield what becomes of the scenes of each other aspect, then of each rendition.

        Args:
            storyboard: The plan that will count, without the edits.
            film: What `stages` gave for it.
        """
        stages = {forecast.stage: forecast for forecast in film}
        settings, edits = storyboard.settings, shaped_edits(self._edits)
        said = between(narration_of, stages["narration"].results())
        seen = {settings.aspect: (stages["scene_images"], stages["scene_animations"], stages["lip_sync"])}
        for aspect, rendition in composed_for(settings).items():
            plan, shape = shaped(storyboard, rendition), Rendition(aspect=aspect).name
            sheets, directed = stages["character_sheets"], direct_storyboard(plan, edits)
            shown = pictures_of(stages["scene_images"].results().least)
            images, *moving = self._seen(plan, directed, said, sheets, edits=edits, shape=shape, film=shown)
            seen[aspect] = (images, moving[0], moving[1])
            yield RenditionForecast(aspect.value, (images, *moving))
        for rendition in settings.shapes():
            plan = direct_storyboard(shaped(storyboard, rendition), self._edits)
            images, animations, lips = seen[rendition.aspect]
            joined = self._joined(plan, said, images, animations, lips, stages["soundtrack"], film=settings)
            yield RenditionForecast(str(rendition), joined, shows=(animations, lips))

    def _joined(
        self,
        directed: Storyboard,
        said: Between[Narration],
        images: StageForecast,
        animations: StageForecast,
        lips: StageForecast,
        soundtrack: StageForecast,
        *,
        film: FilmSettings,
    ) -> tuple[StageForecast, StageForecast, StageForecast]:
        from videogen_dagster.engines.assembly.blender import TransitionBlender  # with those below: OpenCV and SciPy,
        from videogen_dagster.engines.assembly.conformer import ClipConformer  # 0.4 s; a refused command needs none
        from videogen_dagster.engines.assembly.joiner import FilmJoiner

        joinable = between(
            lambda spoken, clips, synchronised: each_once(conform_requests(directed, spoken, clips, synchronised)),
            said,
            between(clips_of, animations.results()),
            between(clips_of, lips.results()),
        )
        clips = self._forecaster.forecast(
            "scene_clips", joinable, engine=ClipConformer(self._engines.encoder), result_type=Clip
        )
        blended = between(
            lambda spoken, segments: each_once(transition_requests(directed, spoken, segments)),
            said,
            between(clips_of, clips.results()),
        )
        blender = TransitionBlender(self._engines.encoder)
        joints = self._forecaster.forecast("transitions", blended, engine=blender, result_type=Joint)
        joined = between(
            lambda spoken, segments, joints, sound, pictures: join_request(
                directed,
                spoken,
                segments,
                joints,
                self._captions(directed, spoken, film),
                soundtrack_of(sound),
                scene_images=pictures,
            ),
            said,
            between(clips_of, clips.results()),
            between(transitions_of, joints.results()),
            soundtrack.only(),
            between(pictures_of, images.results()),
        )
        return clips, joints, self._whole("film", joined, FilmJoiner(), JoinedFilm)

    def _sheets(self, storyboard: Storyboard) -> StageForecast[ImageRequest, Picture]:
        wanted = each_once(wanted_sheets(storyboard, self._project, self._engines.image))
        return self._scenes("character_sheets", "sheet", Between(wanted, wanted), self._engines.image, Picture)

    def _seen(
        self,
        storyboard: Storyboard,
        directed: Storyboard,
        said: Between[Narration],
        sheets: StageForecast[ImageRequest, Picture],
        *,
        edits: Mapping[str, SceneEdit],
        shape: str = "",
        film: ScenePictures | None = None,
    ) -> tuple[StageForecast, StageForecast, StageForecast]:
        engines = self._engines
        drawn_later = engines.lip_sync.capabilities().draws_speaker
        prompts = write_prompts(storyboard, speaker_is_drawn_later=drawn_later)
        shows = {who: each.requests.least[0].characters[0] for who, each in sheets.scenes.items()}
        drawings = between(
            lambda shown: each_once(
                self._shown(picture_requests(prompts, edits, references_for(engines.image, shown)), film)
            ),
            between(lambda results: sheets_of(results, shows), sheets.results()),
        )
        images = self._scenes("scene_images", "image", drawings, picture_makers(engines.image), Picture, shape)
        composites = engines.composites
        moving = between(
            lambda pictures, spoken: each_once(
                clip_requests(storyboard, prompts, pictures, spoken, edits, composites=composites)
            ),
            between(pictures_of, images.results()),
            said,
        )
        makers = clip_makers(engines.animation, composites, engines.encoder)
        animations = self._scenes("scene_animations", "animation", moving, makers, Clip, shape)
        shown = direct_prompts(prompts, edits)
        speaking = between(
            lambda clips, spoken, pictures: each_once(lip_sync_requests(directed, shown, clips, spoken, pictures)),
            between(clips_of, animations.results()),
            said,
            between(pictures_of, images.results()),
        )
        return images, animations, self._scenes("lip_sync", "lip_sync", speaking, engines.lip_sync, Clip, shape)

    def _shown(
        self, requests: Mapping[str, PictureRequest], film: ScenePictures | None
    ) -> Mapping[str, PictureRequest]:
        image, edits, renew = self._engines.image, self._edits, self._stale_models
        return with_known_media(self._store, self._project, requests, edits, image, film=film, renew=renew)

    def _captions(self, directed: Storyboard, spoken: Narration, film: FilmSettings) -> tuple[CaptionTrack, ...]:
        return captions_in_all_languages(
            directed, spoken, film, engine=self._engines.script, store=self._store, project=self._project
        )

    def _heard(self, directed: Storyboard, said: Between[Narration]) -> tuple[StageForecast, StageForecast]:
        from videogen_dagster.engines.assembly.mixer import SoundtrackMixer  # OpenCV and SciPy, as above

        music = self._composed(directed, said)
        played = music.only() if music.scenes else Between(None, None)
        mix = between(lambda spoken, sound: mix_request(directed, spoken, sound and music_of(sound)), said, played)
        return music, self._whole("soundtrack", mix, SoundtrackMixer(), MixedSound)

    def _composed(self, directed: Storyboard, said: Between[Narration]) -> StageForecast:
        """Return what becomes of the music: nothing in a film without."""
        wanted = between(lambda spoken: music_request(directed, spoken), said)
        if wanted.least is None or wanted.most is None:
            return StageForecast("music", Sound, {})
        return self._whole("music", Between(wanted.least, wanted.most), music_makers(self._engines.music), Sound)

    def _scenes(
        self,
        stage: str,
        part: TakenPart,
        wanted: Between[dict[str, list[RequestT]]],
        engine: Engine[RequestT, ResultT] | Makers[ResultT],
        result_type: type[ResultT],
        shape: str = "",
    ) -> StageForecast[RequestT, ResultT]:
        edits = shaped_edits(self._edits) if shape else self._edits
        takes = EarlierTakes(self._store, self._project, part, edits, shape)
        return self._forecaster.forecast(
            stage, wanted, engine=engine, result_type=result_type, takes=takes, renew=self._stale_models
        )

    def _whole(
        self,
        stage: str,
        request: Between[RequestT],
        engine: Engine[RequestT, ResultT] | Makers[ResultT],
        result_type: type[ResultT],
    ) -> StageForecast[RequestT, ResultT]:
        wanted = Between({WHOLE: [request.least]}, {WHOLE: [request.most]})
        return self._forecaster.forecast(stage, wanted, engine=engine, result_type=result_type)
