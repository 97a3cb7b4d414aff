"""Pictures of OpenAI's image models, and of servers with the same API."""

import base64
import binascii
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.errors import EngineFailure, EngineRefused
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.engines.diffusion.prompts import negative_prompt, picture_prompt
from videogen_dagster.engines.image.diffused_pictures import kept_picture, shown_area
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.in_order import Leaving, each_in_order
from videogen_dagster.engines.providers.openai_client import (
    OPENAI,
    openai_client,
    openai_endpoint,
    openai_facts,
    told_as_ours,
)
from videogen_dagster.engines.providers.paid_calls import PaidCalls

if TYPE_CHECKING:
    from openai import OpenAI

_VERSION: Final = 1

SIZES: Final = ((1024, 1024), (1536, 1024), (1024, 1536))
"""Width and height that the image models draw (API reference, images, `size`)."""


class OpenAIImageEngine:
    """Draws pictures with an image model of OpenAI; people look as their reference sheets show them.

    Args:
        choice: Which model, where, with which key.
    """

    def __init__(self, choice: ProviderChoice | None = None) -> None:
        self._choice = choice

    def with_provider(self, choice: ProviderChoice) -> "OpenAIImageEngine":
        """Return the same engine with that provider."""
        return OpenAIImageEngine(choice)

    def fingerprint(self) -> str:
        return f"{OPENAI}/{_VERSION} {canonical_json(openai_facts(self._choice)).decode()}"

    def capabilities(self) -> Capabilities:
        return Capabilities(name=OPENAI, offline=False, takes_references=True)

    def generate(self, requests: Sequence[ImageRequest], workspace: Workspace) -> Iterator[Picture | EngineFailure]:
        workspace.check()
        if not requests:
            return
        endpoint, model = openai_endpoint(self._choice)
        leaving = Leaving(workspace.check)
        with openai_client(endpoint, leaving.check) as client:

            def drawn(index: int, request: ImageRequest) -> Picture:
                workspace.check()

                def ask(key: str) -> bytes:
                    with told_as_ours(endpoint):
                        return _drawn(client, self._call(request, model, key), request, workspace)

                calls = PaidCalls(workspace, index, engine=OPENAI, honours_keys=endpoint.honours_keys)
                answer = calls.answer("picture", ask, suffix=".png")
                return kept_picture(_pixels(answer.read_bytes()), request, index, workspace, engine=OPENAI)

            yield from each_in_order(requests, drawn, at_once=endpoint.limits.at_once, leaving=leaving)

    def _call(self, request: ImageRequest, model: str, key: str) -> dict[str, Any]:
        width, height = _drawn_size(*shown_area(request))
        unwanted = negative_prompt(request)
        prompt = picture_prompt(request) + (f". Do not show: {unwanted}" if unwanted else "")
        options = dict(self._choice.options) if self._choice else {}
        return {
            "model": model,
            "prompt": prompt,
            "size": f"{width}x{height}",
            "n": 1,
            "extra_headers": {"Idempotency-Key": key},
            **options,
        }


def _drawn(client: "OpenAI", call: dict[str, Any], request: ImageRequest, workspace: Workspace) -> bytes:
    """Return the file that the provider draws."""
    if request.references:
        sheets = [workspace.fetch(sheet) for sheet in request.references]
        files = [(sheet.name, sheet.read_bytes(), "image/png") for sheet in sheets]
        answer = client.images.edit(image=files, **call)
    else:
        answer = client.images.generate(**call)
    data = getattr(answer, "data", None)  # the client gives what is no JSON as it came, and checks no shapes
    encoded = getattr(data[0], "b64_json", None) if data else None
    if not isinstance(encoded, str) or not encoded:
        raise EngineRefused("the answer holds no picture", engine=OPENAI)
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise EngineRefused("the answer's picture is no base64", engine=OPENAI) from error


def _pixels(file: bytes) -> NDArray[np.uint8]:
    """Return `uint8[rows, columns, 3]`, RGB, of a picture file."""
    import cv2  # 0.3 s; the code server needs none

    decoded = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR_RGB)
    if decoded is None:
        raise EngineRefused("the answer's picture cannot be read", engine=OPENAI)
    return np.asarray(decoded, np.uint8)


def _drawn_size(width: int, height: int) -> tuple[int, int]:
    """Return which of the model's sizes loses least of itself in a frame."""
    return min(SIZES, key=lambda size: abs(np.log(size[0] / size[1] * height / width)))
