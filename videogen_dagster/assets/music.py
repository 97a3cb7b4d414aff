"""The music of the film."""

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import make_scenes
from videogen_dagster.assets.metadata import OWNERS, stage_output
from videogen_dagster.core.media import Sound
from videogen_dagster.core.requests import MusicRequest
from videogen_dagster.core.stages import Music, Narration
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.protocols import MusicEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio


@dg.asset(partitions_def=projects, group_name="audio", kinds={"wav"}, owners=OWNERS)
def music(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    narration: Narration,
    studio: dg.ResourceParam[Studio],
    music_engine: dg.ResourceParam[MusicEngine],
) -> dg.MaterializeResult[Music]:
    """Music in the film's mood, exactly as long as the film."""
    request = MusicRequest(
        mood=storyboard.mood, samples=narration.timeline(storyboard).samples, seed=storyboard.settings.seed
    )
    with failures(context):
        made, production = make_scenes(
            {"music": request},
            engine=music_engine,
            result_type=Sound,
            studio=studio,
            project=context.partition_key,
            stage="music",
        )
    result = made["music"]
    value = Music(engine=production.engine, mood=request.mood, fingerprint=result.fingerprint, result=result.result)
    return stage_output(
        value,
        {
            "mood": request.mood,
            "duration_s": round(float(result.result.duration_s), 2),
            "engine": production.engine,
            "reused": result.reused,
            "fingerprint": result.fingerprint,
        },
    )
