"""The words that a person chooses from. Apart from the values that hold them: `--help` lists them in no time."""

from enum import StrEnum
from typing import Final, Literal

Part = Literal["image", "animation", "narration"]
TakenPart = Literal["image", "animation", "narration", "lip_sync", "sheet"]
"""What a scene has takes of, and a character of its sheet; lip sync and sheets follow the others and are not edited."""
PARTS: Final[tuple[Part, ...]] = ("image", "animation", "narration")


class Aspect(StrEnum):
    """Width to height of the picture."""

    WIDE = "16:9"
    TALL = "9:16"
    SQUARE = "1:1"


class Resolution(StrEnum):
    """Length of the shorter side in lines, as televisions are sold."""

    P360 = "360p"
    P480 = "480p"
    P720 = "720p"
    P1080 = "1080p"
    P1440 = "1440p"
    P2160 = "2160p"


class Style(StrEnum):
    """The looks that every image engine can be asked for; an engine may know more words for them."""

    CINEMATIC = "cinematic"
    STORYBOOK = "storybook"
    NOIR = "noir"
    PASTEL = "pastel"
    RETRO = "retro"
    NEON = "neon"
    PAPERCUT = "papercut"


class CaptionChoice(StrEnum):
    """Whether captions are drawn into the pictures, and how. Files and a track of the film have them in any case."""

    SOFT = "soft"
    PLAIN = "plain"
    BOX = "box"
    HIGHLIGHT = "highlight"
