"""Composite functions of an importable module."""

from dataclasses import dataclass

import numpy as np

from videogen_dagster.core.composite import CompositeScene


@dataclass(frozen=True)
class _Colours:
    first: tuple[int, int, int] = (255, 0, 0)


def composed(scene: CompositeScene):
    """Yield frames of one colour, without moviepy."""
    frame = np.empty((scene.height, scene.width, 3), np.uint8)
    frame[:] = scene.options.get("colour", _Colours().first)
    for _ in range(scene.frames):
        yield frame
