"""What the pictures are made from."""

import dagster as dg

from videogen_dagster.assets.metadata import OWNERS, stage_output, table
from videogen_dagster.core.prompting import write_prompts
from videogen_dagster.core.stages import Prompts
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import LipSyncEngine
from videogen_dagster.partitions import projects


@dg.asset(partitions_def=projects, group_name="planning", kinds={"json"}, owners=OWNERS)
def prompts(storyboard: Storyboard, lip_sync_engine: dg.ResourceParam[LipSyncEngine]) -> dg.MaterializeResult[Prompts]:
    """Image prompt, motion prompt, seed, size and likenesses of every scene."""
    value = write_prompts(storyboard, speaker_is_drawn_later=lip_sync_engine.capabilities().draws_speaker)
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
