"""What is heard: the spoken lines."""

from collections.abc import Mapping

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import make_scenes
from videogen_dagster.assets.metadata import OWNERS, SHOWN_DIGITS, stage_output, table
from videogen_dagster.core.media import Speech
from videogen_dagster.core.requests import SpeechRequest
from videogen_dagster.core.stages import Narration, SceneSpeech
from videogen_dagster.core.storyboard import Line, Storyboard
from videogen_dagster.engines.production import Made
from videogen_dagster.engines.protocols import SpeechEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio


@dg.asset(partitions_def=projects, group_name="audio", kinds={"wav"}, owners=OWNERS)
def narration(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    studio: dg.ResourceParam[Studio],
    speech_engine: dg.ResourceParam[SpeechEngine],
) -> dg.MaterializeResult[Narration]:
    """The spoken lines of every scene, each with the times of its words."""
    requests = {
        _line_name(scene.id, index): _request(storyboard, line)
        for scene in storyboard.scenes
        for index, line in enumerate(scene.lines)
    }
    with failures(context):
        made, production = make_scenes(
            requests,
            engine=speech_engine,
            result_type=Speech,
            studio=studio,
            project=context.partition_key,
            stage="narration",
        )
    value = Narration(engine=production.engine, scenes=_by_scene(storyboard, made))
    rows = [
        {
            "line": name,
            "speaker": request.speaker,
            "text": request.text,
            "duration_s": round(float(made[name].result.duration_s), 2),
            "reused": made[name].reused,
            "fingerprint": made[name].fingerprint[:SHOWN_DIGITS],
        }
        for name, request in requests.items()
    ]
    return stage_output(
        value,
        {
            "duration_s": round(sum(float(speech.result.duration_s) for speech in made.values()), 2),
            "made": production.made,
            "reused": len(rows) - production.made,
            "engine": production.engine,
            "lines": table(rows),
        },
    )


def _by_scene(storyboard: Storyboard, made: Mapping[str, Made[Speech]]) -> tuple[SceneSpeech, ...]:
    spoken = []
    for scene in storyboard.scenes:
        lines = [made[_line_name(scene.id, index)] for index in range(len(scene.lines))]
        if lines:
            spoken.append(
                SceneSpeech(
                    scene=scene.id,
                    fingerprints=tuple(line.fingerprint for line in lines),
                    lines=tuple(line.result for line in lines),
                )
            )
    return tuple(spoken)


def _line_name(scene: str, index: int) -> str:
    return f"{scene} line {index + 1}"


def _request(storyboard: Storyboard, line: Line) -> SpeechRequest:
    speaker = storyboard.character(line.character)
    return SpeechRequest(
        text=line.text,
        voice=speaker.voice,
        speaker=speaker.name,
        language=speaker.language or storyboard.settings.language,
        manner=line.manner or "",
    )
