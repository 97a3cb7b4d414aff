"""Every kind of paid call to every provider, so that what holds for one can be asked of all."""

import threading
import wave
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from tests.fakes import job_servers, openai_server
from tests.fakes.hosted import QUICK, write_clip
from tests.fakes.job_servers import FalLipServer, FalServer, JobServer, ReplicateServer, SyncServer
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.scripted_server import Asked, Reply, next_of
from videogen_dagster.core.brief import Brief, Idea
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, Media, Picture, Sound, Speech
from videogen_dagster.core.requests import (
    ClipRequest,
    ImageRequest,
    Likeness,
    LipSyncRequest,
    SpeechRequest,
    SpokenLine,
    StoryboardRequest,
)
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.values import Value
from videogen_dagster.engines.animation.fal import FAL_VIDEO
from videogen_dagster.engines.animation.hosted import HostedAnimationEngine
from videogen_dagster.engines.animation.replicate import REPLICATE_VIDEO
from videogen_dagster.engines.image.openai_pictures import OpenAIImageEngine
from videogen_dagster.engines.lip_sync.fal import FAL_LIPS
from videogen_dagster.engines.lip_sync.hosted import HostedLipSyncEngine
from videogen_dagster.engines.lip_sync.sync import SYNC_LIPS
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.engines.script.openai_planner import OpenAIScriptEngine
from videogen_dagster.engines.speech.openai_voices import OpenAISpeechEngine

SIZE = FrameSize(width=96, height=64)
"""Of what `write_clip` writes."""
FRAMES = 30
LINE = "A fox waits."


class Place(Protocol):
    """What of a workspace requests are made with."""

    @property
    def directory(self) -> Path: ...

    def keep(self, path: Path) -> Media: ...


@dataclass
class Served:
    """A provider that serves, and how to make it misbehave.

    Attributes:
        server: The provider.
        url: Its base URL.
        paid_path: Says whether a request is one that costs.
        next_replies: What the next paid requests get instead of their result.
        held: While it is set, what was made is not told.
        came: Set once something was made that is not told.
    """

    server: OpenAIServer | JobServer
    url: str
    paid_path: Callable[[Asked], bool]
    next_replies: deque[Reply] = field(default_factory=deque)
    held: threading.Event = field(default_factory=threading.Event)
    came: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        scripted = self.server.server
        answer = scripted._answer

        def answered(asked: Asked) -> Reply:
            if not self.paid_path(asked):
                return answer(asked)
            if told := next_of(self.next_replies):
                return told
            reply = answer(asked)
            if self.held.is_set():
                self.came.set()
                while self.held.is_set():
                    threading.Event().wait(0.02)
            return reply

        scripted._answer = answered

    @property
    def posts(self) -> list[Asked]:
        """The requests that cost."""
        return [asked for asked in self.server.server.asked if self.paid_path(asked)]

    @property
    def charges(self) -> int:
        """How many results were made."""
        made = self.server.charges
        return made if isinstance(made, int) else sum(made[path] for path in made if self.paid_path(_post(path)))


def _post(path: str) -> Asked:
    return Asked("POST", path, {}, b"")


@dataclass(frozen=True)
class HostedKind:
    """A kind of paid call.

    Attributes:
        name: What tests call it.
        serve: Starts its provider, in a folder.
        engine_of: Makes the engine of a choice.
        request: What is asked for; its media goes into the place.
        result: What comes of it.
        kind: Kind of the engine, as settings name it.
        model: The provider's name of its model.
        key: The provider's key.
        options: What else the model is told.
    """

    name: str
    serve: Callable[[Path], Any]
    engine_of: Callable[[ProviderChoice], Any]
    request: Callable[[Place], Value]
    result: type[Value]
    kind: str
    model: str
    key: str = openai_server.KEY
    options: tuple[tuple[str, str], ...] = ()

    def engine(self, url: str, shared: Path, **settings: Any) -> Any:
        choice = {
            "shared": shared,
            "model": self.model,
            "base_url": url,
            "key": Secret(self.key),
            "key_setting": "ACME_KEY",
            "prefix": f"VIDEOGEN_{self.kind.upper()}",
            "private_hosts": frozenset({"127.0.0.1"}),
            "options": self.options,
        }
        return self.engine_of(ProviderChoice(**choice | settings))

    @property
    def is_job(self) -> bool:
        return self.key == job_servers.KEY


def _openai(*paths: str) -> Callable[[Path], Any]:
    @contextmanager
    def serve(_: Path) -> Iterator[Served]:
        with OpenAIServer() as server:
            server.heard = [{"word": "fox", "start": 0.3, "end": 0.4}]
            yield Served(server, server.base_url, lambda asked: asked.path in paths)

    return serve


def _jobs(server_of: type[JobServer], submits: Callable[[str], bool]) -> Callable[[Path], Any]:
    @contextmanager
    def serve(folder: Path) -> Iterator[Served]:
        clip = write_clip(folder / "made.mp4")
        with server_of(clip) as server:
            server.polls_until_done = 1
            yield Served(server, server.url, lambda asked: asked.method == "POST" and submits(asked.path))

    return serve


def _story(_: Place) -> StoryboardRequest:
    return StoryboardRequest(brief=Brief(title="Lamp", content=Idea(text="a lighthouse keeper who is forgotten")))


def _picture(_: Place) -> ImageRequest:
    return ImageRequest(prompt="a lake", size=SIZE)


def _line(_: Place) -> SpeechRequest:
    return SpeechRequest(text=LINE)


def _clip(place: Place) -> ClipRequest:
    drawn = place.directory / "drawn.png"
    drawn.write_bytes(openai_server.png("a lake", SIZE.width, SIZE.height))
    still = Picture(image=place.keep(drawn), size=SIZE)
    return ClipRequest(picture=still, motion_prompt="slow push in", scene_prompt="a lake", frames=FRAMES, seed=7)


def _lips(place: Place) -> LipSyncRequest:
    clip = Clip(
        video=place.keep(write_clip(place.directory / "seen.mp4")), size=SIZE, frames=FRAMES, frames_per_second=30
    )
    said = place.directory / "said.wav"
    with wave.open(str(said), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(bytes(48_000))
    sound = Sound(audio=place.keep(said), sample_rate_hz=48_000, samples=24_000, channels=1)
    line = SpokenLine(speaker=Likeness(name="Ada"), speech=Speech(sound=sound, words=(), phonemes=()), first_frame=2)
    return LipSyncRequest(clip=clip, lines=(line,))


PLANS, SPOKEN, HEARD = "/v1/chat/completions", "/v1/audio/speech", "/v1/audio/transcriptions"
JOBS = {"key": job_servers.KEY}

KINDS = {
    kind.name: kind
    for kind in (
        HostedKind("text", _openai(PLANS), OpenAIScriptEngine, _story, Storyboard, "script", openai_server.TEXT_MODEL),
        HostedKind(
            "image",
            _openai("/v1/images/generations"),
            OpenAIImageEngine,
            _picture,
            Picture,
            "image",
            openai_server.IMAGE_MODEL,
        ),
        HostedKind("speech", _openai(SPOKEN), OpenAISpeechEngine, _line, Speech, "speech", "tts-test"),
        HostedKind(
            "word times",
            _openai(HEARD),
            OpenAISpeechEngine,
            _line,
            Speech,
            "speech",
            "tts-test",
            options=(("transcription", "whisper-test"),),
        ),
        HostedKind(
            "fal clip",
            _jobs(FalServer, lambda path: path == f"/{FalServer.model}"),
            partial(HostedAnimationEngine, FAL_VIDEO, patience=QUICK),
            _clip,
            Clip,
            "animation",
            FalServer.model,
            **JOBS,
        ),
        HostedKind(
            "replicate clip",
            _jobs(ReplicateServer, lambda path: path.endswith("/predictions")),
            partial(HostedAnimationEngine, REPLICATE_VIDEO, patience=QUICK),
            _clip,
            Clip,
            "animation",
            ReplicateServer.model,
            **JOBS,
        ),
        HostedKind(
            "fal lips",
            _jobs(FalLipServer, lambda path: path == f"/{FalLipServer.model}"),
            partial(HostedLipSyncEngine, FAL_LIPS, patience=QUICK),
            _lips,
            Clip,
            "lip_sync",
            FalLipServer.model,
            **JOBS,
        ),
        HostedKind(
            "sync lips",
            _jobs(SyncServer, lambda path: path == "/generate"),
            partial(HostedLipSyncEngine, SYNC_LIPS, patience=QUICK),
            _lips,
            Clip,
            "lip_sync",
            SyncServer.model,
            **JOBS,
        ),
    )
}
