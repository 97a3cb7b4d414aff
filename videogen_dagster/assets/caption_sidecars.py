"""The files of captions beside a film: in its own language, and in those that it has now."""

import re
from collections.abc import Iterator
from glob import escape
from pathlib import Path
from typing import Final

from videogen_dagster.core import keys
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.errors import StorageFailure
from videogen_dagster.core.media import Media
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.whole_files import sha256_of

_LANGUAGE: Final = re.compile(r"[a-zA-Z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_EXTENSIONS: Final = ("srt", "vtt")


def sidecars(captions: Captions) -> Iterator[tuple[str, Media]]:
    """Yield how the files of captions beside a film end: `.srt` in its own language, `.de.srt` in another one."""
    for file in (captions.srt, captions.vtt):
        yield f".{file.extension}", file
    for each in captions.translations:
        for file in (each.srt, each.vtt):
            yield f".{each.track.language}.{file.extension}", file


def deliver_captions(store: MediaStore, captions: Captions, film: Path) -> None:
    """Put the captions beside a film; those in languages that it no longer has go.

    Args:
        store: Where they are.
        captions: All captions of the film.
        film: Where it lies, among films of other projects.

    Raises:
        StorageFailure: They cannot be read, written or removed.
    """
    wanted = {film.with_suffix(suffix): file for suffix, file in sidecars(captions)}
    for path, file in wanted.items():
        store.export(file, path)
    try:
        for path in _other_languages(film):
            if path not in wanted and _is_ours(store, path):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise StorageFailure(f"cannot remove captions beside {film}: {error.strerror}") from error


def _other_languages(film: Path) -> Iterator[Path]:
    """Yield the files of captions in other languages that lie beside a film, whoever wrote them."""
    for extension in _EXTENSIONS:
        for path in film.parent.glob(f"{escape(film.stem)}.*.{extension}"):
            language = path.name[len(film.stem) + 1 : -len(extension) - 1]
            if _LANGUAGE.fullmatch(language) and path.is_file():
                yield path


def _is_ours(store: MediaStore, path: Path) -> bool:
    """Return whether a file is one that was put there, as it was put there: not a person's, and not another project's."""
    if path.with_suffix(".mp4").exists() or store.exists(keys.brief(path.stem)):
        return False
    return store.exists(keys.media_object(Media(sha256=sha256_of(path), extension=path.suffix.removeprefix("."))))
