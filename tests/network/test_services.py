"""One small call to each real service whose key is in the environment. `VIDEOGEN_<KIND>_MODEL` names another model."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.openai_server import png
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.brief import Brief, Idea
from videogen_dagster.core.dubbing import Dubbing, DubbingRequest, SpokenText
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, Picture, Speech
from videogen_dagster.core.requests import ClipRequest, ImageRequest, SpeechRequest, StoryboardRequest
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.translation import Translation, TranslationRequest
from videogen_dagster.engines.protocols import Engine
from videogen_dagster.engines.registry import EngineKind, load_engine
from videogen_dagster.provider_settings import KEY_VARIABLES
from videogen_dagster.settings import load_settings

pytestmark = pytest.mark.network

SIZE = FrameSize(width=640, height=360)


@dataclass(frozen=True)
class Service:
    """What a provider is asked for.

    Attributes:
        kind: Kind of the engine.
        engine: Its name.
        model: The provider's name of a small model; empty where it has none.
        ask: Makes the request; it may put media into the workspace.
        made: What comes of it.
    """

    kind: EngineKind
    engine: str
    model: str
    ask: Callable[[FolderWorkspace], Any]
    made: type[object]

    @property
    def key(self) -> str:
        return KEY_VARIABLES[self.engine]


def story(_: FolderWorkspace) -> StoryboardRequest:
    return StoryboardRequest(brief=Brief(title="Lamp", content=Idea(text="a lighthouse keeper who is forgotten")))


def picture(_: FolderWorkspace) -> ImageRequest:
    return ImageRequest(prompt="a lighthouse on a rock at dusk", size=SIZE)


def line(_: FolderWorkspace) -> SpeechRequest:
    return SpeechRequest(text="The lamp is lit.", speaker="Ada")


def clip(workspace: FolderWorkspace) -> ClipRequest:
    drawn = workspace.directory / "drawn.png"
    drawn.write_bytes(png("dusk", SIZE.width, SIZE.height))
    shown = Picture(image=workspace.keep(drawn), size=SIZE)
    return ClipRequest(picture=shown, motion_prompt="slow push in", scene_prompt="the sky at dusk", frames=30)


SERVICES = (
    Service("script", "openai", "gpt-4o-mini", story, Storyboard),
    Service("image", "openai", "gpt-image-1", picture, Picture),
    Service("image", "pexels", "", picture, Picture),
    Service("speech", "openai", "gpt-4o-mini-tts", line, Speech),
    Service("animation", "fal", "fal-ai/wan-i2v", clip, Clip),
    Service("animation", "replicate", "wan-video/wan-2.2-i2v-fast", clip, Clip),
)


def engine_of(service: Service, home: Path) -> Engine[Any, Any]:
    """Return the engine as a deployment has it whose environment has the service's key."""
    prefix = f"VIDEOGEN_{service.kind.upper()}"
    chosen = {f"{prefix}_ENGINE": service.engine, f"{prefix}_MODEL": os.environ.get(f"{prefix}_MODEL", service.model)}
    settings = load_settings({**os.environ, **chosen}, home=home)
    engine: Any = load_engine(service.kind, service.engine, model=settings.model_choice(service.kind))
    return engine


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: f"{service.kind} {service.engine}")
def test_a_service_makes_what_it_is_asked_for(service: Service, tmp_path: Path) -> None:
    if not os.environ.get(service.key):
        pytest.skip(f"no {service.key}")
    workspace = FolderWorkspace(tmp_path / "work")
    (made,) = engine_of(service, tmp_path).generate([service.ask(workspace)], workspace)
    assert isinstance(made, service.made), made


def test_a_language_model_translates_captions(tmp_path: Path) -> None:
    (service,) = (each for each in SERVICES if each.kind == "script")
    if not os.environ.get(service.key):
        pytest.skip(f"no {service.key}")
    engine: Any = engine_of(service, tmp_path)
    texts = ("The lamp burns, Ada.", "It is 9 o'clock.")
    request = TranslationRequest(texts=texts, source_language="en", language="de", names=("Ada",))
    (made,) = engine.translator().generate([request], FolderWorkspace(tmp_path / "work"))
    assert isinstance(made, Translation), made
    assert "Ada" in made.texts[0]
    assert "9" in made.texts[1]


def test_a_language_model_translates_spoken_lines(tmp_path: Path) -> None:
    (service,) = (each for each in SERVICES if each.kind == "script")
    if not os.environ.get(service.key):
        pytest.skip(f"no {service.key}")
    engine: Any = engine_of(service, tmp_path)
    texts = (SpokenText(text="The lamp burns, Ada.", speaker="Ben"), SpokenText(text="The lamp", longest=300))
    request = DubbingRequest(texts=texts, source_language="en", language="de", names=("Ada",))
    (made,) = engine.dubber().generate([request], FolderWorkspace(tmp_path / "work"))
    assert isinstance(made, Dubbing), made
    assert "Ada" in made.texts[0]
    assert len(made.texts) == 2
