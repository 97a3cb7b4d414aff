"""What a quality gate says about a film."""

from dataclasses import dataclass
from enum import StrEnum


class Gate(StrEnum):
    """The gates, in the order in which a person wants to read them."""

    DECODES = "decodes"
    LENGTH = "length"
    SYNC = "sync"
    BLACK = "black"
    FROZEN = "frozen"
    DUPLICATES = "duplicates"
    SILENCE = "silence"
    CLIPPING = "clipping"
    LOUDNESS = "loudness"
    SIZE_PLAUSIBLE = "size_plausible"


class Severity(StrEnum):
    """Whether a film with such a finding may be delivered."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a film.

    Attributes:
        gate: Which gate found it.
        message: What is wrong, with the scene and the second.
        scene: Id of the scene, or None: the whole film.
        at_s: Where in the film it begins, in seconds, or None: everywhere.
        severity: An error keeps the film from being finished.
    """

    gate: Gate
    message: str
    scene: str | None
    at_s: float | None
    severity: Severity = Severity.ERROR
