"""How each kind of pipeline is called for a batch of pictures, and what its answer means."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.errors import EngineFailure, EngineRefused
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.engines.diffusion.loading import ENGINE
from videogen_dagster.engines.diffusion.models import Model
from videogen_dagster.engines.diffusion.presets import drawn_size
from videogen_dagster.engines.diffusion.prompts import negative_prompt
from videogen_dagster.engines.diffusion.sampling import generators, noise_seed
from videogen_dagster.engines.image.diffused_pictures import shown_area

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Item:
    """One picture to draw.

    Attributes:
        index: Of its request in the batch.
        request: What is wanted.
        references: Local copies of the pictures that it refers to.
        photo: A local copy of its product photo.
    """

    index: int
    request: ImageRequest
    references: tuple[Path, ...]
    photo: Path | None

    @property
    def alike(self) -> tuple[object, ...]:
        """What pictures that are drawn together have in common: size and references."""
        return *shown_area(self.request), self.references


def picture_call(items: Sequence[Item], prompts: Sequence[str], model: Model, pipeline: Any) -> dict[str, Any]:
    """Return the arguments that draw a batch of pictures that are alike.

    Args:
        items: What to draw.
        prompts: What the model reads of each.
        model: What draws.
        pipeline: Its loaded pipeline; the scale of an IP-Adapter is set on it.

    Raises:
        EngineRefused: A reference cannot be read.
    """
    preset = model.preset
    width, height = shown_area(items[0].request)
    width, height = drawn_size(preset, width=width, height=height)
    call: dict[str, Any] = {
        "prompt": list(prompts),  # a list of its own: Z-Image's pipeline writes into it
        "num_inference_steps": preset.steps,
        preset.guidance_argument: preset.guidance,
        "width": width,
        "height": height,
        "generator": generators([noise_seed(item.request.seed, item.request.take) for item in items]),
        "output_type": "np",
    }
    if preset.negative_prompt:
        call["negative_prompt"] = [negative_prompt(item.request) for item in items]
    return {**call, **_references(items[0], model, pipeline, size=(width, height))}


def _references(item: Item, model: Model, pipeline: Any, *, size: tuple[int, int]) -> dict[str, Any]:
    """Return the arguments for what the pictures refer to, the same for all of them."""
    preset, adapter = model.preset, model.choice.ip_adapter
    pictures = [_read(path) for path in item.references[: preset.references]]
    if adapter is not None:
        # With an adapter the networks want a picture in any case: without a reference it weighs nothing.
        pipeline.set_ip_adapter_scale(adapter.scale if pictures else 0.0)
        return {"ip_adapter_image": pictures[0] if pictures else _canvas(size)}
    if preset.ip_adapter or preset.references == 0:
        return {}
    if not pictures and preset.needs_reference:
        pictures = [_canvas(size)]
    return {"image": pictures} if pictures else {}


def _read(path: Path) -> "Image":
    from PIL import Image  # only for models that take references

    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as opened:
            return opened.convert("RGB")
    except (OSError, Image.DecompressionBombError) as error:
        raise EngineRefused(
            f"a reference cannot be read: {error}", engine=ENGINE, remedy="make the sheet again"
        ) from error


def _canvas(size: tuple[int, int]) -> "Image":
    from PIL import Image  # as above

    return Image.new("RGB", size, (255, 255, 255))


def outcomes(output: Any, model: Model) -> list[NDArray[np.uint8] | EngineFailure]:
    """Return the pictures of a pipeline's answer, `uint8[height, width, 3]` each, or why there is none."""
    flagged = getattr(output, "nsfw_content_detected", None) or [False] * len(output.images)
    return [
        _blocked(model) if is_flagged else _pixels(image, model)
        for image, is_flagged in zip(output.images, flagged, strict=True)
    ]


def _blocked(model: Model) -> EngineRefused:
    return EngineRefused(
        f"the safety checker of {model.name} blocks the picture",
        engine=ENGINE,
        remedy="change the prompt or the seed of the scene",
    )


def _pixels(image: NDArray[np.float32], model: Model) -> NDArray[np.uint8] | EngineFailure:
    if not np.isfinite(image).all():
        return EngineFailure(
            f"{model.name} overflows in {model.dtype}", engine=ENGINE, remedy="set VIDEOGEN_DTYPE=bfloat16 or float32"
        )
    return (np.clip(image, 0, 1) * 255).round().astype(np.uint8)
