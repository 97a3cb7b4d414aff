"""Looks at films and recordings of strangers in a process that can do nothing else; see `given_files` for what is looked at."""

from fractions import Fraction
from pathlib import Path
from typing import Final

from videogen_dagster.inspection.confinement import Limits
from videogen_dagster.inspection.inspector import inspect

LIMITS: Final = Limits(cpu_s=180, wall_s=600.0, memory_mb=4096)
"""The ends of a film in 8K take 20 s of computing; the packets of 8 GB, which are all counted, minutes of a slow disk."""


def inspect_footage(path: Path) -> tuple[Fraction, bool]:
    """Return how many seconds a film lasts and whether it can be heard; its beginning and its end are decoded.

    Raises:
        InvalidInput: It is no film, holds no pictures, lasts no time, breaks off, or cannot be decoded.
        UnsafeMedia: It makes a decoder crash, or takes too much of it.
        EngineUnavailable: No process can be started.
    """
    found = inspect("videogen_dagster.media.given_files:check_footage", path, limits=LIMITS)
    return Fraction(found["duration_s"]), found["has_sound"]


def inspect_recording(path: Path, *, longest_s: float) -> Fraction:
    """Return how many seconds a recording lasts; all of it is decoded, up to `longest_s`.

    Raises:
        InvalidInput: It cannot be heard, lasts no time, or breaks off.
        UnsafeMedia: It makes a decoder crash, or takes too much of it.
        EngineUnavailable: No process can be started.
    """
    check = "videogen_dagster.media.given_files:check_recording"
    return Fraction(inspect(check, path, limits=LIMITS, longest_s=longest_s))
