"""All that determines one generation, as frozen values: the same request always means the same result.

A result is named by `fingerprint(request, engine)`; a new take of the same request differs in `take` alone.
"""

import operator
from typing import Annotated, Literal

from pydantic import Field

from videogen_dagster.core.brief import Brief
from videogen_dagster.core.choices import Style
from videogen_dagster.core.composite import NO_OPTIONS, CompositeName, OptionsText
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, Media, Picture, Sha256, Speech
from videogen_dagster.core.stock_media import FoundMedia
from videogen_dagster.core.storyboard import Card
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
        portrait: It is a sheet that shows the only one of `characters` alone on a plain ground, as pictures are to draw them.
        references: Sheets of the first of `characters`, one each and in their order, for an engine that takes references.
        found: The photo or clip that it shows, for an engine that finds media instead of drawing; None: it looks for one.
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
    # Left out of the name of pictures that are made without: what was made before there were sheets keeps its name.
    portrait: Annotated[bool, Field(exclude_if=operator.not_)] = False
    references: Annotated[tuple[Media, ...], Field(exclude_if=operator.not_)] = ()
    found: Annotated[FoundMedia | None, Field(exclude_if=operator.not_)] = None
    take: Take = 1


class OwnPictureRequest(Value):
    """Bring a person's own picture, or one picture of their footage, into the film's shape.

    Attributes:
        media: The picture, or the footage of which the middle picture is taken.
        size: In pixels, exactly.
    """

    kind: Literal["own_picture"] = "own_picture"
    media: Media
    size: FrameSize


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


class OwnClipRequest(Value):
    """Bring a person's own footage into the film's shape and rate, for exactly `frames` frames.

    Attributes:
        video: The footage; longer footage is cut, shorter footage ends with its last picture held.
        size: In pixels, exactly.
        frames: Length in frames.
        frames_per_second: Frame rate.
        intermediate: The clip is worked on again (captions): cheap to encode and nearly lossless rather than small.
        fills: It fills the frame where that cuts off little; otherwise, and without this, it is shown whole.
    """

    kind: Literal["own_clip"] = "own_clip"
    video: Media
    size: FrameSize
    frames: Annotated[int, Field(ge=1)]
    frames_per_second: Annotated[int, Field(ge=1, le=240)] = 30
    intermediate: bool = False
    fills: Annotated[bool, Field(exclude_if=operator.not_)] = False


class HeardLine(Value):
    """Words that are heard in a scene, and when, counted in frames from its start."""

    speaker: str
    text: str
    first_frame: Annotated[int, Field(ge=0)]
    frames: Annotated[int, Field(ge=0)]


class CompositeRequest(Value):
    """Let a function of the deployment compose a scene of exactly `frames` frames.

    Attributes:
        function: Its name.
        source: SHA-256 of the file that it stands in: another program is another request.
        options: What the brief gives it, a JSON mapping.
        picture: The scene's picture, of `size`.
        size: In pixels.
        heading: Place and time as the script writes it.
        action: What happens.
        lines: What is heard.
        frames: Length in frames.
        frames_per_second: Frame rate.
        seed: Varies what is left to chance.
        intermediate: Captions are drawn into the clip: it is cheap to encode and nearly lossless rather than small.
    """

    kind: Literal["composite"] = "composite"
    function: CompositeName
    source: Sha256
    options: OptionsText = NO_OPTIONS
    picture: Media
    size: FrameSize
    heading: str = ""
    action: str = ""
    lines: tuple[HeardLine, ...] = ()
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


class OwnSpeechRequest(Value):
    """Take what is said in one line from a person's own recording of a scene.

    The recording is divided at its pauses into one part a line; part by part they are the whole of it.

    Attributes:
        audio: The recording: sound alone, or footage of which the sound is taken.
        texts: The words of all lines of the scene, in order; none for a recording that is only heard.
        part: Which line, from 0.
        frames_per_second: Parts begin and end with a frame of the film.
    """

    kind: Literal["own_speech"] = "own_speech"
    audio: Media
    texts: tuple[str, ...] = ()
    part: Annotated[int, Field(ge=0)] = 0
    frames_per_second: Annotated[int, Field(ge=1, le=240)] = 30


class SpokenLine(Value):
    """A line inside a clip: who says it, and in which frame it starts."""

    speaker: Likeness
    speech: Speech
    first_frame: Annotated[int, Field(ge=0)]
    on_screen: bool = True


class LipSyncRequest(Value):
    """Make the lips in a clip follow the speech; frame count, size and rate stay.

    Attributes:
        clip: The clip without speakers.
        lines: What is said in it, in order.
        scene_prompt: What the picture shows: the light on a speaker follows it.
        style: The look.
        seed: Varies what the prompt leaves open.
        intermediate: The clip is worked on again (captions): cheap to encode and nearly lossless rather than small.
    """

    kind: Literal["lip_sync"] = "lip_sync"
    clip: Clip
    lines: Annotated[tuple[SpokenLine, ...], Field(min_length=1)]
    scene_prompt: str = ""
    style: Style = Style.CINEMATIC
    seed: Seed = 0
    intermediate: bool = False
    take: Take = 1


class MusicRequest(Value):
    """Compose music of exactly `samples` stereo samples at 48 kHz."""

    kind: Literal["music"] = "music"
    mood: str
    samples: Annotated[int, Field(ge=1)]
    seed: Seed = 0
    take: Take = 1


class OwnMusicRequest(Value):
    """Bring a person's own music to exactly `samples` stereo samples at 48 kHz: repeated or faded out.

    Attributes:
        audio: The music.
        samples: Length of the film.
    """

    kind: Literal["own_music"] = "own_music"
    audio: Media
    samples: Annotated[int, Field(ge=1)]
