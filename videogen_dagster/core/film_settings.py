"""What a person decides about a film as a whole: shape, size, look, language, seed."""

import operator
import re
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, model_serializer, model_validator

from videogen_dagster.core.choices import Aspect, CaptionChoice, Resolution, Style
from videogen_dagster.core.sound_balance import (
    DUCKING_DB,
    FADE_IN_S,
    FADE_OUT_S,
    DuckingDepth,
    FadeLength,
    MusicLevel,
    SoundBalance,
    SpeechLevel,
)
from videogen_dagster.core.values import Value

FRAMES_PER_SECOND: Final = 30


class FrameSize(Value):
    """Size of a picture in pixels, both sides even as 4:2:0 chroma needs."""

    width: Annotated[int, Field(ge=16, le=8192, multiple_of=2)]
    height: Annotated[int, Field(ge=16, le=8192, multiple_of=2)]

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


class Rendition(Value):
    """Another shape or size of a film; people write it `9:16` or `1:1@720p`, and so it is kept.

    Attributes:
        aspect: Width to height.
        resolution: Length of the shorter side, or None: the film's.
    """

    aspect: Aspect
    resolution: Resolution | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        aspect, at, resolution = given.partition("@")
        return {"aspect": aspect, "resolution": resolution if at else None}

    @model_serializer
    def _as_text(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return f"{self.aspect}@{self.resolution}" if self.resolution else self.aspect.value

    @property
    def name(self) -> str:
        """How it is called where `:` and `@` cannot stand, in names of files: `9x16`, `1x1-720p`."""
        aspect = self.aspect.replace(":", "x")
        return f"{aspect}-{self.resolution}" if self.resolution else aspect


NO_RENDITIONS: Final = "none"
"""What a person writes to have none any more."""


LanguageTag = Annotated[str, Field(pattern=r"^[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)]


def split_languages(text: str) -> tuple[str, ...]:
    """Return the languages that a text lists, by commas or spaces, each once; `none` is none."""
    listed = tuple(dict.fromkeys(re.split(r"[\s,;]+", text.strip(" ,;\t\r\n"))))
    return () if listed == ("",) or (len(listed) == 1 and listed[0].lower() == NO_RENDITIONS) else listed


def _one_language(given: object) -> object:
    if not isinstance(given, str):
        return given
    language = given.strip()
    return None if language.lower() in {"", NO_RENDITIONS} else language


def _listed_languages(given: object) -> object:
    return split_languages(given) if isinstance(given, str) else given


def split_renditions(text: str) -> tuple[str, ...]:
    """Return the renditions that a text lists, by commas or spaces, as they are written; `none` is none."""
    listed = tuple(re.split(r"[\s,;]+", text.strip(" ,;\t\r\n").lower()))
    return () if listed in {("",), (NO_RENDITIONS,)} else listed


def _listed(given: object) -> object:
    return split_renditions(given) if isinstance(given, str) else given


class FilmSettings(Value):
    """Settings of one project's film.

    Attributes:
        language: BCP 47 tag of the language that the script is written in; of a storyboard: that is spoken.
        dub_language: BCP 47 tag of the language that is spoken instead, or None: the script's words are.
        caption_languages: BCP 47 tags of the languages that the captions are there in, too.
        renditions: In which other shapes and sizes the film is made, too, as a person listed them.
        music_db: How music and words stand to each other: this and the four below are those of `SoundBalance`.
    """

    aspect: Aspect = Aspect.WIDE
    resolution: Resolution = Resolution.P1080
    style: Style = Style.CINEMATIC
    captions: CaptionChoice = CaptionChoice.SOFT
    language: LanguageTag = "en"
    dub_language: Annotated[LanguageTag | None, BeforeValidator(_one_language), Field(exclude_if=operator.not_)] = None
    caption_languages: Annotated[
        tuple[LanguageTag, ...], BeforeValidator(_listed_languages), Field(max_length=20, exclude_if=operator.not_)
    ] = ()
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    renditions: Annotated[tuple[Rendition, ...], BeforeValidator(_listed)] = ()
    music_db: MusicLevel = 0.0
    speech_db: SpeechLevel = 0.0
    ducking_db: DuckingDepth = DUCKING_DB
    fade_in_s: FadeLength = FADE_IN_S
    fade_out_s: FadeLength = FADE_OUT_S

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

    @property
    def balance(self) -> SoundBalance:
        """How music and words stand to each other."""
        return SoundBalance(**{name: getattr(self, name) for name in SoundBalance.model_fields})

    def of(self, rendition: Rendition) -> "FilmSettings":
        """Return the settings of a film that is what a rendition of this one is."""
        resolution = rendition.resolution or self.resolution
        return self.model_copy(update={"aspect": rendition.aspect, "resolution": resolution, "renditions": ()})

    def shapes(self) -> tuple[Rendition, ...]:
        """Return the renditions to be made: each frame size once, and none of the film's own."""
        made = {self.size}
        shapes: list[Rendition] = []
        for rendition in self.renditions:
            size = self.of(rendition).size
            if size not in made:
                made.add(size)
                shapes.append(rendition)
        return tuple(shapes)
