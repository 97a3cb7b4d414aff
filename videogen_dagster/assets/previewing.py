"""What the preview of a film is made from, whether the film is finished or not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from videogen_dagster.assets.making import make_all
from videogen_dagster.core.assembly_requests import ProxyRequest
from videogen_dagster.core.choices import Resolution
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.film_settings import FilmSettings, FrameSize
from videogen_dagster.core.media import Clip, Joint
from videogen_dagster.core.stages import Soundtrack
from videogen_dagster.engines.production import Made, Production
from videogen_dagster.resources.studio import Studio
from videogen_dagster.store.media_store import MediaStore

STAGE: Final = "preview"


def proxy_size(settings: FilmSettings) -> FrameSize:
    """Return the size of a film's proxies: 360p of its shape."""
    return settings.model_copy(update={"resolution": Resolution.P360}).size


def proxy_request(clip: Clip, size: FrameSize, *, frames: int, rate: int, alone: int) -> ProxyRequest:
    """Return what a clip's proxy is made from.

    Args:
        clip: The clip.
        size: Of the film's proxies.
        frames: Length of the clip in the film.
        rate: Frames a second of the film.
        alone: How many of its frames are over when the next scene begins; the proxy can be cut there.
    """
    cuts = (alone,) if alone < frames else ()
    return ProxyRequest(clip=clip, size=size, frames=frames, frames_per_second=rate, cuts=cuts)


def make_proxies(
    requests: Mapping[str, ProxyRequest], studio: Studio, project: str, *, beside: bool = False
) -> tuple[dict[str, Made[Clip]], Production[Clip]]:
    """Return the proxies of clips, making what is missing; `beside` as in `make_all`.

    Raises:
        ScenesFailed: Some could not be made; the others are made and recorded.
        Cancelled: A person stopped the work.
        StorageFailure: The store cannot be read or written.
    """
    from videogen_dagster.engines.assembly.proxy_maker import ProxyMaker  # PyAV; only a preview needs it

    return make_all(
        requests,
        engine=ProxyMaker(),
        result_type=Clip,
        studio=studio,
        project=project,
        stage=STAGE,
        beside=beside,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """What a finished film shows of a scene, or a transition.

    Attributes:
        scene: The scene; a transition is of the scene before it.
        is_transition: Whether it is one.
        clip: What is shown.
        first: Its first frame in the clip.
        stop: The frame behind its last one in the clip; `first` if transitions took all of the scene.
        alone: How many frames of the clip are over when the next scene begins.
        begins: The frame of the film at which the clip begins.
    """

    scene: str
    is_transition: bool = False
    clip: Clip
    first: int = 0
    stop: int
    alone: int
    begins: int

    @property
    def name(self) -> str:
        """What people read."""
        return f"{self.scene} transition" if self.is_transition else self.scene


def shown_parts(clips: Iterable[tuple[str, Clip]], joints: Mapping[str, Joint]) -> Iterator[ShownPart]:
    """Yield what a finished film shows, in order: every scene, and the transitions between them.

    Args:
        clips: Joinable clips, by scene.
        joints: The transitions behind scenes, by scene.
    """
    first = begins = 0
    for scene, clip in clips:
        joint = joints.get(scene)
        stop = joint.leaves_at if joint else clip.frames
        alone = stop + joint.frames - joint.enters_at if joint else clip.frames
        yield ShownPart(scene=scene, clip=clip, first=first, stop=stop, alone=alone, begins=begins)
        if joint:
            passing = clip.model_copy(update={"video": joint.video, "frames": joint.frames})
            yield ShownPart(
                scene=scene,
                is_transition=True,
                clip=passing,
                stop=joint.frames,
                alone=joint.frames,
                begins=begins + stop,
            )
        first = joint.enters_at if joint else 0
        begins += alone


def sound_file(store: MediaStore, soundtrack: Soundtrack | None, *, samples: int) -> Path | None:
    """Return the file of a soundtrack, or None if there is none of that length."""
    if soundtrack is None or soundtrack.result.sound.samples != samples:
        return None
    return store.fetch(soundtrack.result.encoded)


def caption_files(store: MediaStore, captions: Captions | None, *, frames: int) -> tuple[tuple[str, Path], ...]:
    """Return the files of captions with their languages, or none if they are not of a film of that length."""
    files = (captions, *captions.translations) if captions is not None else ()
    return tuple((each.track.language, store.fetch(each.vtt)) for each in files if each.track.frames == frames)
