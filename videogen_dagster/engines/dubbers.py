"""Who translates what is spoken in a film: the script engine, if it knows languages."""

from videogen_dagster.core.dubbing import dubbing_language
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.film_settings import FilmSettings
from videogen_dagster.engines.language_protocols import DubbingEngine, TranslatesSpeech
from videogen_dagster.engines.protocols import ScriptEngine


def dubber_for(settings: FilmSettings, engine: ScriptEngine) -> DubbingEngine | None:
    """Return who translates what is spoken, or None where it is spoken as it is written.

    Raises:
        InvalidInput: Nobody can translate what is asked for.
    """
    language = dubbing_language(settings)
    if language is None:
        return None
    if isinstance(engine, TranslatesSpeech):
        return engine.dubber()
    raise InvalidInput(
        f"the film is to be spoken in {language}, and the script engine {engine.capabilities().name!r} does not "
        f"translate from {settings.language}",
        field="dub_language",
        remedy="set VIDEOGEN_SCRIPT_ENGINE=openai and VIDEOGEN_SCRIPT_MODEL, or take the setting away: dub_language none",
    )
