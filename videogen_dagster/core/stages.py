"""What passes between the stages of a project: small values that name media by scene."""

from videogen_dagster.core.media import Clip, JoinedFilm, Joint, MixedSound, Picture, Sha256, Sound, Speech
from videogen_dagster.core.requests import ImageRequest, Seed
from videogen_dagster.core.storyboard import SceneId, Storyboard
from videogen_dagster.core.timeline import Timeline, lay_out
from videogen_dagster.core.values import Value


class ScenePrompt(Value):
    """All that the picture and the movement of one scene are made from."""

    scene: SceneId
    image: ImageRequest
    motion_prompt: str
    seed: Seed


class Prompts(Value):
    """The prompts of every scene."""

    scenes: tuple[ScenePrompt, ...]


class ScenePicture(Value):
    """The picture of one scene, and the fingerprint of what it was made from."""

    scene: SceneId
    fingerprint: Sha256
    result: Picture


class ScenePictures(Value):
    """One picture a scene."""

    engine: str
    scenes: tuple[ScenePicture, ...]


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
    """The music of a film."""

    engine: str
    mood: str
    fingerprint: Sha256
    result: Sound


class Soundtrack(Value):
    """Dialogue and music, mixed: exactly as long as the film."""

    fingerprint: Sha256
    result: MixedSound


class Film(Value):
    """A finished film that passed the quality gates.

    Attributes:
        fingerprint: Of what it was made from.
        result: The film.
        inspected: Version of the gates that it passed.
        heard: Fingerprint of the soundtrack that it passed with.
    """

    fingerprint: Sha256
    result: JoinedFilm
    inspected: int = 0
    heard: str = ""
