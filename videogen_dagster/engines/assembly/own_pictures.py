"""Brings people's own pictures into the film."""

from collections.abc import Iterator, Sequence

from videogen_dagster.core.containers import HEAD_BYTES, container_of
from videogen_dagster.core.errors import EngineFailure, EngineRefused, InvalidInput
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import OwnPictureRequest
from videogen_dagster.engines.protocols import Capabilities, Workspace

OWN_MEDIA = "own_media"
"""What the engines are called that bring people's own files into the film."""


class OwnPictureEngine:
    """Shows a picture as it is, and of a film its middle picture."""

    VERSION = 1

    def fingerprint(self) -> str:
        return f"{OWN_MEDIA} pictures/{self.VERSION}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=OWN_MEDIA, offline=True)

    def generate(
        self, requests: Sequence[OwnPictureRequest], workspace: Workspace
    ) -> Iterator[Picture | EngineFailure]:
        for index, request in enumerate(requests):
            workspace.check()
            try:
                yield self._show(index, request, workspace)
            except InvalidInput as error:
                yield EngineRefused(error.message, engine=OWN_MEDIA, remedy=error.remedy)

    def _show(self, index: int, request: OwnPictureRequest, workspace: Workspace) -> Picture:
        from PIL import Image  # with those below: OpenCV and Pillow, 0.3 s; a picture that is found again needs none

        from videogen_dagster.media.conforming import middle_picture
        from videogen_dagster.media.given_pictures import shown_picture

        path = workspace.fetch(request.media)
        with path.open("rb") as file:
            is_film = container_of(file.read(HEAD_BYTES)) is not None
        pixels = middle_picture(path, request.size) if is_film else shown_picture(path, request.size)
        target = workspace.directory / f"own-{index:05d}.png"
        Image.fromarray(pixels).save(target, compress_level=3)
        return Picture(image=workspace.keep(target), size=request.size)
