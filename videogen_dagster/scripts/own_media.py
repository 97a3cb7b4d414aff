"""A person's own files that a brief names: looked at by us before any decoder opens them."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from videogen_dagster.core.containers import HEAD_BYTES, HOLDS_PICTURES, Container, container_of, disguise_of
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.scripts.brief_shapes import SceneShape
from videogen_dagster.scripts.draft import OwnMedia
from videogen_dagster.scripts.photos import check_photo, path_inside
from videogen_dagster.scripts.reading import read_head, shown_path

FILM_LIMIT_BYTES: Final = 8_000_000_000
"""Ten minutes of a camera at 100 Mbit/s."""
VIDEO_SUFFIXES: Final = (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi")
AUDIO_SUFFIXES: Final = (".wav", ".flac", ".mp3", ".m4a", ".ogg", ".oga", ".opus", *VIDEO_SUFFIXES)

_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_FILM_REMEDY: Final = "give an MP4, MOV, Matroska, WebM or AVI file"
_SOUND_REMEDY: Final = "give a WAV, FLAC, MP3, M4A or Ogg file, or a film that has sound"


def own_media(scenes: Sequence[SceneShape], folder: Path, *, source: str) -> dict[int, OwnMedia]:
    """Return the files that a brief's scenes name, by the index of the scene; scenes without any are left out.

    Args:
        scenes: As the brief gives them.
        folder: The folder of the brief; names are relative to it.
        source: The brief, for messages.

    Raises:
        InvalidInput: A file is not there, lies elsewhere, is an address or a playlist, or is something else.
    """
    found = ((index, _of_scene(scene, f"scenes[{index}]", folder, source)) for index, scene in enumerate(scenes))
    return {index: media for index, media in found if media != OwnMedia()}


def own_music(name: str | None, folder: Path, *, source: str) -> Path | None:
    """Return the file of the music that a brief names, if it names one.

    Raises:
        InvalidInput: As for `own_media`.
    """
    return _sound(name, "music", folder, source) if name else None


def fields_of(scenes: Sequence[tuple[int, OwnMedia]]) -> Iterator[tuple[str, str, Path]]:
    """Yield where each file of scenes was named (`scenes[2].video`), what it is for (`video`) and its path."""
    for index, media in scenes:
        for kind in ("image", "video", "audio"):
            path = getattr(media, kind)
            if path is not None:
                yield f"scenes[{index}].{kind}", kind, path


def _of_scene(scene: SceneShape, where: str, folder: Path, source: str) -> OwnMedia:
    if scene.image and scene.video:
        raise InvalidInput(
            "the scene has an image and a video", source=source, field=f"{where}.video", remedy="give one of them"
        )
    return OwnMedia(
        image=_picture(scene.image, f"{where}.image", folder, source) if scene.image else None,
        video=_film(scene.video, f"{where}.video", folder, source) if scene.video else None,
        audio=_sound(scene.audio, f"{where}.audio", folder, source) if scene.audio else None,
    )


def _picture(name: str, field: str, folder: Path, source: str) -> Path:
    return check_photo(_local(name, "image", field, folder, source), field=field)


def _film(name: str, field: str, folder: Path, source: str) -> Path:
    path = _local(name, "video", field, folder, source)
    container = _container(path, field, _FILM_REMEDY)
    if container not in HOLDS_PICTURES:
        raise InvalidInput(
            f"the file holds sound alone ({container})", source=shown_path(path), field=field, remedy=_FILM_REMEDY
        )
    return _well_named(path, field, VIDEO_SUFFIXES)


def _sound(name: str, field: str, folder: Path, source: str) -> Path:
    path = _local(name, "sound", field, folder, source)
    _container(path, field, _SOUND_REMEDY)
    return _well_named(path, field, AUDIO_SUFFIXES)


def _local(name: str, what: str, field: str, folder: Path, source: str) -> Path:
    if _ADDRESS.match(name.strip()):
        raise InvalidInput(
            f"{name[:80]!a} is an address, and nothing is fetched from one",
            source=source,
            field=field,
            remedy="download it, and name the file relative to the brief",
        )
    return path_inside(name.strip(), folder, what=what, source=source, field=field)


def _container(path: Path, field: str, remedy: str) -> Container:
    """Return what a file is by its first bytes."""
    head = read_head(path, HEAD_BYTES, limit_bytes=FILM_LIMIT_BYTES, field=field)
    container = container_of(head)
    if container is None:
        disguise = disguise_of(head) or "neither a film nor sound that is known"
        raise InvalidInput(f"the file is {disguise}", source=shown_path(path), field=field, remedy=remedy)
    return container


def _well_named(path: Path, field: str, suffixes: Sequence[str]) -> Path:
    """Return the path of a file whose name says what it is: it is stored under that extension."""
    if path.suffix.lower() not in suffixes:
        raise InvalidInput(
            f"unknown extension {path.suffix[:20]!a}",
            source=shown_path(path),
            field=field,
            remedy=f"name it as what it is: {' '.join(suffixes)}",
        )
    return path
