"""Captions in other languages, as people give them: one text a language, kept beside the storyboard."""

from videogen_dagster.core import keys
from videogen_dagster.core.cues import CaptionTrack
from videogen_dagster.media.caption_files import read_captions
from videogen_dagster.media.caption_translation import translated_track
from videogen_dagster.store.media_store import MediaStore


def keep_translation(store: MediaStore, project: str, language: str, text: str) -> None:
    """Keep the captions of a language; those that the project had in it are replaced.

    Raises:
        StorageFailure: The store cannot be written.
    """
    store.write(keys.translation(project, language), text.encode())


def remove_translation(store: MediaStore, project: str, language: str) -> None:
    """Forget the captions of a language.

    Raises:
        StorageFailure: The store cannot be written.
    """
    store.remove(keys.translation(project, language))


def translation_languages(store: MediaStore, project: str) -> tuple[str, ...]:
    """Return the languages of which a project was given captions.

    Raises:
        StorageFailure: The store cannot be read.
    """
    return tuple(sorted(key.rpartition("/")[2] for key in store.documents(keys.translations(project))))


def load_translations(store: MediaStore, project: str, track: CaptionTrack) -> tuple[CaptionTrack, ...]:
    """Return the given captions on the timeline of the film, by language.

    Args:
        store: The store.
        project: The project.
        track: The film's own captions.

    Raises:
        InvalidInput: A text does not fit the film; the message names language, caption and line.
        StorageFailure: The store cannot be read.
    """
    return tuple(
        laid_out((store.read(keys.translation(project, language)) or b"").decode(), track, language)
        for language in translation_languages(store, project)
    )


def laid_out(text: str, track: CaptionTrack, language: str, *, source: str | None = None) -> CaptionTrack:
    """Return captions of SRT or WebVTT on the timeline of a film.

    Raises:
        InvalidInput: They cannot be read, or do not fit the film.
    """
    named = source or f"the captions in {language}"
    return translated_track(track, read_captions(text, named), language=language, source=named)
