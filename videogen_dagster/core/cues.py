"""Captions as values: what is shown when, and how it looks."""

import operator
from bisect import bisect_right
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from videogen_dagster.core.caption_rows import ROW_CHARACTERS
from videogen_dagster.core.media import Media
from videogen_dagster.core.values import Value


class CaptionStyle(StrEnum):
    """How captions look on the picture."""

    PLAIN = "plain"
    BOX = "box"
    HIGHLIGHT = "highlight"


class CueWord(Value):
    """A word of a caption: `rows[row][start_char:end_char]`, spoken from `first_frame` to before `end_frame`."""

    row: Annotated[int, Field(ge=0, le=1)]
    start_char: Annotated[int, Field(ge=0)]
    end_char: Annotated[int, Field(ge=1)]
    first_frame: Annotated[int, Field(ge=0)]
    end_frame: Annotated[int, Field(ge=0)]


class Cue(Value):
    """One caption.

    Attributes:
        first_frame: The first frame of the film in which it is seen.
        end_frame: The first frame in which it is seen no more.
        rows: What is read.
        words: When each word is heard, in order; none where that is not known.
        speaker: Name of who speaks, empty for the narrator.
        scene: Id of the scene in which it is seen, empty where there is none.
    """

    first_frame: Annotated[int, Field(ge=0)]
    end_frame: Annotated[int, Field(ge=1)]
    rows: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1, max_length=2)]
    words: tuple[CueWord, ...] = ()
    speaker: str = ""
    scene: str = ""

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.end_frame <= self.first_frame:
            raise ValueError(f"a caption from frame {self.first_frame} to {self.end_frame} is never seen")
        return self

    def earlier(self, frames: int) -> Self:
        """Return the same caption so many frames earlier: on the frames of its own clip."""
        moved = (
            word.model_copy(
                update={
                    "first_frame": max(0, word.first_frame - frames),
                    "end_frame": max(0, word.end_frame - frames),
                }
            )
            for word in self.words
        )
        return self.model_copy(
            update={
                "first_frame": self.first_frame - frames,
                "end_frame": self.end_frame - frames,
                "words": tuple(moved),
            }
        )

    def word_at(self, frame: int) -> CueWord | None:
        """Return the word that is spoken at a frame of the film, or None."""
        return next((word for word in self.words if word.first_frame <= frame < word.end_frame), None)


class CaptionTrack(Value):
    """All captions of a film in one language, in order; no two are seen at once.

    Attributes:
        language: BCP 47 tag.
        frames_per_second: Of the film.
        frames: Length of the film.
        row_characters: Greatest width of a row, of several words.
        cues: The captions.
    """

    language: str
    frames_per_second: Annotated[int, Field(ge=1)]
    frames: Annotated[int, Field(ge=1)]
    row_characters: Annotated[int, Field(ge=8)] = ROW_CHARACTERS
    cues: tuple[Cue, ...]

    @model_validator(mode="after")
    def _are_in_order(self) -> Self:
        for before, behind in zip(self.cues, self.cues[1:], strict=False):
            if behind.first_frame < before.end_frame:
                raise ValueError(f"captions overlap at frame {behind.first_frame}: {before.rows} and {behind.rows}")
        return self

    def cue_at(self, frame: int) -> Cue | None:
        """Return the caption that is seen at a frame of the film, or None."""
        index = bisect_right(self.cues, frame, key=lambda cue: cue.first_frame) - 1
        return self.cues[index] if index >= 0 and frame < self.cues[index].end_frame else None


class CaptionFiles(Value):
    """Captions in one language, also as files that players and platforms read.

    Attributes:
        track: The captions.
        srt: The same as SubRip.
        vtt: The same as WebVTT.
        written_with: The instruction with which a language model translated them, as the store holds it, or None.
    """

    track: CaptionTrack
    srt: Media
    vtt: Media
    written_with: Annotated[Media | None, Field(exclude_if=operator.not_)] = None


class Captions(CaptionFiles):
    """The captions of a film in its own language, and in those that a person gave or asked for."""

    translations: tuple[CaptionFiles, ...] = ()
