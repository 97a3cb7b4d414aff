"""Who makes what: the configured engine of a kind, and beside it those that make other kinds of requests.

A scene that shows a person's own footage asks for an `OwnClipRequest` where others ask for a `ClipRequest`; the type of the
request decides who makes it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from videogen_dagster.core.media import Clip, Picture, Sound, Speech
from videogen_dagster.core.requests import (
    CompositeRequest,
    OwnClipRequest,
    OwnMusicRequest,
    OwnPictureRequest,
    OwnSpeechRequest,
)
from videogen_dagster.core.values import Value
from videogen_dagster.engines.assembly.composer import SceneComposer
from videogen_dagster.engines.assembly.own_clips import OwnClipEngine
from videogen_dagster.engines.assembly.own_music import OwnMusicEngine
from videogen_dagster.engines.assembly.own_pictures import OwnPictureEngine
from videogen_dagster.engines.assembly.own_speech import OwnSpeechEngine
from videogen_dagster.engines.composites import Composites
from videogen_dagster.engines.protocols import AnimationEngine, Engine, ImageEngine, MusicEngine, SpeechEngine
from videogen_dagster.media.encoders import SOFTWARE, Encoder

RequestT = TypeVar("RequestT", bound=Value)
ResultT = TypeVar("ResultT", bound=Value)


@dataclass(frozen=True, slots=True)
class Makers(Generic[ResultT]):
    """Engines with one kind of result.

    Attributes:
        configured: The deployment's engine; it makes all that no other one is for.
        others: Engines for other types of requests.
    """

    configured: Engine[Any, ResultT]
    others: Mapping[type[Value], Engine[Any, ResultT]] = field(default_factory=dict)

    def of(self, requests: Sequence[Value]) -> Engine[Any, ResultT]:
        """Return who makes a scene; all requests of a scene are of one type."""
        return self.others.get(type(requests[0]), self.configured) if requests else self.configured

    def shares(
        self, requests: Mapping[str, Sequence[RequestT]]
    ) -> Iterator[tuple[Engine[Any, ResultT], dict[str, Sequence[RequestT]]]]:
        """Yield each engine that has something to make, with its scenes; the configured one comes first."""
        for engine in (self.configured, *self.others.values()):
            share = {scene: wanted for scene, wanted in requests.items() if self.of(wanted) is engine}
            if share:
                yield engine, share


def makers_of(engine: Engine[Any, ResultT] | Makers[ResultT]) -> Makers[ResultT]:
    """Return makers as they are, and an engine as the only maker."""
    return engine if isinstance(engine, Makers) else Makers(engine)


def picture_makers(engine: ImageEngine) -> Makers[Picture]:
    """Return who makes the pictures of scenes."""
    return Makers(engine, {OwnPictureRequest: OwnPictureEngine()})


def clip_makers(
    engine: AnimationEngine, composites: Composites | None = None, encoder: Encoder = SOFTWARE
) -> Makers[Clip]:
    """Return who makes the clips of scenes; without `composites` the functions are those that packages register.

    Args:
        engine: The configured engine; it has its own encoder.
        composites: Functions of the deployment.
        encoder: What encodes the clips of the others.
    """
    composer = SceneComposer(composites or Composites(), encoder)
    return Makers(engine, {OwnClipRequest: OwnClipEngine(encoder), CompositeRequest: composer})


def speech_makers(engine: SpeechEngine) -> Makers[Speech]:
    """Return who makes what is heard in scenes."""
    return Makers(engine, {OwnSpeechRequest: OwnSpeechEngine()})


def music_makers(engine: MusicEngine) -> Makers[Sound]:
    """Return who makes the music of films."""
    return Makers(engine, {OwnMusicRequest: OwnMusicEngine()})
