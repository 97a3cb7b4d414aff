"""Pictures of OpenAI's image models, and of servers with the same API."""

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import CallUnsettled, EngineFailure, EngineRefused, EngineUnavailable, InvalidInput
from videogen_dagster.core.fingerprint import canonical_json
from videogen_dagster.core.media import Media, Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.engines.diffusion.prompts import negative_prompt, picture_prompt
from videogen_dagster.engines.image.diffused_pictures import kept_picture, shown_area
from videogen_dagster.engines.image.picture_charges import most_of_a_picture, used
from videogen_dagster.engines.protocols import Capabilities, Workspace
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.answers import JobIsGone
from videogen_dagster.engines.providers.charging import provider_of
from videogen_dagster.engines.providers.endpoint import Endpoint
from videogen_dagster.engines.providers.in_order import Leaving, each_in_order
from videogen_dagster.engines.providers.openai_client import (
    BASE_URL,
    OPENAI,
    openai_client,
    openai_endpoint,
    openai_facts,
    told_as_ours,
    words_in,
)
from videogen_dagster.engines.providers.paid_calls import Paid, PaidCalls

if TYPE_CHECKING:
    from openai import OpenAI

_VERSION: Final = 1

SIZES: Final = ((1024, 1024), (1536, 1024), (1024, 1536))
"""Width and height that the image models draw (API reference, images, `size`)."""

SUITS_PRODUCT: Final = (
    "The product in image {number} is set in front of it afterwards: light, colours and surroundings suit it; "
    "do not draw the product itself"
)
_KINDS: Final = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
_NO_SUCH_PATH: Final = (404, 405, 501)
_MOST_BYTES: Final = 64 << 20


REFERENCES: Final = "references"
"""Option of ours: `no` for servers that have no `/images/edits`."""

PRODUCT_PHOTO: Final = "product_photo"
"""Option of ours: `reference` shows the model the product whose photo is set over what it draws."""

OWN_OPTIONS: Final = {REFERENCES: "no", PRODUCT_PHOTO: "reference"}


class OpenAIImageEngine:
    """Draws pictures with an image model of OpenAI; people look as their reference sheets show them.

    Pixels of a product's photo are never redrawn: the photo is set over what the model draws. With the option
    `product_photo=reference` the model sees it, so that light and colours around it suit it.

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
        return Capabilities(name=OPENAI, offline=False, takes_references=not self._has(REFERENCES))

    def generate(self, requests: Sequence[ImageRequest], workspace: Workspace) -> Iterator[Picture | EngineFailure]:
        workspace.check()
        if not requests:
            return
        endpoint, model = openai_endpoint(self._choice)
        leaving = Leaving(workspace.check)
        with openai_client(endpoint, leaving.check) as client:

            def drawn(index: int, request: ImageRequest) -> Picture:
                workspace.check()

                def ask(key: str) -> Paid:
                    shown = [workspace.fetch(picture) for picture in self._shown(request)]
                    with told_as_ours(endpoint):
                        answer = _answer(client, self._call(request, model, key), shown)
                    cost = used(self._most(request, endpoint, model), getattr(answer, "usage", None))
                    try:
                        picture = _picture(answer, endpoint, workspace.directory / f"drawn_{index:05d}", leaving.check)
                    except EngineRefused:
                        if hasattr(answer, "data"):  # else somebody else's page answered
                            workspace.charged(index, "picture", cost)
                        raise
                    return Paid(picture, cost)

                calls = PaidCalls(workspace, index, engine=OPENAI, honours_keys=endpoint.honours_keys)
                answer = calls.answer("picture", ask, suffix=".png")
                return kept_picture(_pixels(answer.read_bytes()), request, index, workspace, engine=OPENAI)

            yield from each_in_order(requests, drawn, at_once=endpoint.limits.at_once, leaving=leaving)

    def charges(self, request: ImageRequest) -> tuple[Charge, ...]:
        endpoint, model = openai_endpoint(self._choice)
        return (self._most(request, endpoint, model),)

    def _most(self, request: ImageRequest, endpoint: Endpoint, model: str) -> Charge:
        call = self._call(request, model, key="")
        return most_of_a_picture(
            provider=provider_of(endpoint, BASE_URL),
            model=model,
            call={name: str(call[name]) for name in call if name not in {"prompt", "extra_headers"}},
            prompt=call["prompt"],
            references=len(self._shown(request)),
        )

    def _options(self) -> tuple[tuple[str, str], ...]:
        """Return the deployment's options.

        Raises:
            InvalidInput: One of ours says what it cannot.
        """
        options = self._choice.options if self._choice else ()
        for name, value in options:
            if value != OWN_OPTIONS.get(name, value):
                raise InvalidInput(
                    f"{name}={value} means nothing",
                    field=f"{self._choice.prefix if self._choice else 'VIDEOGEN_IMAGE'}_OPTIONS",
                    remedy=f"write {name}={OWN_OPTIONS[name]}, or leave it out",
                )
        return options

    def _has(self, option: str) -> bool:
        return any(name == option for name, _ in (self._choice.options if self._choice else ()))

    def _shows_product(self, request: ImageRequest) -> bool:
        return request.photo is not None and self._has(PRODUCT_PHOTO) and not self._has(REFERENCES)

    def _shown(self, request: ImageRequest) -> tuple[Media, ...]:
        """Return the pictures that the model is shown: sheets of people, and behind them the product."""
        sheets = () if self._has(REFERENCES) else request.references
        product = (request.photo,) if request.photo is not None and self._shows_product(request) else ()
        return (*sheets, *product)

    def _call(self, request: ImageRequest, model: str, key: str) -> dict[str, Any]:
        width, height = _drawn_size(*shown_area(request))
        unwanted = negative_prompt(request)
        prompt = picture_prompt(request) + (f". Do not show: {unwanted}" if unwanted else "")
        if self._shows_product(request):
            prompt += f". {SUITS_PRODUCT.format(number=len(self._shown(request)))}"
        options = {name: value for name, value in self._options() if name not in OWN_OPTIONS}
        return {
            "model": model,
            "prompt": prompt,
            "size": f"{width}x{height}",
            "n": 1,
            "extra_headers": {"Idempotency-Key": key},
            **options,
        }


def _answer(client: "OpenAI", call: dict[str, Any], shown: Sequence[Path]) -> object:
    """Return what the provider answers to a call; where pictures are shown to the model, it edits them into a new one."""
    if not shown:
        return client.images.generate(**call)
    files = [(path.name, path.read_bytes(), _KINDS.get(path.suffix, "image/png")) for path in shown]
    try:
        return client.images.edit(image=files, **call)
    except (EngineRefused, JobIsGone) as error:
        if not any(f"HTTP {status}" in error.message for status in _NO_SUCH_PATH):
            raise
        also = (
            f"; if the server has no /images/edits, draw without references: {REFERENCES}=no in VIDEOGEN_IMAGE_OPTIONS"
        )
        raise type(error)(
            error.message.removeprefix(f"{OPENAI}: "), engine=OPENAI, remedy=f"{error.remedy or 'see its API'}{also}"
        ) from error


def _picture(answer: object, endpoint: Endpoint, path: Path, check: Callable[[], None]) -> bytes:
    """Return the file that an answer holds, or names by a URL.

    Raises:
        CallUnsettled: It was drawn and cannot be fetched from where it is.
        EngineRefused: There is none.
    """
    data = getattr(answer, "data", None)  # the client gives what is no JSON as it came, and checks no shapes
    encoded, url = (getattr(data[0], name, None) if data else None for name in ("b64_json", "url"))
    if isinstance(url, str) and url.startswith("data:"):
        encoded = url.partition(",")[2]
    elif not encoded and isinstance(url, str) and url:
        return _fetched(url, endpoint, path, check)
    if not isinstance(encoded, str) or not encoded:
        raise EngineRefused(f"the answer holds no picture{words_in(answer, endpoint)}", engine=OPENAI)
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise EngineRefused("the answer's picture is no base64", engine=OPENAI) from error


def _fetched(url: str, endpoint: Endpoint, path: Path, check: Callable[[], None]) -> bytes:
    from videogen_dagster.engines.providers.downloads import download  # an HTTP client comes with it

    try:
        download(url, path, engine=OPENAI, rules=endpoint.rules, check=check, most_bytes=_MOST_BYTES)
    except (EngineRefused, EngineUnavailable) as error:
        raise CallUnsettled(
            f"a picture was drawn and cannot be fetched ({error.message.removeprefix(f'{OPENAI}: ')})",
            engine=OPENAI,
            remedy="let the server answer with the picture itself: response_format=b64_json in VIDEOGEN_IMAGE_OPTIONS; "
            "then `videogen resolve` lets it be drawn again",
        ) from error
    drawn = path.read_bytes()
    path.unlink()
    return drawn


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
