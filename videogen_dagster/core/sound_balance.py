"""What a person decides about what is heard: how loud music and words are against each other, and how music comes and goes."""

from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from videogen_dagster.core.values import Value

OFF: Final = "off"

DUCKING_DB: Final = -12.0
FADE_IN_S: Final = 0.3
FADE_OUT_S: Final = 1.0


def _off(given: object) -> object:
    """Take YAML's `off`, which is false, for the word."""
    return OFF if given is False else given


MusicLevel = Annotated[
    Annotated[float, Field(ge=-40, le=12, allow_inf_nan=False)] | Literal["off"], BeforeValidator(_off)
]
SpeechLevel = Annotated[float, Field(ge=-12, le=12, allow_inf_nan=False)]
DuckingDepth = Annotated[float, Field(ge=-40, le=0, allow_inf_nan=False)]
FadeLength = Annotated[float, Field(ge=0, le=30, allow_inf_nan=False)]


class SoundBalance(Value):
    """How music and words stand to each other; the whole is as loud as ever.

    Attributes:
        music_db: How much louder the music is than usual, or `off`.
        speech_db: How much louder the words are than usual.
        ducking_db: Gain of the music while somebody speaks.
        fade_in_s: How long the music takes to come at the start of the film.
        fade_out_s: How long it takes to go at the end, or at its own.
    """

    music_db: MusicLevel = 0.0
    speech_db: SpeechLevel = 0.0
    ducking_db: DuckingDepth = DUCKING_DB
    fade_in_s: FadeLength = FADE_IN_S
    fade_out_s: FadeLength = FADE_OUT_S


USUAL: Final = SoundBalance()
