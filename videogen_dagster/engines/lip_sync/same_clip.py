"""Whether what somebody else made of a clip is that clip: as long, and of its shape."""

from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.media import Clip
from videogen_dagster.media.probing import probe

_SHAPE: Final = 0.02
"""How much the shape may differ: programs crop to whole blocks of pixels."""

_LENGTH_S: Final = 0.2
"""How much the length may differ: some write at a rate of their own, or a last window short."""


def check_same_clip(made: Path, clip: Clip) -> None:
    """See that a file shows a clip with other lips.

    Raises:
        InvalidInput: It has no pictures, another shape or another length.
    """
    facts = probe(made).video
    if facts is None or not facts.frames:
        raise InvalidInput("holds no pictures", source=made.name)
    shape = facts.width * clip.size.height / (facts.height * clip.size.width)
    if abs(shape - 1) > _SHAPE:
        raise InvalidInput(
            f"has pictures of {facts.width}x{facts.height}, and the clip is {clip.size}", source=made.name
        )
    if abs(facts.duration_s - clip.duration_s) > _LENGTH_S:
        raise InvalidInput(
            f"lasts {float(facts.duration_s):.2f} s, and the clip {float(clip.duration_s):.2f} s", source=made.name
        )
