"""What stages would hold, from results that nobody made yet: in a plan nothing has a name."""

from collections.abc import Mapping
from typing import TypeVar

from videogen_dagster.core.media import Clip, Joint, MixedSound, Picture, Sound, Speech
from videogen_dagster.core.requests import Likeness
from videogen_dagster.core.stages import (
    CharacterSheet,
    CharacterSheets,
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
from videogen_dagster.core.values import Value

RequestT = TypeVar("RequestT", bound=Value)


def each_once(requests: Mapping[str, RequestT]) -> dict[str, list[RequestT]]:
    """Return requests as a stage asks them that has one for each scene."""
    return {scene: [request] for scene, request in requests.items()}


def narration_of(results: Mapping[str, tuple[Speech, ...]]) -> Narration:
    """Return spoken lines as the stage that made them would hold them."""
    return Narration(
        engine="",
        scenes=tuple(
            SceneSpeech(scene=scene, fingerprints=(NO_FINGERPRINT,) * len(lines), lines=lines)
            for scene, lines in results.items()
        ),
    )


def sheets_of(results: Mapping[str, tuple[Picture, ...]], shows: Mapping[str, Likeness]) -> CharacterSheets:
    """Return character sheets as the stage that made them would hold them."""
    return CharacterSheets(
        sheets=tuple(
            CharacterSheet(character=who, shows=shows[who], fingerprint=NO_FINGERPRINT, result=picture)
            for who, (picture,) in results.items()
        )
    )


def pictures_of(results: Mapping[str, tuple[Picture, ...]]) -> ScenePictures:
    """Return pictures as the stage that made them would hold them."""
    return ScenePictures(
        engine="",
        scenes=tuple(
            ScenePicture(scene=scene, fingerprint=NO_FINGERPRINT, result=picture)
            for scene, (picture,) in results.items()
        ),
    )


def clips_of(results: Mapping[str, tuple[Clip, ...]]) -> SceneClips:
    """Return clips as the stage that made them would hold them."""
    return SceneClips(
        engine="",
        scenes=tuple(
            SceneClip(scene=scene, fingerprint=NO_FINGERPRINT, result=clip) for scene, (clip,) in results.items()
        ),
    )


def transitions_of(results: Mapping[str, tuple[Joint, ...]]) -> Transitions:
    """Return transitions as the stage that made them would hold them."""
    return Transitions(
        scenes=tuple(
            SceneJoint(scene=scene, fingerprint=NO_FINGERPRINT, result=joint) for scene, (joint,) in results.items()
        )
    )


def music_of(sound: Sound) -> Music:
    """Return music as the stage that made it would hold it."""
    return Music(engine="", mood="", fingerprint=NO_FINGERPRINT, result=sound)


def soundtrack_of(sound: MixedSound) -> Soundtrack:
    """Return a mix as the stage that made it would hold it."""
    return Soundtrack(fingerprint=NO_FINGERPRINT, result=sound)
