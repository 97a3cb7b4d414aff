"""How like a text is to many others: by the runs of three letters that their words share, which need no model.

It meets `fishing` with `fisherman` and `harbor` with `harbour`, and knows nothing of meanings.
"""

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LETTERS: Final = 3
_SLOTS: Final = 2048


class Likeness:
    """Texts to compare others with.

    Args:
        texts: The texts.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        import numpy as np  # 0.1 s

        self._rows: NDArray[np.float32] = np.zeros((len(texts), _SLOTS), np.float32)
        for number, text in enumerate(texts):
            self._rows[number] = _counted(text)
        # A run that all texts share tells nothing of one (inverse document frequency: Spärck Jones 1972).
        held = (self._rows > 0).sum(axis=0)
        self._weights = np.log((1 + len(texts)) / (1 + held), dtype=np.float32) + np.float32(1)
        self._rows *= self._weights
        self._rows /= np.maximum(np.linalg.norm(self._rows, axis=1, keepdims=True), 1e-9)

    def to(self, text: str) -> "NDArray[np.float32]":
        """Return how like each text is to this one: `float32[texts]`, 0 for nothing in common, 1 for the same."""
        import numpy as np

        wanted = _counted(text) * self._weights
        return np.asarray(self._rows @ (wanted / max(float(np.linalg.norm(wanted)), 1e-9)), np.float32)


def _counted(text: str) -> "NDArray[np.float32]":
    """Return `float32[2048]`: how often each run of letters occurs, by its hash."""
    import numpy as np

    words = [f" {word} ".encode() for word in text.casefold().split()]
    slots = [
        zlib.crc32(word[first : first + LETTERS]) % _SLOTS for word in words for first in range(len(word) - LETTERS + 1)
    ]
    return np.bincount(slots, minlength=_SLOTS).astype(np.float32)
