"""What is read while it is heard."""

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.metadata import OWNERS, stage_output, table
from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.core.captions import caption_track
from videogen_dagster.core.cues import CaptionFiles, Captions, CaptionTrack
from videogen_dagster.core.directing import direct_storyboard
from videogen_dagster.core.stages import Narration
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio
from videogen_dagster.store.workspace import StoreWorkspace


@dg.asset(
    partitions_def=projects,
    group_name="film",
    kinds={"srt", "vtt"},
    owners=OWNERS,
    deps=[SCENE_ASSETS["animation"], SCENE_ASSETS["narration"]],
)
def captions(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    narration: Narration,
    studio: dg.ResourceParam[Studio],
) -> dg.MaterializeResult[Captions]:
    """The spoken words as captions, in the script's spelling, at the times at which they are heard."""
    from videogen_dagster.resources.translations import load_translations  # 0.1 s; only this step needs it

    project = context.partition_key
    with failures(context):
        directed = direct_storyboard(storyboard, studio.edits(project))
        track = caption_track(directed, narration, narration.timeline(directed))
        given = load_translations(studio.store, project, track)
        with studio.stage(project, "captions") as workspace:
            own, *others = (_files(each, workspace) for each in (track, *given))
    value = Captions(track=own.track, srt=own.srt, vtt=own.vtt, translations=tuple(others))
    return stage_output(
        value,
        {
            "captions": len(track.cues),
            "language": track.language,
            "translations": ", ".join(each.language for each in given) or "none",
            "rows": table(_rows(track)),
        },
    )


def _files(track: CaptionTrack, workspace: StoreWorkspace) -> CaptionFiles:
    from videogen_dagster.media.caption_files import to_srt, to_vtt

    kept = {}
    for name, text in (("srt", to_srt(track)), ("vtt", to_vtt(track))):
        path = workspace.directory / f"captions-{track.language}.{name}"
        path.write_text(text, encoding="utf-8")
        kept[name] = workspace.keep(path)
    return CaptionFiles(track=track, srt=kept["srt"], vtt=kept["vtt"])


def _rows(track: CaptionTrack) -> list[dict[str, str | int | float]]:
    return [
        {
            "scene": cue.scene,
            "from_s": round(cue.first_frame / track.frames_per_second, 2),
            "to_s": round(cue.end_frame / track.frames_per_second, 2),
            "speaker": cue.speaker,
            "text": " / ".join(cue.rows),
        }
        for cue in track.cues
    ]
