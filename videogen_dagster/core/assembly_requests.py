"""All that determines how a film is put together from what was generated, as frozen values; see `core.requests`."""

import operator
from typing import Annotated, Literal

from pydantic import Field

from videogen_dagster.core.chapters import Chapter
from videogen_dagster.core.cues import CaptionStyle, CaptionTrack, Cue
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, Joint, Media
from videogen_dagster.core.sound_balance import USUAL, SoundBalance
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.core.values import Value


def _is_none(value: object) -> bool:
    return value is None


def _is_usual(balance: object) -> bool:
    return balance == USUAL


class BurnedCaptions(Value):
    """Captions that are drawn into a clip, on the clip's own frames."""

    cues: Annotated[tuple[Cue, ...], Field(min_length=1)]
    style: CaptionStyle
    language: str


class ConformRequest(Value):
    """Make a clip join with others by copying packets: as it is if it does already, encoded once more otherwise.

    Attributes:
        clip: The clip.
        size: Frame size that it must have.
        frames: Length that it must have.
        frames_per_second: Rate that it must have.
        captions: Captions in its pictures, or None.
    """

    kind: Literal["conform"] = "conform"
    clip: Clip
    size: FrameSize
    frames: Annotated[int, Field(ge=1)]
    frames_per_second: Annotated[int, Field(ge=1, le=240)]
    captions: BurnedCaptions | None = None


class TransitionRequest(Value):
    """Let one clip pass into another.

    Attributes:
        before: A segment.
        behind: A segment of the same size and rate, or None: `before` fades out at the end of the film.
        transition: What is seen meanwhile.
        overlap_frames: How long both are seen: the last frames of `before`, the first ones of `behind`.
    """

    kind: Literal["transition"] = "transition"
    before: Clip
    behind: Clip | None
    transition: TransitionKind
    overlap_frames: Annotated[int, Field(ge=1)]


class ScanRequest(Value):
    """Look at every picture of a segment.

    Attributes:
        video: The segment.
        frames_per_second: Its rate.
        captions: Captions that must be in its pictures, on its own frames, or None.
    """

    kind: Literal["scan"] = "scan"
    video: Media
    frames_per_second: Annotated[int, Field(ge=1, le=240)]
    # Left out where there are none, so that the name of the usual scan does not depend on this field.
    captions: Annotated[BurnedCaptions | None, Field(exclude_if=_is_none)] = None


class ProxyRequest(Value):
    """Make a small copy of a clip, frame by frame the same; a clip of another shape or rate is made to fit first.

    Attributes:
        clip: The clip.
        size: Of the copy: the film's shape.
        frames: Length of the copy.
        frames_per_second: Rate of the copy.
        cuts: Frames that it can be cut at, besides those that the clip can be cut at.
    """

    kind: Literal["proxy"] = "proxy"
    clip: Clip
    size: FrameSize
    frames: Annotated[int, Field(ge=1)]
    frames_per_second: Annotated[int, Field(ge=1, le=240)]
    cuts: tuple[Annotated[int, Field(ge=0)], ...] = ()


class PlacedSpeech(Value):
    """A spoken line at its place in the film, counted in samples of 48 kHz.

    Attributes:
        audio: The line.
        first_sample: Where it begins.
        longest: After how many samples it dies away, or None: it is heard to its end.
    """

    audio: Media
    first_sample: Annotated[int, Field(ge=0)]
    # Left out where there is none, so that the name of the usual mix does not depend on this field.
    longest: Annotated[int | None, Field(ge=1, exclude_if=_is_none)] = None


class MixRequest(Value):
    """Mix spoken lines and music into a soundtrack of exactly `samples` samples at 48 kHz.

    Attributes:
        lines: What is said.
        music: What is played, or None.
        samples: Length of the film.
        balance: How both stand to each other.
    """

    kind: Literal["mix"] = "mix"
    lines: tuple[PlacedSpeech, ...]
    music: Media | None
    samples: Annotated[int, Field(ge=1)]
    # Left out where it is the usual one, so that the name of the usual mix does not depend on this field.
    balance: Annotated[SoundBalance, Field(exclude_if=_is_usual)] = USUAL


class JoinRequest(Value):
    """Join scene clips, the transitions between them and a soundtrack into a film.

    Attributes:
        clips: Segments, in order.
        captions: A track that players can show, in the film's language.
        translations: The same in other languages.
        chapters: In order.
        joints: How each clip passes on, None for a cut: one a clip, the last one for the end of the film.
        soundtrack: AAC in an M4A file, exactly as long as the pictures.
        title: Written into the file.
        credits: Whose photos and clips are seen; written into the file.
        language: BCP 47 tag of the soundtrack.
        poster_frame: Which frame of the film stands for it.
    """

    kind: Literal["join"] = "join"
    clips: Annotated[tuple[Clip, ...], Field(min_length=1)]
    joints: tuple[Joint | None, ...]
    captions: CaptionTrack
    translations: tuple[CaptionTrack, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    soundtrack: Media
    title: str
    # Left out of the names of films without.
    credits: Annotated[str, Field(exclude_if=operator.not_)] = ""
    language: str
    poster_frame: Annotated[int, Field(ge=0)]
