"""Photos and clips of others, looked at in a process that can do nothing else: whole, how large, how long."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.inspection.inspector import inspect
from videogen_dagster.media.inspected import LIMITS as FOOTAGE_LIMITS
from videogen_dagster.scripts.photos import LIMITS as PHOTO_LIMITS
from videogen_dagster.scripts.photos import PHOTO_LIMIT_BYTES, PHOTO_SUFFIXES

FOOTAGE_SUFFIXES: Final = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi"})
SUFFIXES: Final = PHOTO_SUFFIXES | FOOTAGE_SUFFIXES
_LONGEST_S: Final = 3600


@dataclass(frozen=True, slots=True)
class Measured:
    """A photo or a clip that can be shown.

    Attributes:
        width: As it is shown.
        height: As it is shown.
        duration_s: Of a clip; None for a photo.
    """

    width: int
    height: int
    duration_s: float | None = None


def measured(path: Path, *, footage: bool) -> Measured:
    """Return what a file is that can be shown.

    Args:
        path: The file.
        footage: Whether it should be a clip; otherwise a photo.

    Raises:
        InvalidInput: It is none, damaged, too large, or longer than an hour.
        UnsafeMedia: It makes a decoder crash, or takes too much of it.
        EngineUnavailable: No process can be started to look at it.
    """
    if not footage:
        if path.stat().st_size > PHOTO_LIMIT_BYTES:
            raise InvalidInput(f"is larger than {PHOTO_LIMIT_BYTES // 10**6} MB", source=path.name)
        width, height = inspect("videogen_dagster.scripts.photo_decoding:measure_photo", path, limits=PHOTO_LIMITS)
        return Measured(width, height)
    lasts_s, width, height = inspect("videogen_dagster.media.measuring:measure_footage", path, limits=FOOTAGE_LIMITS)
    if Fraction(lasts_s) > _LONGEST_S:
        raise InvalidInput("lasts longer than an hour", source=path.name, remedy="cut it")
    return Measured(width, height, float(Fraction(lasts_s)))
