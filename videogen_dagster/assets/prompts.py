"""What the pictures are made from."""

from collections.abc import Mapping
from typing import Final

import dagster as dg

from videogen_dagster.assets.metadata import OWNERS, stage_output, table
from videogen_dagster.core.prompting import write_prompts
from videogen_dagster.core.stages import Prompts
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import LipSyncEngine
from videogen_dagster.partitions import SOURCE_TAG, USER_TAGS, projects
from videogen_dagster.resources.prompt_records import UNKNOWN
from videogen_dagster.resources.studio import Studio

_SOURCES: Final = {"drop": "drop folder"}


@dg.asset(partitions_def=projects, group_name="planning", kinds={"json"}, owners=OWNERS)
def prompts(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    lip_sync_engine: dg.ResourceParam[LipSyncEngine],
    studio: dg.ResourceParam[Studio],
) -> dg.MaterializeResult[Prompts]:
    """Image prompt, motion prompt, seed, size and likenesses of every scene."""
    value = write_prompts(storyboard, speaker_is_drawn_later=lip_sync_engine.capabilities().draws_speaker)
    if failure := studio.record_prompts(context.partition_key, who=_who(context.run.tags), prompts=value):
        context.log.warning(failure)
    rows = [
        {
            "scene": prompt.scene,
            "image_prompt": prompt.image.prompt,
            "motion_prompt": prompt.motion_prompt,
            "characters": ", ".join(who.name for who in prompt.image.characters),
            "style": prompt.image.style.value,
            "size": str(prompt.image.size),
            "seed": prompt.seed,
            "own_media": prompt.own.name if prompt.own else "",
        }
        for prompt in value.scenes
    ]
    return stage_output(value, {"scenes": len(rows), "prompts": table(rows)})


def _who(tags: Mapping[str, str]) -> str:
    """Return for whom a run is made, as far as its tags say."""
    named = next((tags[tag] for tag in USER_TAGS if tags.get(tag)), None)
    source = tags.get(SOURCE_TAG, "")
    return named or _SOURCES.get(source) or source or ("Dagster" if tags else UNKNOWN)
