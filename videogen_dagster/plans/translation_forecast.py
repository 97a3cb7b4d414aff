"""What becomes of captions in other languages: the translations that a model will be asked for."""

from videogen_dagster.assets.caption_translations import known_translations
from videogen_dagster.core.captions import caption_track
from videogen_dagster.core.cues import CaptionTrack
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.core.stages import Narration
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.translation import Translation, TranslationRequest, translation_requests, wanted_languages
from videogen_dagster.engines.language_protocols import TranslatesCaptions
from videogen_dagster.engines.protocols import ScriptEngine
from videogen_dagster.media.caption_translation import fitted_track
from videogen_dagster.plans.stage_forecast import Between, Forecaster, StageForecast, between
from videogen_dagster.resources.translations import load_translations, translation_languages
from videogen_dagster.store.media_store import MediaStore


def translation_forecast(
    forecaster: Forecaster,
    directed: Storyboard,
    said: Between[Narration],
    *,
    engine: ScriptEngine,
    store: MediaStore,
    project: str,
) -> tuple[StageForecast, ...]:
    """Return what becomes of the stage `captions`; nothing for a film whose captions nobody translates.

    Args:
        forecaster: Looks up what is there.
        directed: The plan with the edits in it.
        said: When each word is heard.
        engine: What plans the film, and may know languages.
        store: What people gave is here.
        project: The project.

    Raises:
        StorageFailure: The store cannot be read.
    """
    languages = wanted_languages(directed, translation_languages(store, project))
    if not languages or not isinstance(engine, TranslatesCaptions):
        return ()

    def wanted(spoken: Narration) -> dict[str, list[TranslationRequest]]:
        track = caption_track(directed, spoken, spoken.timeline(directed))
        named = (translation_requests(track, directed, language) for language in languages)
        return {name: [request] for requests in named for name, request in requests.items()}

    asked = between(wanted, said)
    most = {name: asked.most.get(name, least) for name, least in asked.least.items()}
    if not most:
        return ()
    translator = engine.translator()
    return (forecaster.forecast("captions", Between(asked.least, most), engine=translator, result_type=Translation),)


def captions_in_all_languages(
    directed: Storyboard,
    spoken: Narration,
    film: FilmSettings,
    *,
    engine: ScriptEngine,
    store: MediaStore,
    project: str,
) -> tuple[CaptionTrack, ...]:
    """Return the captions of a film or of a rendition, as far as they are known; what is not translated is in its own words.

    Args:
        directed: The plan with the edits in it, in the rendition's shape.
        spoken: When each word is heard.
        film: The settings of the film: its captions are those that are translated.
        engine: What plans the film, and may know languages.
        store: What people gave, and translations, are here.
        project: The project.

    Raises:
        StorageFailure: The store cannot be read.
    """
    timeline = spoken.timeline(directed)
    track = caption_track(directed, spoken, timeline)
    try:
        given = load_translations(store, project, track)
    except InvalidInput:  # they end behind the shortest film that this may become
        given = ()
    own = caption_track(directed.model_copy(update={"settings": film}), spoken, timeline)
    translated = known_translations(own, storyboard=directed, engine=engine, store=store, project=project)
    return track, *given, *(each if own == track else fitted_track(track, each) for each in translated)
