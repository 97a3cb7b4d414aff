"""What every image engine promises, and the fake too."""

from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

from tests.fakes import hosted
from tests.fakes.image_engine import FakeImageEngine
from tests.fakes.page_engine import page_engine
from tests.fakes.tiny.folders import tiny_choice
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import Cancelled
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.engines.image.diffusers import DiffusersImageEngine
from videogen_dagster.engines.image.illustrator import IllustratorImageEngine
from videogen_dagster.engines.protocols import ImageEngine

SMALL = FrameSize(width=128, height=72)
ENGINES = [
    pytest.param(IllustratorImageEngine, id="illustrator"),
    pytest.param(lambda: DiffusersImageEngine(tiny_choice("sd15")), id="diffusers"),
    pytest.param(hosted.library_engine, id="library"),
    pytest.param(page_engine, id="how-to"),
    pytest.param(FakeImageEngine, id="fake"),
]
HOSTED = [pytest.param(hosted.image_engine, id="openai"), pytest.param(hosted.pexels_engine, id="pexels")]
every_engine = pytest.mark.parametrize("make_engine", [*ENGINES, *HOSTED])
every_steady_engine = pytest.mark.parametrize("make_engine", ENGINES)
"""What a hosted model draws twice differs, or does not: that is its provider's to say."""

MakeEngine = Callable[[], ImageEngine]


def request_for(prompt: str, size: FrameSize = SMALL, *, take: int = 1) -> ImageRequest:
    return ImageRequest(prompt=prompt, size=size, take=take)


def draw(engine: ImageEngine, folder: Path, *requests: ImageRequest) -> list[Picture]:
    made = list(engine.generate(requests, FolderWorkspace(folder)))
    assert all(isinstance(picture, Picture) for picture in made)
    return [picture for picture in made if isinstance(picture, Picture)]


@every_engine
@pytest.mark.parametrize(("width", "height"), [(128, 72), (72, 128), (96, 96)])
def test_a_picture_has_exactly_the_requested_size(
    make_engine: MakeEngine, tmp_path: Path, width: int, height: int
) -> None:
    (picture,) = draw(make_engine(), tmp_path, request_for("a lake at dawn", FrameSize(width=width, height=height)))
    stored = cv2.imread(str(FolderWorkspace(tmp_path).fetch(picture.image)))
    assert stored is not None
    assert stored.shape == (height, width, 3)
    assert (picture.size.width, picture.size.height) == (width, height)


@every_steady_engine
def test_the_same_request_gives_the_same_bytes(make_engine: MakeEngine, tmp_path: Path) -> None:
    request = request_for("a kitchen at night")
    assert draw(make_engine(), tmp_path / "a", request) == draw(make_engine(), tmp_path / "b", request)


@every_steady_engine
def test_another_take_is_another_picture(make_engine: MakeEngine, tmp_path: Path) -> None:
    request = request_for("a village in autumn")
    (first,), (second,) = (
        draw(make_engine(), tmp_path / str(take), request.model_copy(update={"take": take})) for take in (1, 2)
    )
    assert first.image != second.image


@every_engine
def test_nothing_is_drawn_once_a_person_stopped(make_engine: MakeEngine, tmp_path: Path) -> None:
    stopped = FolderWorkspace(tmp_path, cancel_after=0)
    with pytest.raises(Cancelled):
        list(make_engine().generate([request_for("the sea")], stopped))
    assert not list((tmp_path / "kept").iterdir())


@every_engine
def test_an_empty_batch_gives_nothing(make_engine: MakeEngine, tmp_path: Path) -> None:
    assert draw(make_engine(), tmp_path) == []


@every_engine
def test_the_fingerprint_names_the_engine(make_engine: MakeEngine) -> None:
    engine = make_engine()
    assert engine.capabilities().name in engine.fingerprint()
    assert engine.fingerprint() == make_engine().fingerprint()
