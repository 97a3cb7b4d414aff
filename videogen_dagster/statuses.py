"""What a project is doing and what it has, as one record for people and programs."""

from typing import Literal, TypeVar

import dagster as dg
from pydantic import Field, ValidationError

from videogen_dagster.core import keys
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.media import Speech
from videogen_dagster.core.stages import Film, Narration, Prompts, SceneClips, ScenePictures
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.values import Value
from videogen_dagster.resources.progress import Progress, read_progress
from videogen_dagster.runs import UNFINISHED, is_abandoned, project_runs
from videogen_dagster.settings import Settings
from videogen_dagster.store.media_store import MediaStore

ValueT = TypeVar("ValueT", bound=Value)
State = Literal["draft", "processing", "completed", "failed", "cancelled"]
SceneState = Literal["pending", "generating", "completed", "failed"]

STAGES: tuple[str, ...] = (
    "brief",
    "storyboard",
    "prompts",
    "narration",
    "music",
    "scene_images",
    "soundtrack",
    "scene_animations",
    "lip_sync",
    "scene_clips",
    "film",
)


class SceneStatus(Value):
    """What one scene has; each entry is None until it is made."""

    id: str
    status: SceneState
    duration_s: float
    image: dict[str, object] | None = None
    animation: dict[str, object] | None = None
    narration: dict[str, object] | None = None
    clip: dict[str, object] | None = None


class FilmStatus(Value):
    """The finished film."""

    path: str
    sha256: str
    duration_s: float
    frames: int
    width: int
    height: int


class RunStatus(Value):
    """One run of the project."""

    id: str
    status: str


class ProjectStatus(Value):
    """The whole record; its shape is public API."""

    project: str
    title: str | None
    status: State
    stage: str | None
    progress: float = Field(ge=0, le=1)
    storyboard: str | None
    scenes: tuple[SceneStatus, ...]
    film: FilmStatus | None
    runs: tuple[RunStatus, ...]


class _Stages:
    """The values of a project's assets, as far as they exist."""

    def __init__(self, store: MediaStore, project: str) -> None:
        self._store, self._project = store, project
        self.storyboard = self._read("storyboard", Storyboard)
        self.prompts = self._read("prompts", Prompts)
        self.pictures = self._read("scene_images", ScenePictures)
        self.narration = self._read("narration", Narration)
        self.animations = self._read("scene_animations", SceneClips)
        self.clips = self._read("scene_clips", SceneClips)
        self.film = self._read("film", Film)
        self.timeline = self.narration.timeline(self.storyboard) if self.narration and self.storyboard else None
        self.scenes_in_time = {timing.scene: timing.frames for timing in self.timeline.scenes} if self.timeline else {}

    def _read(self, asset: str, value_type: type[ValueT]) -> ValueT | None:
        document = self._store.read(keys.stage(self._project, asset))
        try:
            return None if document is None else value_type.model_validate_json(document)
        except ValidationError:  # written by another version of the program: as good as not made
            return None


def known_projects(store: MediaStore) -> tuple[str, ...]:
    """Return the names of all projects, sorted."""
    return store.children(keys.PROJECTS)


def project_status(instance: dg.DagsterInstance, store: MediaStore, settings: Settings, project: str) -> ProjectStatus:
    """Return what a project is doing and what it has.

    Raises:
        InvalidInput: There is no such project; the remedy names those that there are.
    """
    if not store.exists(keys.brief(project)):
        known = ", ".join(known_projects(store)[:20]) or "none yet: run `videogen make`"
        raise InvalidInput(f"no project is called {project!r}", field="PROJECT", remedy=f"projects: {known}")
    stages = _Stages(store, project)
    runs = project_runs(instance, project)
    progress = read_progress(store, project)
    state = _state(runs, stages)
    is_active = state == "processing" and progress is not None
    return ProjectStatus(
        project=project,
        title=stages.storyboard.title if stages.storyboard else None,
        status=state,
        stage=progress.stage if progress and is_active else None,
        progress=_share(state, progress),
        storyboard=str(store.local_path(keys.storyboard(project)) or keys.storyboard(project))
        if stages.storyboard
        else None,
        scenes=_scenes(stages, progress if is_active else None, store),
        film=_film(stages, settings, project) if state == "completed" else None,
        runs=tuple(RunStatus(id=run.run_id, status=_run_state(run)) for run in runs),
    )


def _state(runs: list[dg.DagsterRun], stages: _Stages) -> State:
    if not runs:
        return "draft"
    newest = runs[0]
    if newest.status in UNFINISHED:
        return "failed" if is_abandoned(newest) else "processing"
    if newest.status == dg.DagsterRunStatus.CANCELED:
        return "cancelled"
    if newest.status == dg.DagsterRunStatus.FAILURE:
        return "failed"
    return "completed" if stages.film else "draft"


def _run_state(run: dg.DagsterRun) -> str:
    return "ABANDONED" if run.status in UNFINISHED and is_abandoned(run) else run.status.value


def _share(state: State, progress: Progress | None) -> float:
    if state == "completed":
        return 1.0
    if progress is None or progress.stage not in STAGES:
        return 0.0
    return round((STAGES.index(progress.stage) + progress.done) / len(STAGES), 3)


def _film(stages: _Stages, settings: Settings, project: str) -> FilmStatus | None:
    if stages.film is None:
        return None
    result = stages.film.result
    return FilmStatus(
        path=str(settings.films / f"{project}.mp4"),
        sha256=result.video.sha256,
        duration_s=round(result.duration_s, 3),
        frames=result.frames,
        width=result.size.width,
        height=result.size.height,
    )


def _scenes(stages: _Stages, progress: Progress | None, store: MediaStore) -> tuple[SceneStatus, ...]:
    if stages.storyboard is None:
        return ()
    found = []
    for scene in stages.storyboard.scenes:
        made = _made(stages, scene.id, store)
        active = progress is not None and 0 < progress.items.get(scene.id, 0.0) < 1
        status: SceneState = "completed" if made["clip"] else "pending"
        if active:
            status = "generating"
        found.append(
            SceneStatus(id=scene.id, status=status, duration_s=_duration_s(stages, scene.id, scene.duration_s), **made)
        )
    return tuple(found)


def _duration_s(stages: _Stages, scene: str, planned_s: float) -> float:
    if stages.timeline is None or scene not in stages.scenes_in_time:
        return planned_s
    return round(stages.scenes_in_time[scene] / stages.timeline.frames_per_second, 3)


def _made(stages: _Stages, scene: str, store: MediaStore) -> dict[str, dict[str, object] | None]:
    return {
        "image": _image(stages, scene, store),
        "animation": _clip(stages.animations, scene, store),
        "narration": _narration(stages.narration, scene, store),
        "clip": _clip(stages.clips, scene, store),
    }


def _image(stages: _Stages, scene: str, store: MediaStore) -> dict[str, object] | None:
    picture = next((made for made in stages.pictures.scenes if made.scene == scene), None) if stages.pictures else None
    prompt = next((made for made in stages.prompts.scenes if made.scene == scene), None) if stages.prompts else None
    if picture is None or prompt is None:
        return None
    return {
        "fingerprint": picture.fingerprint,
        "take": prompt.image.take,
        "seed": prompt.image.seed,
        "prompt": prompt.image.prompt,
        "path": _path(store, keys.media_object(picture.result.image)),
    }


def _narration(narration: Narration | None, scene: str, store: MediaStore) -> dict[str, object] | None:
    spoken = next((made for made in narration.scenes if made.scene == scene), None) if narration else None
    if spoken is None:
        return None
    named = zip(spoken.fingerprints, spoken.lines, strict=True)
    return {"lines": [_line(name, line, store) for name, line in named]}


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
