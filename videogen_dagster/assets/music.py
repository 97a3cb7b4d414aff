"""The music of the film."""

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import make_all
from videogen_dagster.assets.metadata import OWNERS, cost_metadata, stage_output
from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.core.directing import direct_storyboard
from videogen_dagster.core.media import Sound
from videogen_dagster.core.requests import MusicRequest, OwnMusicRequest
from videogen_dagster.core.sound_balance import OFF
from videogen_dagster.core.stages import Music, Narration
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.engines.makers import music_makers
from videogen_dagster.engines.protocols import MusicEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio


@dg.asset(
    partitions_def=projects,
    group_name="audio",
    kinds={"wav"},
    owners=OWNERS,
    deps=[SCENE_ASSETS["animation"], SCENE_ASSETS["narration"]],
)
def music(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    narration: Narration,
    studio: dg.ResourceParam[Studio],
    music_engine: dg.ResourceParam[MusicEngine],
) -> dg.MaterializeResult[Music]:
    """Music in the film's mood, or a person's own, exactly as long as the film; none if it is off."""
    project = context.partition_key
    with failures(context):
        directed = direct_storyboard(storyboard, studio.edits(project))
        request = music_request(directed, narration)
        if request is None:
            return stage_output(Music(engine="", mood=directed.mood), {"music": OFF})
        made, production = make_all(
            {"music": request},
            engine=music_makers(music_engine).of([request]),
            result_type=Sound,
            studio=studio,
            project=project,
            stage="music",
        )
    result = made["music"]
    value = Music(engine=production.engine, mood=directed.mood, fingerprint=result.fingerprint, result=result.result)
    return stage_output(
        value,
        {
            **({"own_media": request.audio.name} if isinstance(request, OwnMusicRequest) else {"mood": request.mood}),
            "duration_s": round(float(result.result.duration_s), 2),
            "engine": production.engine,
            **cost_metadata(production.cost_usd),
            "reused": result.reused,
            "fingerprint": result.fingerprint,
        },
    )


def music_request(storyboard: Storyboard, narration: Narration) -> MusicRequest | OwnMusicRequest | None:
    """Return what the music comes from: a person's own, or else a mood; `storyboard` has the edits in it.

    None for a film without music: an engine may cost money, and nobody would hear it.
    """
    if storyboard.settings.music_db == OFF:
        return None
    samples = narration.timeline(storyboard).samples
    if storyboard.music is not None:
        return OwnMusicRequest(audio=storyboard.music, samples=samples)
    return MusicRequest(mood=storyboard.mood, samples=samples, seed=storyboard.settings.seed)
