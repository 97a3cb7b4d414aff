"""Which words are like others: a suggestion for people. Likeness is no sameness, so nothing is ever reused by it."""

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from videogen_dagster.core.prompt_versions import normalised

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LETTERS: Final = 3
"""Words are compared by the runs of so many letters that they have in common."""
_SLOTS: Final = 4096


def likeness(words: str, others: Sequence[str]) -> tuple[float, ...]:
    """Return how like each of other texts is to `words`: 0 for nothing in common, 1 for the same but for capitals.

    It is the cosine of how often each run of three letters occurs.
    """
    import numpy as np  # 0.1 s

    wanted = _counted(words)
    told = []
    for other in others:
        counted = _counted(other)
        length = float(np.linalg.norm(wanted) * np.linalg.norm(counted))
        told.append(float(wanted @ counted) / length if length else 0.0)
    return tuple(told)


def _counted(words: str) -> "NDArray[np.float32]":
    """Return `float32[4096]`: how often each run of letters occurs, by its hash."""
    import numpy as np

    text = f" {normalised(words).casefold()} ".encode()
    slots = [zlib.crc32(text[first : first + LETTERS]) % _SLOTS for first in range(len(text) - LETTERS + 1)]
    return np.bincount(slots, minlength=_SLOTS).astype(np.float32)
