"""An image engine that paints one colour: what it shows tells which request it was for."""

import hashlib
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from videogen_dagster.core.errors import EngineFailure
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace


def colour_of(request: ImageRequest) -> tuple[int, int, int]:
    """Return blue, green and red of the picture that the fake makes of `request`."""
    digest = hashlib.sha256(request.model_dump_json().encode()).digest()
    return digest[0], digest[1], digest[2]


class FakeImageEngine:
    """Writes real PNG files. `calls` are the requests it was asked for; `errors` are what it does with some of them."""

    def __init__(self, *, errors: dict[int, EngineFailure] | None = None, version: str = "1") -> None:
        self._errors = errors or {}
        self._version = version
        self.calls: list[ImageRequest] = []

    def fingerprint(self) -> str:
        return f"fake-image/{self._version}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name="fake-image", offline=True)

    def generate(self, requests: Sequence[ImageRequest], workspace: Workspace) -> Iterator[Picture | EngineFailure]:
        for index, request in enumerate(requests):
            workspace.check()
            self.calls.append(request)
            yield self._errors.get(index) or self._paint(request, index, workspace)

    def _paint(self, request: ImageRequest, index: int, workspace: Workspace) -> Picture:
        pixels = np.full((request.size.height, request.size.width, 3), colour_of(request), np.uint8)
        path = workspace.directory / f"paint_{index}.png"
        path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
        workspace.progress(index, 1.0)
        image = workspace.keep(path)
        path.unlink()
        return Picture(image=image, size=request.size)
