"""Choices that look free and are not: the same seed, text and take choose the same, on every machine."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dice:
    """Chooses by hash: each named choice is independent of the others.

    Attributes:
        seed: Everything that the choices depend on, as text.
    """

    seed: str

    def pick(self, options: Sequence[T], name: str) -> T:
        """Return one of `options`, decided by the seed and `name`; `options` must not be empty."""
        return options[self._number(name) % len(options)]

    def shuffled(self, options: Sequence[T], name: str) -> tuple[T, ...]:
        """Return all of `options` in an order decided by the seed and `name`."""
        order = sorted(range(len(options)), key=lambda index: self._number(f"{name}/{index}"))
        return tuple(options[index] for index in order)

    def _number(self, name: str) -> int:
        return int.from_bytes(hashlib.sha256(f"{self.seed}\n{name}".encode()).digest()[:8])
