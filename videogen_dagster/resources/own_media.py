"""A person's own media on its way into the store: seen to be whole before anything is created."""

from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from videogen_dagster.core.brief import Outline, OutlineScene
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.storyboard import LONGEST_SCENE_S, SHORTEST_SCENE_S
from videogen_dagster.media.inspected import inspect_footage, inspect_recording
from videogen_dagster.scripts.draft import Draft, OwnMedia
from videogen_dagster.scripts.own_media import fields_of
from videogen_dagster.scripts.reading import shown_path
from videogen_dagster.store.media_store import MediaStore

_LONGEST_SHOWN_S = 3600


def check_own_media(draft: Draft) -> None:
    """See that a draft's own films and recordings can be shown and heard; its pictures were decoded when it was read.

    Raises:
        InvalidInput: One is damaged, breaks off, lasts no time or too long, or holds neither pictures nor sound; field and
            file are named.
    """
    for field, kind, path in fields_of(sorted(draft.scenes.items())):
        if kind != "image":
            _check(path, field, kind)
    if draft.music is not None:
        _check(draft.music, "music", "music")


def with_own_media(store: MediaStore, outline: Outline, draft: Draft) -> Outline:
    """Return an outline with its scenes' own media, which is copied into the store.

    Footage that a scene gives no length decides it; the sound of footage is heard where nobody says anything.

    Raises:
        InvalidInput: A film cannot be read any more.
        StorageFailure: The store cannot be written.
    """
    scenes = [
        _with_media(store, scene, draft.scenes.get(index, OwnMedia())) for index, scene in enumerate(outline.scenes)
    ]
    return outline.model_copy(update={"scenes": tuple(scenes)})


def _with_media(store: MediaStore, scene: OutlineScene, media: OwnMedia) -> OutlineScene:
    if media == OwnMedia():
        return scene
    named = {kind: path for kind in ("image", "video", "audio") if (path := getattr(media, kind)) is not None}
    given: dict[str, object] = {kind: store.put_file(path) for kind, path in named.items()}
    if media.video is not None:
        lasts_s, has_sound = _film(media.video)
        if scene.duration_s is None:
            given["duration_s"] = min(LONGEST_SCENE_S, max(SHORTEST_SCENE_S, round(float(lasts_s), 3)))
        if media.audio is None and has_sound and not scene.lines:
            given["audio"] = given["video"]
    return scene.model_copy(update=given)


def _check(path: Path, field: str, kind: str) -> None:
    longest_s = LONGEST_SCENE_S if kind == "audio" else _LONGEST_SHOWN_S
    try:
        lasts_s = _film(path)[0] if kind == "video" else _recording(path, longest_s)
    except InvalidInput as error:
        message = error.message.removeprefix(f"{error.source}: ")
        raise type(error)(message, source=shown_path(path), field=field, remedy=error.remedy) from error
    except OSError as error:
        raise InvalidInput(
            f"cannot be read: {error.strerror}", source=shown_path(path), field=field, remedy="check its rights"
        ) from error
    if lasts_s > longest_s:
        raise InvalidInput(
            f"lasts {float(lasts_s):.0f} s, at most {longest_s:.0f} s are allowed",
            source=shown_path(path),
            field=field,
            remedy="divide it over several scenes" if kind == "audio" else "cut it",
        )


def _film(path: Path) -> tuple[Fraction, bool]:
    status = path.stat()
    return _checked_film(path, status.st_mtime_ns, status.st_size)


def _recording(path: Path, longest_s: float) -> Fraction:
    status = path.stat()
    return _checked_recording(path, longest_s, status.st_mtime_ns, status.st_size)


# What was whole is whole as long as nobody touches it: a command looks at a file once, however often it asks.
@lru_cache(maxsize=256)
def _checked_film(path: Path, modified_ns: int, size_bytes: int) -> tuple[Fraction, bool]:  # noqa: ARG001
    return inspect_footage(path)


@lru_cache(maxsize=256)
def _checked_recording(path: Path, longest_s: float, modified_ns: int, size_bytes: int) -> Fraction:  # noqa: ARG001
    return inspect_recording(path, longest_s=longest_s)
