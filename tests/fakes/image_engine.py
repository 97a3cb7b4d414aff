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
    """Writes real PNG files.

    `calls` are the pictures of scenes that it was asked for and `portraits` the character sheets; `errors` are what it does
    with some of the pictures of a batch, and `refused` with those of some prompts; `batches` counts what it got at once.
    """

    def __init__(
        self,
        *,
        errors: dict[int, EngineFailure] | None = None,
        version: str = "1",
        takes_references: bool = False,
        is_hosted: bool = False,
    ) -> None:
        self._errors = errors or {}
        self._version = version
        self._takes_references, self._is_hosted = takes_references, is_hosted
        self.refused: dict[str, EngineFailure] = {}
        self.calls: list[ImageRequest] = []
        self.portraits: list[ImageRequest] = []
        self.batches: list[int] = []

    def fingerprint(self) -> str:
        return f"fake-image/{self._version}"

    def capabilities(self) -> Capabilities:
        return Capabilities(
            name="fake-image",
            offline=not self._is_hosted,
            takes_references=self._takes_references,
        )

    def generate(self, requests: Sequence[ImageRequest], workspace: Workspace) -> Iterator[Picture | EngineFailure]:
        if requests and not requests[0].portrait:
            self.batches.append(len(requests))
        for index, request in enumerate(requests):
            workspace.check()
            (self.portraits if request.portrait else self.calls).append(request)
            refused = None if request.portrait else self._errors.get(index) or self.refused.get(request.prompt)
            yield refused or self._paint(request, index, workspace)

    def _paint(self, request: ImageRequest, index: int, workspace: Workspace) -> Picture:
        pixels = np.full((request.size.height, request.size.width, 3), colour_of(request), np.uint8)
        path = workspace.directory / f"paint_{index}.png"
        path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
        workspace.progress(index, 1.0)
        image = workspace.keep(path)
        path.unlink()
        return Picture(image=image, size=request.size)
