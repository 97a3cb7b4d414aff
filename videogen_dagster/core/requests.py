"""All that determines one generation, as frozen values: the same request always means the same result.

A result is named by `fingerprint(request, engine)`; a new take of the same request differs in `take` alone.
"""

from typing import Annotated, Literal

from pydantic import Field

from videogen_dagster.core.brief import Brief
from videogen_dagster.core.chapters import Chapter
from videogen_dagster.core.cues import CaptionPlace, CaptionStyle, CaptionTrack, Cue
from videogen_dagster.core.film_settings import FrameSize, Style
from videogen_dagster.core.media import Clip, Joint, Media, Picture, Speech
from videogen_dagster.core.storyboard import Card
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.core.values import Value

Take = Annotated[int, Field(ge=1)]
Seed = Annotated[int, Field(ge=0, lt=2**63)]


class Likeness(Value):
    """How a character looks: the same name and description are drawn alike everywhere."""

    name: str
    description: str = ""


class StoryboardRequest(Value):
    """Plan a film."""

    kind: Literal["storyboard"] = "storyboard"
    brief: Brief
    take: Take = 1


class ImageRequest(Value):
    """Make one picture.

    Attributes:
        prompt: What it shows.
        negative_prompt: What it must not show.
        style: The look.
        size: In pixels, exactly.
        seed: Varies what the prompt leaves open.
        characters: Who is seen.
        room_for_speaker: Leave the foreground free: a speaker is set before the picture later.
        card: Words set on the picture.
        photo: Product photo that is composited with its pixels unchanged.
    """

    kind: Literal["image"] = "image"
    prompt: Annotated[str, Field(min_length=1)]
    negative_prompt: str = ""
    style: Style = Style.CINEMATIC
    size: FrameSize
    seed: Seed = 0
    characters: tuple[Likeness, ...] = ()
    room_for_speaker: bool = False
    card: Card | None = None
    photo: Media | None = None
    take: Take = 1


class ClipRequest(Value):
    """Move one picture for exactly `frames` frames.

    Attributes:
        picture: The still.
        motion_prompt: How the camera and what is seen move.
        scene_prompt: What the picture shows, for ambient motion (rain falls, clouds drift).
        frames: Length in frames.
        frames_per_second: Frame rate.
        seed: Varies what the prompts leave open.
        intermediate: The clip is worked on again (lip sync): cheap to encode and nearly lossless rather than small.
    """

    kind: Literal["clip"] = "clip"
    picture: Picture
    motion_prompt: str
    scene_prompt: str = ""
    frames: Annotated[int, Field(ge=1)]
    frames_per_second: Annotated[int, Field(ge=1, le=240)] = 30
    seed: Seed = 0
    intermediate: bool = False
    take: Take = 1


class SpeechRequest(Value):
    """Speak one line.

    Attributes:
        text: The words, verbatim.
        voice: A voice of the engine, or None: the engine chooses one steadily by `speaker` and `language`.
        speaker: Name of who speaks.
        language: BCP 47 tag.
        manner: How it is said (`whispering`), or empty.
    """

    kind: Literal["speech"] = "speech"
    text: Annotated[str, Field(min_length=1)]
    voice: str | None = None
    speaker: str = ""
    language: str = "en"
    manner: str = ""
    take: Take = 1


class SpokenLine(Value):
    """A line inside a clip: who says it, and in which frame it starts."""

    speaker: Likeness
    speech: Speech
    first_frame: Annotated[int, Field(ge=0)]
    on_screen: bool = True


class LipSyncRequest(Value):
    """Make the lips in a clip follow the speech; frame count, size and rate stay."""

    kind: Literal["lip_sync"] = "lip_sync"
    clip: Clip
    lines: Annotated[tuple[SpokenLine, ...], Field(min_length=1)]
    scene_prompt: str = ""
    style: Style = Style.CINEMATIC
    seed: Seed = 0
    take: Take = 1


class MusicRequest(Value):
    """Compose music of exactly `samples` stereo samples at 48 kHz."""

    kind: Literal["music"] = "music"
    mood: str
    samples: Annotated[int, Field(ge=1)]
    seed: Seed = 0
    take: Take = 1


class BurnedCaptions(Value):
    """Captions that are drawn into a clip, on the clip's own frames."""

    cues: Annotated[tuple[Cue, ...], Field(min_length=1)]
    style: CaptionStyle
    language: str
    place: CaptionPlace = CaptionPlace.LOW


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
    """Look at every picture of a segment."""

    kind: Literal["scan"] = "scan"
    video: Media
    frames_per_second: Annotated[int, Field(ge=1, le=240)]


class PlacedSpeech(Value):
    """A spoken line at its place in the film, counted in samples of 48 kHz."""

    audio: Media
    first_sample: Annotated[int, Field(ge=0)]


class MixRequest(Value):
    """Mix spoken lines and music into a soundtrack of exactly `samples` samples at 48 kHz."""

    kind: Literal["mix"] = "mix"
    lines: tuple[PlacedSpeech, ...]
    music: Media | None
    samples: Annotated[int, Field(ge=1)]


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
    language: str
    poster_frame: Annotated[int, Field(ge=0)]
