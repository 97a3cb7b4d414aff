"""Encoders that fail as devices do."""

import os
from pathlib import Path

import numpy as np

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.encoders import Encoder
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.segments import SegmentWriter

_SIZE = FrameSize(width=64, height=48)
_MOST_FRAMES = 100
"""Of segments that are tried: beyond its notes x264 reads what is not there."""
_NOTE_BYTES = 1 + 2 * (64 // 16) * (48 // 16)
"""What x264 notes of a frame: its kind, and a number for each macroblock."""


def breaking_encoder(folder: Path, *, after: int = 3) -> Encoder:
    """Return an encoder that takes so many frames, and fails at the next one.

    It is the second pass of x264, with what the first one noted about macroblocks cut off behind those frames.
    """
    _first_pass(folder)
    os.truncate(folder / "notes.mbtree", after * _NOTE_BYTES)
    return _pass(2, folder)


def _first_pass(folder: Path) -> None:
    grey = YuvFrame(*(np.full(shape, 128, np.uint8) for shape in ((48, 64), (24, 32), (24, 32))))
    with SegmentWriter(folder / "first_pass.mp4", _SIZE, frames=_MOST_FRAMES, encoder=_pass(1, folder)) as segment:
        for _ in range(_MOST_FRAMES):
            segment.write(grey)


def _pass(number: int, folder: Path) -> Encoder:
    options = f"pass={number}:stats={folder / 'notes'}:bframes=0:rc-lookahead=4:threads=1"
    return Encoder("breaking", "libx264", (("b", "200000"), ("x264-params", options)))
