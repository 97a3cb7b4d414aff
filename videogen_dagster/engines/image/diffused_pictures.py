"""From what a model drew to a picture of exactly the requested size, with what must stand on it as it is."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from videogen_dagster.core.errors import EngineRefused
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.engines.protocols import Workspace


def shown_area(request: ImageRequest) -> tuple[int, int]:
    """Return width and height of what is drawn: more than the frame where something is set on it, so that it can move."""
    if request.photo is None and request.card is None:
        return request.size.width, request.size.height
    from videogen_dagster.media.illustration.layers import canvas_size  # OpenCV, 0.3 s; the code server needs none

    return canvas_size(request.size)


def in_shape(pixels: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Return a picture scaled until it fills a size, what reaches over the edges cut off evenly.

    Args:
        pixels: `uint8[rows, columns, 3]`, RGB.
        width: In pixels.
        height: In pixels.
    """
    import cv2  # as above

    scale = max(width / pixels.shape[1], height / pixels.shape[0])
    full = max(width, round(pixels.shape[1] * scale)), max(height, round(pixels.shape[0] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    filled = np.asarray(cv2.resize(pixels, full, interpolation=way), np.uint8) if scale != 1 else pixels
    left, top = (full[0] - width) // 2, (full[1] - height) // 2
    return np.ascontiguousarray(filled[top : top + height, left : left + width])


def write_diffused(
    pixels: NDArray[np.uint8], request: ImageRequest, *, photo: Path | None, image: Path, layers: Path
) -> bool:
    """Write a picture of exactly the requested size; returns whether it has layers, too.

    Args:
        pixels: `uint8[rows, columns, 3]`, RGB: what the model drew.
        request: What was asked for.
        photo: The request's product photo on this machine; its pixels stay as they are.
        image: The `.png` file to write.
        layers: The `.ora` file to write where a product or words stand on the picture.

    Raises:
        ValueError: The photo cannot be read, or the card has letters that the fonts lack.
    """
    from videogen_dagster.media.illustration.layers import encode_png, write_picture  # as above

    backdrop = in_shape(pixels, *shown_area(request))
    if photo is None and request.card is None:
        image.write_bytes(encode_png(backdrop))
        return False
    from videogen_dagster.media.illustration.backdrop import set_on_backdrop  # 0.4 s; few pictures need it

    illustration = set_on_backdrop(backdrop, request, photo=photo)
    write_picture(image, layers, still=illustration.flat, picture=illustration.layers)
    return True


def kept_picture(
    pixels: NDArray[np.uint8], request: ImageRequest, index: int, workspace: Workspace, *, engine: str
) -> Picture:
    """Return what a model drew as a picture of exactly the requested size, after it is in the store.

    Args:
        pixels: `uint8[rows, columns, 3]`, RGB: what the model drew.
        request: What was asked for.
        index: Which request of the batch.
        workspace: Where the engine works.
        engine: Its name, for messages.

    Raises:
        EngineRefused: The photo cannot be read, or the card has letters that the fonts lack.
        StorageFailure: The picture could not be kept.
    """
    image = workspace.directory / f"picture_{index:05d}.png"
    layers = image.with_suffix(".ora")
    photo = workspace.fetch(request.photo) if request.photo else None
    try:
        layered = write_diffused(pixels, request, photo=photo, image=image, layers=layers)
    except ValueError as error:
        raise EngineRefused(str(error), engine=engine, remedy="change the photo or the words of the card") from error
    picture = Picture(
        image=workspace.keep(image), size=request.size, layers=workspace.keep(layers) if layered else None
    )
    image.unlink()
    layers.unlink(missing_ok=True)
    workspace.progress(index, 1.0)
    return picture
