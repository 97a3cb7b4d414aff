"""What a quality gate says about a film."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Gate(StrEnum):
    """The gates, in the order in which a person wants to read them."""

    DECODES = "decodes"
    LENGTH = "length"
    SYNC = "sync"
    CAPTIONS = "captions"
    BLACK = "black"
    FROZEN = "frozen"
    DUPLICATES = "duplicates"
    SILENCE = "silence"
    CLIPPING = "clipping"
    LOUDNESS = "loudness"
    SIZE_PLAUSIBLE = "size_plausible"


GATES: Final[Mapping[Gate, str]] = {
    Gate.DECODES: "The whole file decodes without an error or a warning.",
    Gate.LENGTH: "Frame size, number of frames and number of samples are exact, and no frame is missing between two others.",
    Gate.SYNC: "Sound and picture are at most one frame apart, measured on lines and cuts in the decoded film.",
    Gate.CAPTIONS: "Captions are complete, on time and, where they are drawn into pictures, inside the safe area.",
    Gate.BLACK: "No picture is black or of one plain colour unless the film fades there.",
    Gate.FROZEN: "No picture stands still in a scene that moves.",
    Gate.DUPLICATES: "No picture repeats the one before in a scene that moves, and no scene shows the pictures of another.",
    Gate.SILENCE: "Every spoken line is heard, and the sound is nowhere gone.",
    Gate.CLIPPING: "No sample is clipped, and the true peak is at most -0.5 dBTP.",
    Gate.LOUDNESS: "The film is as loud as platforms ask for: -14 LUFS within 0.5.",
    Gate.SIZE_PLAUSIBLE: "The file is about as large as what it was joined from.",
}


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
