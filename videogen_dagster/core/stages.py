"""What passes between the stages of a project: small values that name media by scene."""

import operator
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from videogen_dagster.core.choices import Aspect
from videogen_dagster.core.film_settings import Rendition
from videogen_dagster.core.media import Clip, JoinedFilm, Joint, Media, MixedSound, Picture, Sha256, Sound, Speech
from videogen_dagster.core.requests import ImageRequest, Likeness, Seed
from videogen_dagster.core.storyboard import CharacterId, SceneId, Storyboard
from videogen_dagster.core.timeline import Timeline, lay_out
from videogen_dagster.core.values import Value


class ScenePrompt(Value):
    """All that the picture and the movement of one scene are made from."""

    scene: SceneId
    image: ImageRequest
    motion_prompt: str
    seed: Seed
    own: Media | None = None
    """A person's own picture or footage that is shown; nothing is generated from the prompt then."""
    written_with: Annotated[Media | None, Field(exclude_if=operator.not_)] = None
    """The instruction with which a language model wrote the prompts, as the store holds it."""

    def may_draw_speaker(self) -> bool:
        """Return whether mouths may move: an engine that draws the speaker itself keeps out of people's own pictures."""
        return self.own is None or not self.image.room_for_speaker


class Prompts(Value):
    """The prompts of every scene, and the instructions with which a language model planned the film."""

    scenes: tuple[ScenePrompt, ...]
    written_with: Annotated[tuple[Media, ...], Field(exclude_if=operator.not_)] = ()


class ScenePicture(Value):
    """The picture of one scene, and the fingerprint of what it was made from."""

    scene: SceneId
    fingerprint: Sha256
    result: Picture


class ScenePictures(Value):
    """One picture a scene."""

    engine: str
    scenes: tuple[ScenePicture, ...]


class CharacterSheet(Value):
    """How a character looks, as a picture.

    Attributes:
        character: Id of the character.
        shows: Name and description of who is seen on it.
        fingerprint: Of what it was made from.
        result: The picture.
    """

    character: CharacterId
    shows: Likeness
    fingerprint: Sha256
    result: Picture


class CharacterSheets(Value):
    """A sheet for every leading character; none in a film without characters."""

    engine: str = ""
    sheets: tuple[CharacterSheet, ...] = ()

    def pictures(self) -> Mapping[Likeness, Media]:
        """Return the sheets by whom they show."""
        return {sheet.shows: sheet.result.image for sheet in self.sheets}


class SceneClip(Value):
    """The moving picture of one scene, and the fingerprint of what it was made from."""

    scene: SceneId
    fingerprint: Sha256
    result: Clip


class SceneClips(Value):
    """One clip a scene."""

    engine: str
    scenes: tuple[SceneClip, ...]


class SceneJoint(Value):
    """How one scene passes into the next."""

    scene: SceneId
    fingerprint: Sha256
    result: Joint


class Transitions(Value):
    """The transitions behind scenes; where there is none, the film cuts."""

    scenes: tuple[SceneJoint, ...]


class SceneSpeech(Value):
    """What is heard in one scene: one speech a line, in order."""

    scene: SceneId
    fingerprints: tuple[Sha256, ...]
    lines: tuple[Speech, ...]


class Narration(Value):
    """The spoken lines of every scene that has any."""

    engine: str
    scenes: tuple[SceneSpeech, ...]

    def of(self, scene: str) -> tuple[Speech, ...]:
        """Return the speeches of a scene, in order; none for a silent scene."""
        return next((spoken.lines for spoken in self.scenes if spoken.scene == scene), ())

    def timeline(self, storyboard: Storyboard) -> Timeline:
        """Return when everything of `storyboard` happens when it is spoken like this."""
        return lay_out(storyboard, {spoken.scene: [line.duration_s for line in spoken.lines] for spoken in self.scenes})


class Music(Value):
    """The music of a film; without fingerprint and result for a film without music."""

    engine: str
    mood: str
    fingerprint: Sha256 | None = None
    result: Sound | None = None


class Soundtrack(Value):
    """Dialogue and music, mixed: exactly as long as the film."""

    fingerprint: Sha256
    result: MixedSound


class Preview(Value):
    """What a film is looked at by before it is fetched.

    Attributes:
        film: The film's file.
        proxies: A small copy of every scene's clip.
        transitions: Small copies of the transitions, by the scene before.
        contact_sheet: A picture a scene.
        poster: A still of the film.
    """

    film: Media
    proxies: tuple[SceneClip, ...]
    transitions: tuple[SceneClip, ...]
    contact_sheet: Media
    poster: Media


class Film(Value):
    """A finished film that passed the quality gates.

    Attributes:
        fingerprint: Of what it was made from.
        result: The film.
        inspected: Version of the gates that it passed.
        heard: Fingerprint of the soundtrack that it passed with.
        credits: Whose stock media it shows, as the file beside it; None for a film without.
        credits_document: The same as JSON.
    """

    fingerprint: Sha256
    result: JoinedFilm
    inspected: int = 0
    heard: str = ""
    credits: Annotated[Media | None, Field(exclude_if=operator.not_)] = None
    credits_document: Annotated[Media | None, Field(exclude_if=operator.not_)] = None


class HandedOut(Value):
    """A file that was handed out, by its name there."""

    name: str
    file: Media


class Publication(Value):
    """What of a film lies in `out/` of the drop folder."""

    files: tuple[HandedOut, ...]


class ComposedScenes(Value):
    """The scenes of a film as they are composed for another shape than the film's."""

    aspect: Aspect
    scene_images: ScenePictures
    scene_animations: SceneClips
    lip_sync: SceneClips


class RenditionFilm(Value):
    """A film in another shape or size that passed the quality gates."""

    rendition: Rendition
    scene_clips: SceneClips
    transitions: Transitions
    film: Film


class Renditions(Value):
    """All renditions of a film; one of the film's own aspect shows the film's own scenes."""

    composed: tuple[ComposedScenes, ...] = ()
    films: tuple[RenditionFilm, ...] = ()

    def scenes_of(self, aspect: str) -> Mapping[str, Value]:
        """Return the scenes in an aspect as the stages of a film hold them; nothing if they were not composed."""
        return next((dict(scenes) for scenes in self.composed if scenes.aspect == aspect), {})

    def film_of(self, rendition: str) -> Mapping[str, Value]:
        """Return what a rendition is joined from as the stages of a film hold it; nothing if it was not made."""
        return next((dict(film) for film in self.films if str(film.rendition) == rendition), {})
