"""What is heard: the spoken lines."""

from collections.abc import Mapping, Sequence

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import SceneResults, SceneStage
from videogen_dagster.assets.metadata import OWNERS, SHOWN_DIGITS, Cell, cost_metadata, stage_output, table
from videogen_dagster.assets.scene_history import tell_scenes
from videogen_dagster.core.directing import direct_storyboard
from videogen_dagster.core.direction import SceneEdit
from videogen_dagster.core.film_settings import FRAMES_PER_SECOND
from videogen_dagster.core.media import Media, Speech
from videogen_dagster.core.requests import OwnSpeechRequest, SpeechRequest
from videogen_dagster.core.stages import Narration, SceneSpeech
from videogen_dagster.core.storyboard import Line, Scene, Storyboard
from videogen_dagster.engines.makers import speech_makers
from videogen_dagster.engines.production import Made, sum_of
from videogen_dagster.engines.protocols import SpeechEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.stage_values import find_stage, write_stage
from videogen_dagster.resources.studio import Studio
from videogen_dagster.store.media_store import MediaStore

STAGE = "narration"

LineRequest = SpeechRequest | OwnSpeechRequest
Requests = Mapping[str, Sequence[LineRequest]]


@dg.asset(
    name=STAGE,
    partitions_def=projects,
    group_name="audio",
    kinds={"wav"},
    owners=OWNERS,
    io_manager_key="settled_io_manager",
)
def narration(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    studio: dg.ResourceParam[Studio],
    speech_engine: dg.ResourceParam[SpeechEngine],
) -> dg.MaterializeResult[Narration]:
    """The spoken lines of every scene, each with the times of its words."""
    project = context.partition_key
    with failures(context), studio.alone(project, STAGE):
        edits = studio.edits(project)
        requests = speech_requests(direct_storyboard(storyboard, edits), edits)
        results = SceneStage(studio, project, STAGE, "narration", edits).make(
            requests, engine=speech_makers(speech_engine), result_type=Speech
        )
        tell_scenes(
            context,
            "narration",
            before=_held(studio.store, project),
            now={scene: [line.result for line in made] for scene, made in results.made.items()},
            metadata={scene: speech_metadata(requests[scene], made) for scene, made in results.made.items()},
            is_failing=bool(results.failures),
        )
        results.check()
        value = Narration(
            engine=results.engine, scenes=tuple(speech_row(scene, made) for scene, made in results.made.items())
        )
        write_stage(studio.store, project, STAGE, value)
    return stage_output(value, _told(requests, results))


def speech_requests(storyboard: Storyboard, edits: Mapping[str, SceneEdit]) -> dict[str, list[LineRequest]]:
    """Return what the lines of every scene that has any come from: a person's recording, or else a voice.

    A recording in a scene without lines is one request; `storyboard` has the edits in it.
    """
    return {
        scene.id: _of_recording(scene, scene.audio)
        if scene.audio is not None
        else [
            _request(storyboard, line, take=edits.get(scene.id, SceneEdit()).narration.take or 1)
            for line in scene.lines
        ]
        for scene in storyboard.scenes
        if scene.lines or scene.audio
    }


def _of_recording(scene: Scene, audio: Media) -> list[LineRequest]:
    """Return a recording in parts, one a line."""
    return [
        OwnSpeechRequest(
            audio=audio,
            texts=tuple(line.text for line in scene.lines),
            part=part,
            frames_per_second=FRAMES_PER_SECOND,
        )
        for part in range(max(1, len(scene.lines)))
    ]


def speech_row(scene: str, made: Sequence[Made[Speech]]) -> SceneSpeech:
    """Return a scene's row of the stage."""
    return SceneSpeech(
        scene=scene,
        fingerprints=tuple(line.fingerprint for line in made),
        lines=tuple(line.result for line in made),
    )


def speech_metadata(
    requests: Sequence[LineRequest], made: Sequence[Made[Speech]]
) -> dict[str, dg.MetadataValue | Cell]:
    """Return what the UI shows of what is said in one scene."""
    return {
        "duration_s": round(sum(float(line.result.duration_s) for line in made), 2),
        "reused": all(line.reused for line in made),
        **cost_metadata(sum_of(line.cost_usd for line in made)),
        "lines": table([_row(str(index + 1), *pair) for index, pair in enumerate(zip(requests, made, strict=True))]),
    }


def _request(storyboard: Storyboard, line: Line, *, take: int) -> SpeechRequest:
    speaker = storyboard.character(line.character)
    return SpeechRequest(
        text=line.text,
        voice=line.voice or speaker.voice,
        speaker=speaker.name,
        language=line.language or speaker.language or storyboard.settings.language,
        manner=line.manner or "",
        take=take,
    )


def _held(store: MediaStore, project: str) -> dict[str, Sequence[Speech]]:
    value = find_stage(store, project, STAGE, Narration)
    return {row.scene: list(row.lines) for row in value.scenes} if value else {}


def _row(name: str, request: LineRequest, made: Made[Speech]) -> dict[str, Cell]:
    is_own = isinstance(request, OwnSpeechRequest)
    return {
        "line": name,
        "speaker": f"own media {request.audio.name}" if is_own else request.speaker,
        "text": "".join(request.texts[request.part : request.part + 1]) if is_own else request.text,
        "duration_s": round(float(made.result.duration_s), 2),
        "reused": made.reused,
        "fingerprint": made.fingerprint[:SHOWN_DIGITS],
    }


def _told(requests: Requests, results: SceneResults[Speech]) -> dict[str, dg.MetadataValue | Cell]:
    rows = [
        _row(f"{scene} line {index + 1}", *pair)
        for scene, made in results.made.items()
        for index, pair in enumerate(zip(requests[scene], made, strict=True))
    ]
    return {
        "duration_s": round(sum(float(line.result.duration_s) for made in results.made.values() for line in made), 2),
        "made": results.generated,
        "reused": results.reused,
        "engine": results.engine,
        **cost_metadata(results.cost_usd),
        "lines": table(rows),
    }
