"""What the assets of a project hold, and what each scene has, as records for people and programs."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Literal, TypeVar

from videogen_dagster.core import keys
from videogen_dagster.core.choices import TakenPart
from videogen_dagster.core.directing import direct_storyboard
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.media import Media, Speech
from videogen_dagster.core.stages import Film, Narration, Renditions, SceneClips, ScenePictures
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.core.values import Value
from videogen_dagster.resources.direction_file import load_edits
from videogen_dagster.resources.progress import Progress
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.resources.takes_file import find_receipt, scene_takes
from videogen_dagster.store.media_store import MediaStore

ValueT = TypeVar("ValueT", bound=Value)
SceneState = Literal["pending", "generating", "completed", "failed"]

READERS: Final = 16
"""How many scenes are looked up at once: on a bucket each look takes some 20 ms."""


class SceneStatus(Value):
    """What one scene has; each entry is None until it is made.

    Attributes:
        id: Which scene.
        status: `failed` if it could not be made in the last run.
        error: Why it could not, or None.
        duration_s: How long it lasts, with what people changed.
        image: The picture in the film: its take, and the seed and prompt or a person's own file that it was made from.
        animation: The silent clip.
        narration: The spoken lines.
        clip: What is joined into the film.
        cost_usd: What was ever paid for it, in US dollars; None where nothing was paid for the project.
    """

    id: str
    status: SceneState
    error: str | None = None
    duration_s: float
    image: dict[str, object] | None = None
    animation: dict[str, object] | None = None
    narration: dict[str, object] | None = None
    clip: dict[str, object] | None = None
    cost_usd: float | None = None


class ProjectStages:
    """The values of a project's assets, as far as they exist."""

    def __init__(self, store: MediaStore, project: str) -> None:
        self.store, self.project = store, project
        self.storyboard, self.error = self._directed()
        self.pictures = self._read("scene_images", ScenePictures)
        self.narration = self._read("narration", Narration)
        self.animations = self._read("scene_animations", SceneClips)
        self.clips = self._read("scene_clips", SceneClips)
        self.film = self._read("film", Film)
        self.renditions = self._read("renditions", Renditions)
        self.timeline = self.narration.timeline(self.storyboard) if self.narration and self.storyboard else None
        self.scenes_in_time = {timing.scene: timing.frames for timing in self.timeline.scenes} if self.timeline else {}

    def _read(self, asset: str, value_type: type[ValueT]) -> ValueT | None:
        return find_stage(self.store, self.project, asset, value_type)

    def _directed(self) -> tuple[Storyboard | None, str | None]:
        """Return the plan with people's edits, or as it is and what is wrong with them: a status is told all the same."""
        planned = self._read("storyboard", Storyboard)
        try:
            edits: Mapping[str, SceneEdit] = load_edits(self.store, self.project)
            return (direct_storyboard(planned, edits) if planned else None), None
        except InvalidInput as error:
            return planned, str(error)


def scene_statuses(
    stages: ProjectStages, progress: Progress | None, failed: Mapping[str, str]
) -> tuple[SceneStatus, ...]:
    """Return what every scene of the plan has.

    Args:
        stages: What the project's assets hold.
        progress: What is going on right now, or None.
        failed: Why scenes could not be made in the last run, by scene.

    Raises:
        StorageFailure: The store cannot be read.
    """
    if stages.storyboard is None:
        return ()

    def told(scene: Scene) -> SceneStatus:
        made = _made(stages, scene.id)
        return SceneStatus(
            id=scene.id,
            status=_scene_state(scene.id, progress, failed, is_made=made["clip"] is not None),
            error=failed.get(scene.id),
            duration_s=_duration_s(stages, scene.id, scene.duration_s),
            **made,
        )

    with ThreadPoolExecutor(READERS) as readers:
        return tuple(readers.map(told, stages.storyboard.scenes))


def _scene_state(scene: str, progress: Progress | None, failed: Mapping[str, str], *, is_made: bool) -> SceneState:
    if progress is not None and progress.is_at(scene):
        return "generating"
    if scene in failed:
        return "failed"
    return "completed" if is_made else "pending"


def _duration_s(stages: ProjectStages, scene: str, planned_s: float) -> float:
    if stages.timeline is None or scene not in stages.scenes_in_time:
        return planned_s
    return round(stages.scenes_in_time[scene] / stages.timeline.frames_per_second, 3)


def _made(stages: ProjectStages, scene: str) -> dict[str, Any]:
    return {
        "image": _image(stages, scene),
        "animation": _animation(stages, scene),
        "narration": _narration(stages, scene),
        "clip": _clip(stages.clips, scene, stages.store),
    }


def _image(stages: ProjectStages, scene: str) -> dict[str, object] | None:
    picture = next((made for made in stages.pictures.scenes if made.scene == scene), None) if stages.pictures else None
    if picture is None:
        return None
    request = _request(stages.store, picture.fingerprint)
    return {
        "fingerprint": picture.fingerprint,
        "take": _take(stages, scene, "image", picture.fingerprint),
        "seed": request.get("seed"),
        "prompt": request.get("prompt"),
        "own_media": _own_media(stages.store, request.get("media")),
        "path": _path(stages.store, keys.media_object(picture.result.image)),
    }


def _animation(stages: ProjectStages, scene: str) -> dict[str, object] | None:
    clip = _clip(stages.animations, scene, stages.store)
    if clip is None:
        return None
    named = str(clip["fingerprint"])
    request = _request(stages.store, named)
    taken = {"take": _take(stages, scene, "animation", named), "motion_prompt": request.get("motion_prompt")}
    own = _own_media(stages.store, request.get("video"))
    return {"fingerprint": named, **taken, "own_media": own, "composite": request.get("function"), **clip}


def _own_media(store: MediaStore, media: object) -> str | None:
    """Return where a person's own file is that something was made from, or None for what was generated."""
    return _path(store, keys.media_object(Media.model_validate(media))) if media else None


def _request(store: MediaStore, fingerprint: str) -> dict[str, object]:
    """Return what a result was made from, or nothing if its receipt is gone."""
    receipt = find_receipt(store, fingerprint)
    return receipt.request if receipt else {}


def _take(stages: ProjectStages, scene: str, part: TakenPart, *fingerprints: str) -> int | None:
    """Return the number of the take that is in the film, or None if its record is gone."""
    takes = scene_takes(stages.store, stages.project, scene, part)
    return next((take.number for take in takes if take.fingerprints == fingerprints), None)


def _narration(stages: ProjectStages, scene: str) -> dict[str, object] | None:
    rows = stages.narration.scenes if stages.narration else ()
    spoken = next((made for made in rows if made.scene == scene), None)
    if spoken is None:
        return None
    named = zip(spoken.fingerprints, spoken.lines, strict=True)
    return {
        "take": _take(stages, scene, "narration", *spoken.fingerprints),
        "own_media": _own_media(stages.store, _request(stages.store, spoken.fingerprints[0]).get("audio")),
        "lines": [_line(name, line, stages.store) for name, line in named],
    }


def _line(name: str, line: Speech, store: MediaStore) -> dict[str, object]:
    path = _path(store, keys.media_object(line.sound.audio))
    return {"fingerprint": name, "duration_s": round(float(line.duration_s), 3), "path": path}


def _clip(clips: SceneClips | None, scene: str, store: MediaStore) -> dict[str, object] | None:
    found = next((made for made in clips.scenes if made.scene == scene), None) if clips else None
    if found is None:
        return None
    return {
        "fingerprint": found.fingerprint,
        "frames": found.result.frames,
        "path": _path(store, keys.media_object(found.result.video)),
    }


def _path(store: MediaStore, key: str) -> str:
    return str(store.local_path(key) or key)
