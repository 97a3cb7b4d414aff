"""What a person decides about a film as a whole: shape, size, look, language, seed."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from videogen_dagster.core.values import Value

FRAMES_PER_SECOND: Final = 30


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


class FrameSize(Value):
    """Size of a picture in pixels, both sides even as 4:2:0 chroma needs."""

    width: Annotated[int, Field(ge=16, le=8192, multiple_of=2)]
    height: Annotated[int, Field(ge=16, le=8192, multiple_of=2)]

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


class FilmSettings(Value):
    """Settings of one project's film."""

    aspect: Aspect = Aspect.WIDE
    resolution: Resolution = Resolution.P1080
    style: Style = Style.CINEMATIC
    captions: CaptionChoice = CaptionChoice.SOFT
    language: Annotated[str, Field(pattern=r"^[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)] = "en"
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0

    @property
    def size(self) -> FrameSize:
        """Frame size in pixels: the shorter side is the resolution's number, the longer one follows, even."""
        short = int(self.resolution.value.removesuffix("p"))
        long = round(short * 16 / 9 / 2) * 2
        match self.aspect:
            case Aspect.WIDE:
                return FrameSize(width=long, height=short)
            case Aspect.TALL:
                return FrameSize(width=short, height=long)
            case Aspect.SQUARE:
                return FrameSize(width=short, height=short)
