"""Captions that a language model translates: what is asked of it, and how its texts come onto the film's timeline."""

from collections.abc import Sequence

from videogen_dagster.assets.making import make_all
from videogen_dagster.core.cues import CaptionTrack
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.media import Media
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.translation import Translation, translation_requests, wanted_languages
from videogen_dagster.engines.language_protocols import TranslatesCaptions
from videogen_dagster.engines.protocols import ScriptEngine
from videogen_dagster.media.caption_translation import retold_track
from videogen_dagster.resources.studio import Studio
from videogen_dagster.resources.translations import translation_languages
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import find_result

Translated = tuple[CaptionTrack, Media | None]
"""Captions, and the instruction with which they were written."""


def check_translator(storyboard: Storyboard, engine: ScriptEngine, store: MediaStore, project: str) -> None:
    """See that somebody can translate what is asked for, before anything is made or paid for.

    Raises:
        InvalidInput: Nobody can.
        StorageFailure: The store cannot be read.
    """
    wanted = wanted_languages(storyboard, translation_languages(store, project))
    if wanted and not isinstance(engine, TranslatesCaptions):
        raise InvalidInput(
            f"captions in {', '.join(wanted)} are asked for, and the script engine "
            f"{engine.capabilities().name!r} does not translate",
            field="caption_languages",
            remedy=f"set VIDEOGEN_SCRIPT_ENGINE=openai, or give a file: videogen captions {project} FILE "
            f"--language {wanted[0]}",
        )


def translate_captions(
    track: CaptionTrack,
    languages: Sequence[str],
    *,
    storyboard: Storyboard,
    engine: ScriptEngine,
    studio: Studio,
    project: str,
) -> tuple[Translated, ...]:
    """Return a film's captions in other languages, translated where no receipt has them.

    Raises:
        ScenesFailed: A portion could not be translated; the others are kept.
        Cancelled: A person stopped the work.
        StorageFailure: The store cannot be read or written.
    """
    if not languages or not track.cues or not isinstance(engine, TranslatesCaptions):
        return ()
    wanted = {language: translation_requests(track, storyboard, language) for language in languages}
    made, _ = make_all(
        {name: request for requests in wanted.values() for name, request in requests.items()},
        engine=engine.translator(),
        result_type=Translation,
        studio=studio,
        project=project,
        stage="captions",
    )
    return tuple(
        _laid_out(track, [made[name].result for name in requests], language) for language, requests in wanted.items()
    )


def known_translations(
    track: CaptionTrack, *, storyboard: Storyboard, engine: ScriptEngine, store: MediaStore, project: str
) -> tuple[CaptionTrack, ...]:
    """Return a film's captions in the languages that it is translated into; what is not translated yet is in its own words.

    Raises:
        StorageFailure: The store cannot be read.
    """
    languages = wanted_languages(storyboard, translation_languages(store, project))
    if not track.cues or not isinstance(engine, TranslatesCaptions):
        return ()
    translator = engine.translator().fingerprint() if languages else ""
    found = []
    for language in languages:
        requests = translation_requests(track, storyboard, language).values()
        known = [find_result(store, fingerprint(each, translator), Translation) for each in requests]
        texts = [
            translation or Translation(texts=request.texts)
            for translation, request in zip(known, requests, strict=True)
        ]
        found.append(_laid_out(track, texts, language)[0])
    return tuple(found)


def _laid_out(track: CaptionTrack, portions: Sequence[Translation], language: str) -> Translated:
    texts = [text for portion in portions for text in portion.texts]
    written_with = next((portion.written_with for portion in portions if portion.written_with), None)
    return retold_track(track, texts, language=language), written_with
