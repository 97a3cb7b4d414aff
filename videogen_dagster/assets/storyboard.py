"""The plan of the film."""

from collections.abc import Mapping

import dagster as dg

from videogen_dagster.assets.caption_translations import check_translator
from videogen_dagster.assets.dubbing import check_spoken_language, dub_storyboard
from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import make_all
from videogen_dagster.assets.metadata import OWNERS, cost_metadata, stage_output, table
from videogen_dagster.core.brief import Brief
from videogen_dagster.core.media import Media
from videogen_dagster.core.prompt_versions import Instruction
from videogen_dagster.core.renditions import storyboard_request, with_settings_beside_the_plan
from videogen_dagster.core.storyboard import Scene, Storyboard
from videogen_dagster.engines.dubbers import dubber_for
from videogen_dagster.engines.production import sum_of
from videogen_dagster.engines.protocols import ScriptEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.prompt_records import instructions_of
from videogen_dagster.resources.storyboard_file import settle_storyboard
from videogen_dagster.resources.studio import Studio


@dg.asset(partitions_def=projects, group_name="planning", kinds={"yaml"}, owners=OWNERS)
def storyboard(
    context: dg.AssetExecutionContext,
    brief: Brief,
    studio: dg.ResourceParam[Studio],
    script_engine: dg.ResourceParam[ScriptEngine],
) -> dg.MaterializeResult[Storyboard]:
    """Scenes, spoken lines and characters: one YAML file that people may edit."""
    project = context.partition_key
    with failures(context):
        dubber_for(brief.settings, script_engine)
        planned, production = make_all(
            {"storyboard": storyboard_request(brief)},
            engine=script_engine,
            result_type=Storyboard,
            studio=studio,
            project=project,
            stage="storyboard",
        )
        wanted = with_settings_beside_the_plan(planned["storyboard"].result, brief.settings)
        dubbed, dubbing_usd = dub_storyboard(wanted, engine=script_engine, studio=studio, project=project)
        value, is_edited = settle_storyboard(studio.store, project, dubbed)
        check_spoken_language(value)
        _check_composites(value, studio)
        check_translator(value, script_engine, studio.store, project)
        told = instructions_of(studio.store, value.written_with)
    return stage_output(
        value,
        {
            "title": value.title,
            "scenes": len(value.scenes),
            "planned_s": round(sum(scene.duration_s for scene in value.scenes), 1),
            "mood": value.mood,
            "engine": production.engine,
            "language": value.settings.language,
            "dubbed_from": value.dubbed_from or "not dubbed",
            **cost_metadata(sum_of([production.cost_usd, dubbing_usd])),
            "edited_by_a_person": is_edited,
            "fingerprint": planned["storyboard"].fingerprint,
            "written_with": ", ".join(each.reference for each in told.values()) or "no language model",
            "storyboard": table([_row(scene, told) for scene in value.scenes]),
            "characters": table(
                [{"id": who.id, "name": who.name, "voice": who.voice or "chosen by name"} for who in value.characters]
            ),
        },
    )


def _check_composites(value: Storyboard, studio: Studio) -> None:
    """See that every function that a scene names is there, before anything is made or paid for.

    Raises:
        InvalidInput: One is not; the remedy names those that are.
    """
    for scene in value.scenes:
        if scene.composite is not None:
            studio.composites.find(scene.composite, field=f"scene {scene.id}")


def _row(scene: Scene, told: Mapping[Media, Instruction]) -> dict[str, str | float]:
    written_with = told.get(scene.written_with) if scene.written_with else None
    return {
        "scene": scene.id,
        "heading": scene.heading,
        "duration_s": scene.duration_s,
        "image_prompt": scene.image_prompt,
        "motion_prompt": scene.motion_prompt,
        "lines": " / ".join(f"{line.character}: {line.text}" for line in scene.lines),
        "written_with": written_with.reference if written_with else "",
    }
