"""What is said in one scene, to be spoken again by itself."""

import dagster as dg
from pydantic import Field

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import SceneStage
from videogen_dagster.assets.metadata import OWNERS, content_version
from videogen_dagster.assets.narration import STAGE, speech_metadata, speech_requests, speech_row
from videogen_dagster.assets.scene_history import SCENE_ASSETS, SCENES_GROUP
from videogen_dagster.core.directing import check_spoken, direct_storyboard
from videogen_dagster.core.direction import read_edit
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.media import Speech
from videogen_dagster.core.stages import Narration
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.makers import speech_makers
from videogen_dagster.engines.protocols import SpeechEngine
from videogen_dagster.partitions import project_and_scene, scenes
from videogen_dagster.resources.retakes import keep_edit, replace_row
from videogen_dagster.resources.stage_values import require_stage
from videogen_dagster.resources.studio import Studio


class SceneNarrationConfig(dg.Config):
    """What to change. Fields that are left empty stay as they are; with none at all lines are only spoken if missing."""

    text: str | None = Field(
        default=None, description="The words that are spoken; a scene of several lines takes one row for each."
    )
    voice: str | None = Field(default=None, description="A voice of the speech engine; `videogen doctor` lists them.")
    language: str | None = Field(default=None, description="Language of the voice as a BCP 47 tag: en, de, pt-BR.")
    new_take: bool = Field(default=False, description="Speak the same words again; the old take is kept.")


@dg.asset(
    key=SCENE_ASSETS["narration"],
    partitions_def=scenes,
    group_name=SCENES_GROUP,
    kinds={"wav"},
    owners=OWNERS,
    deps=["storyboard"],
)
def scene_narration(
    context: dg.AssetExecutionContext,
    config: SceneNarrationConfig,
    studio: dg.ResourceParam[Studio],
    speech_engine: dg.ResourceParam[SpeechEngine],
) -> dg.MaterializeResult[None]:
    """One scene's lines: materialize it with other words or another voice, and the film follows."""
    project, scene = project_and_scene(context)
    with failures(context):
        change = read_edit("narration", config.model_dump(exclude={"new_take"}))
        able = speech_engine.capabilities()
        check_spoken(change.narration, voices=able.voices, languages=able.languages)
        edits = keep_edit(studio, project, scene, change, new_takes=["narration"] if config.new_take else [])
        with studio.alone(project, STAGE):
            directed = direct_storyboard(require_stage(studio.store, project, "storyboard", Storyboard), edits)
            requests = speech_requests(directed, edits)
            if scene not in requests:
                raise InvalidInput(f"nobody speaks in scene {scene}", field="text", remedy="give the words to speak")
            results = SceneStage(studio, project, STAGE, "narration", edits).make(
                {scene: requests[scene]}, engine=speech_makers(speech_engine), result_type=Speech
            )
            results.check()
            made = results.made[scene]
            replace_row(studio.store, project, STAGE, Narration, speech_row(scene, made))
    return dg.MaterializeResult(
        metadata=speech_metadata(requests[scene], made),
        data_version=dg.DataVersion(content_version(*(line.result for line in made))),
    )
