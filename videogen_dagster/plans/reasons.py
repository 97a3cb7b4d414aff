"""Why something is made: what is in the film is compared with what is wanted now, and told in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from pydantic import ValidationError

from videogen_dagster.core.assembly_requests import MixRequest
from videogen_dagster.core.direction import changes
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.media import Media
from videogen_dagster.core.stages import (
    CharacterSheets,
    Film,
    Music,
    Narration,
    SceneClips,
    ScenePictures,
    Soundtrack,
    Transitions,
)
from videogen_dagster.core.values import Value
from videogen_dagster.plans.stage_forecast import WHOLE, Fate, StageForecast
from videogen_dagster.resources.takes_file import find_receipt
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.receipts import Receipt, find_result

NOT_MADE: Final = "not made yet"
GONE: Final = "what was made is gone from the store"

HELD_BY: Final[Mapping[str, type[Value]]] = {
    "narration": Narration,
    "character_sheets": CharacterSheets,
    "scene_images": ScenePictures,
    "scene_animations": SceneClips,
    "lip_sync": SceneClips,
    "music": Music,
    "soundtrack": Soundtrack,
    "scene_clips": SceneClips,
    "transitions": Transitions,
    "film": Film,
}
"""What each stage holds."""

SOURCES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("scene_images", "references"): ("character_sheets",),
    ("scene_animations", "picture"): ("scene_images",),
    ("scene_animations", "lines"): ("narration",),
    ("lip_sync", "clip"): ("scene_animations",),
    ("lip_sync", "lines"): ("narration",),
    ("scene_clips", "clip"): ("scene_animations", "lip_sync"),
    ("soundtrack", "lines"): ("narration",),
    ("soundtrack", "music"): ("music",),
    ("transitions", "before"): ("scene_clips",),
    ("transitions", "behind"): ("scene_clips",),
    ("film", "clips"): ("scene_clips",),
    ("film", "joints"): ("transitions",),
    ("scene_clips", "captions"): ("narration",),
    ("film", "captions"): ("narration",),
    ("film", "chapters"): ("narration",),
    ("film", "translations"): ("narration",),
    ("film", "soundtrack"): ("soundtrack",),
}
"""The stages that a field of a stage's requests comes from."""

MADE_FROM: Final[Mapping[str, tuple[str, str]]] = {
    "picture": ("another picture", "its picture {} made again"),
    "clip": ("another clip", "its clip {} made again"),
    "lines": ("other lines", "its lines {} spoken again"),
    "music": ("other music", "the music {} composed again"),
    "clips": ("other clips", "clips of its scenes {} made again"),
    "before": ("another clip of its scene", "the clip of its scene {} made again"),
    "behind": ("another clip of the next scene", "the clip of the next scene {} made again"),
    "joints": ("other transitions", "its transitions {} made again"),
    "soundtrack": ("another soundtrack", "the soundtrack {} mixed again"),
    "captions": ("other captions", "its lines {} spoken again"),
    "translations": ("other captions in other languages", "the film's length follows the lines, which {} spoken again"),
    "balance": ("other levels of music and words", ""),
    "chapters": ("other chapters", "chapters follow the lines, which {} spoken again"),
    "characters": ("other looks of characters", ""),
    "references": ("other character sheets", "character sheets {} made again"),
    "card": ("other words on the picture", ""),
    "photo": ("another photo", ""),
    "media": ("another file of yours", ""),
    "video": ("another file of yours", ""),
    "audio": ("another file of yours", ""),
    "texts": ("other words for your recording", ""),
    "function": ("another function composes it", ""),
    "source": ("the file of its function was changed", ""),
    "options": ("other options for its function", ""),
}
"""How a field is told that holds more than a word or a number: when it is another one, and while it is unknown."""

MADE_OTHERWISE: Final[Mapping[str, str]] = {
    "own_picture": "your own picture instead of a generated one",
    "own_clip": "your own footage instead of a generated clip",
    "own_speech": "your own recording instead of a voice",
    "own_music": "your own music instead of composed music",
    "image": "a generated picture instead of your own",
    "composite": "a function composes it",
    "clip": "a camera over its picture instead of your own footage or a function",
    "speech": "a voice instead of your own recording",
    "music": "composed music instead of your own",
}
"""How it is told that something comes from elsewhere than before, by the kind of request that is wanted now."""

LASTING: Final[Mapping[str, str]] = {
    "frames": "the scene",
    "overlap_frames": "the transition",
    "samples": "the film",
}
"""What gets longer or shorter with a field."""

_SEVERAL: Final = {"lines", "clips", "joints", "captions", "chapters", "translations", "references"}
"""Fields that name several things."""

UNTOLD: Final = {"poster_frame"}
"""Fields that only follow others."""


class Reasons:
    """Why things are made, for one project or one of its renditions.

    Args:
        store: What is in the film, and the receipts that tell what it was made from.
        stages: What becomes of the stages, by name.
        held: Gives what each stage holds, or None.
    """

    def __init__(
        self, store: MediaStore, stages: Mapping[str, StageForecast], held: Callable[[str], Value | None]
    ) -> None:
        self._store, self._stages, self._value_of = store, stages, held

    def why(self, stage: str, scene: str) -> str:
        """Return why something of a scene is made, in words.

        Raises:
            StorageFailure: The store cannot be read.
        """
        requests = self._stages[stage].scenes[scene].requests
        held = self._held(stage, scene)
        if not held:
            return NOT_MADE
        if len(held) != len(requests.least):
            return f"{len(requests.least)} lines instead of {len(held)}"
        told = [
            reason
            for name, least, most in zip(held, requests.least, requests.most, strict=True)
            for reason in self._reasons(stage, scene, name, least, most)
        ]
        return "; ".join(dict.fromkeys(told)) or GONE

    def _held(self, stage: str, scene: str) -> Sequence[str]:
        """Return the fingerprints of what a stage holds of a scene; none if it holds nothing of it."""
        match value := self._value_of(stage):
            case Narration():
                return next((row.fingerprints for row in value.scenes if row.scene == scene), ())
            case CharacterSheets():
                return [sheet.fingerprint for sheet in value.sheets if sheet.character == scene]
            case ScenePictures() | SceneClips() | Transitions():
                return [row.fingerprint for row in value.scenes if row.scene == scene]
            case Music() | Soundtrack() | Film():
                return (value.fingerprint,) if value.fingerprint else ()
            case _:
                return ()

    def _reasons(self, stage: str, scene: str, name: str, least: Value, most: Value) -> Iterator[str]:
        receipt = find_receipt(self._store, name)
        old = _asked_then(receipt, least)
        if receipt is None or isinstance(old, str):
            yield old if isinstance(old, str) else GONE
            return
        if old == least == most:
            yield from self._reasons_beside_the_request(stage, scene, receipt, least)
            return
        for field in type(least).model_fields:
            if field in UNTOLD:
                continue
            if getattr(least, field) != getattr(most, field):
                yield self._unknown(stage, scene, field)
            elif getattr(old, field) != getattr(least, field):
                yield from _difference(field, old, least)

    def _reasons_beside_the_request(self, stage: str, scene: str, receipt: Receipt, request: Value) -> Iterator[str]:
        forecast = self._stages[stage]
        if find_result(self._store, receipt.fingerprint, forecast.result_type) is None:
            yield GONE
        elif fingerprint(request, forecast.scenes[scene].engine.fingerprint()) != receipt.fingerprint:
            yield f"made by {receipt.engine}, another engine or version than the configured one"

    def _unknown(self, stage: str, scene: str, field: str) -> str:
        if field in LASTING:
            return f"{LASTING[field]} may get longer or shorter"
        is_of_all = scene == WHOLE or field == "references"
        whose = self._following(scene) if field == "behind" else None if is_of_all else scene
        fates: set[Fate] = set()
        for source in SOURCES[stage, field]:
            fates |= self._stages[source].fates(whose)
        is_made = "are" if field in _SEVERAL else "is"
        return MADE_FROM[field][1].format(is_made if "made" in fates else "may be")

    def _following(self, scene: str) -> str:
        scenes = list(self._stages["scene_clips"].scenes)
        return scenes[scenes.index(scene) + 1]


def _asked_then(receipt: Receipt | None, request: Value) -> Value | str:
    """Return the request that something was made from, or in words why it cannot be compared with the one of now."""
    if receipt is None:
        return GONE
    kind = type(request).model_fields["kind"].default
    if receipt.request.get("kind") != kind:
        return MADE_OTHERWISE.get(kind, "made in another way before")
    try:
        return type(request).model_validate(receipt.request)
    except ValidationError:
        return "made by another version of the program"


def _difference(field: str, old: Value, new: Value) -> Iterator[str]:
    """Tell how two requests of one type differ in one field."""
    before, after = getattr(old, field), getattr(new, field)
    if field in LASTING:
        yield f"{LASTING[field]} gets {'longer' if after > before else 'shorter'}"
    elif field == "lines" and _sounds(old) == _sounds(new) != []:
        yield "its lines start at other times"
    elif field in MADE_FROM:
        yield MADE_FROM[field][0]
    else:
        yield from changes(new.model_copy(update={field: before}), new)


def _sounds(request: Value) -> list[Media]:
    return [line.audio for line in request.lines] if isinstance(request, MixRequest) else []
