"""How stored media is named, and what engines make of it."""

import operator
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.stock_media import FoundMedia
from videogen_dagster.core.values import Value

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Media(Value):
    """A file in the content-addressed store, named by what it holds."""

    sha256: Sha256
    extension: Annotated[str, Field(pattern=r"^[a-z0-9]{1,8}$")]

    @property
    def name(self) -> str:
        """File name in the store: `<sha256>.<extension>`."""
        return f"{self.sha256}.{self.extension}"


class Picture(Value):
    """A still: a flat PNG and, where the engine draws in layers, the layers as an OpenRaster file.

    The layers are larger than `size` (`overscan` times, same centre) so that a camera can move over them. A picture of stock
    media tells what was `found`; if that is a clip, its `footage` is what the film shows, and the still stands for it.
    """

    kind: Literal["picture"] = "picture"
    image: Media
    size: FrameSize
    layers: Media | None = None
    # Left out of the names of what is made from pictures that were drawn.
    found: Annotated[FoundMedia | None, Field(exclude_if=operator.not_)] = None
    footage: Annotated[Media | None, Field(exclude_if=operator.not_)] = None


class Clip(Value):
    """Moving picture without sound, `frames` frames at `frames_per_second`."""

    kind: Literal["clip"] = "clip"
    video: Media
    size: FrameSize
    frames: Annotated[int, Field(ge=1)]
    frames_per_second: Annotated[int, Field(ge=1, le=240)]

    @property
    def duration_s(self) -> Fraction:
        """Exact length in seconds."""
        return Fraction(self.frames, self.frames_per_second)


class Joint(Value):
    """The pictures in which one scene passes into the next, as a segment of their own.

    Attributes:
        video: The segment. It holds all frames that are not copied from the clips on both sides.
        frames: How many.
        leaves_at: Up to this frame the clip before is copied.
        enters_at: From this frame on the clip behind is copied; 0 at the end of the film.
    """

    kind: Literal["joint"] = "joint"
    video: Media
    frames: Annotated[int, Field(ge=1)]
    leaves_at: Annotated[int, Field(ge=0)]
    enters_at: Annotated[int, Field(ge=0)]


class Scan(Value):
    """What was seen in every picture of a segment, small enough to keep (NPZ)."""

    kind: Literal["scan"] = "scan"
    pictures: Media


class Sound(Value):
    """Sampled sound: WAV, 16-bit PCM."""

    kind: Literal["sound"] = "sound"
    audio: Media
    sample_rate_hz: Annotated[int, Field(ge=8000, le=192_000)]
    samples: Annotated[int, Field(ge=0)]
    channels: Annotated[int, Field(ge=1, le=2)]

    @property
    def duration_s(self) -> Fraction:
        """Exact length in seconds."""
        return Fraction(self.samples, self.sample_rate_hz)


class WordTime(Value):
    """When a word of the text is heard. `text[start_char:end_char]` is the word as written."""

    start_char: Annotated[int, Field(ge=0)]
    end_char: Annotated[int, Field(ge=0)]
    start_s: Annotated[float, Field(ge=0)]
    end_s: Annotated[float, Field(ge=0)]


class PhonemeTime(Value):
    """When a speech sound starts; `symbol` is IPA as espeak-ng writes it, empty for silence."""

    symbol: str
    start_s: Annotated[float, Field(ge=0)]


class Speech(Value):
    """One spoken line: mono sound, and when each word and speech sound is heard."""

    kind: Literal["speech"] = "speech"
    sound: Sound
    words: tuple[WordTime, ...]
    phonemes: tuple[PhonemeTime, ...]

    @property
    def duration_s(self) -> Fraction:
        """Exact length in seconds."""
        return self.sound.duration_s


class MixedSound(Value):
    """A finished soundtrack and its measured levels; None where there is nothing to measure (silence).

    `encoded` is the same sound as films carry it: AAC-LC, exactly as long, to be copied.
    """

    kind: Literal["mixed_sound"] = "mixed_sound"
    sound: Sound
    encoded: Media
    loudness_lufs: float | None
    true_peak_dbtp: float | None


class JoinedFilm(Value):
    """A finished film as a file, and a still of it."""

    kind: Literal["joined_film"] = "joined_film"
    video: Media
    poster: Media
    size: FrameSize
    frames: Annotated[int, Field(ge=1)]
    frames_per_second: Annotated[int, Field(ge=1)]
    bytes: Annotated[int, Field(ge=1)]

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.frames / self.frames_per_second
