"""What is read while it is heard."""

from collections.abc import Callable, Sequence

import dagster as dg

from videogen_dagster.assets.caption_translations import Translated, check_translator, translate_captions
from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.metadata import OWNERS, stage_output, table
from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.core.captions import caption_track
from videogen_dagster.core.cues import CaptionFiles, Captions, CaptionTrack
from videogen_dagster.core.directing import direct_storyboard
from videogen_dagster.core.media import Media
from videogen_dagster.core.stages import Narration
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.translation import wanted_languages
from videogen_dagster.engines.protocols import ScriptEngine
from videogen_dagster.partitions import projects
from videogen_dagster.resources.prompt_records import instructions_of
from videogen_dagster.resources.studio import Studio
from videogen_dagster.resources.translations import load_translations
from videogen_dagster.store.workspace import StoreWorkspace

Translate = Callable[[CaptionTrack, Sequence[str]], Sequence[Translated]]
"""Returns a track in other languages, and the instructions with which they were written."""


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
    script_engine: dg.ResourceParam[ScriptEngine],
) -> dg.MaterializeResult[Captions]:
    """The spoken words as captions, in the script's spelling, at the times at which they are heard."""
    project = context.partition_key
    with failures(context):
        directed = direct_storyboard(storyboard, studio.edits(project))

        def translated(track: CaptionTrack, languages: Sequence[str]) -> tuple[Translated, ...]:
            return translate_captions(
                track, languages, storyboard=directed, engine=script_engine, studio=studio, project=project
            )

        check_translator(directed, script_engine, studio.store, project)
        value = write_captions(directed, narration, studio, project, translated)
        instructions = [each.written_with for each in value.translations if each.written_with]
        if failure := studio.record_instructions(instructions):
            context.log.warning(failure)
        told = instructions_of(studio.store, instructions).values()
    return stage_output(
        value,
        {
            "captions": len(value.track.cues),
            "language": value.track.language,
            "translations": ", ".join(each.track.language for each in value.translations) or "none",
            "written_with": ", ".join(each.reference for each in told) or "no language model",
            "rows": table(_rows(value.track)),
        },
    )


def write_captions(
    storyboard: Storyboard, narration: Narration, studio: Studio, project: str, translate: Translate
) -> Captions:
    """Return the captions of a film in all its languages, in rows as long as its shape has room for.

    Args:
        storyboard: The plan with the edits in it.
        narration: When each word is heard.
        studio: Where.
        project: The project.
        translate: Returns the captions in languages that are asked for and that nobody gave.

    Raises:
        ScenesFailed: Captions could not be translated.
        InvalidInput: Captions in another language do not fit the film.
        StorageFailure: The store cannot be read or written.
    """
    track = caption_track(storyboard, narration, narration.timeline(storyboard))
    given = load_translations(studio.store, project, track)
    wanted = wanted_languages(storyboard, tuple(each.language for each in given))
    tracks = [(track, None), *((each, None) for each in given), *translate(track, wanted)]
    with studio.stage(project, "captions") as workspace:
        own, *others = (_files(each, workspace, written_with) for each, written_with in tracks)
    return Captions(track=own.track, srt=own.srt, vtt=own.vtt, translations=tuple(others))


def _files(track: CaptionTrack, workspace: StoreWorkspace, written_with: Media | None) -> CaptionFiles:
    from videogen_dagster.media.caption_files import to_srt, to_vtt

    kept = {}
    for name, text in (("srt", to_srt(track)), ("vtt", to_vtt(track))):
        path = workspace.directory / f"captions-{track.language}.{name}"
        path.write_text(text, encoding="utf-8")
        kept[name] = workspace.keep(path)
    return CaptionFiles(track=track, srt=kept["srt"], vtt=kept["vtt"], written_with=written_with)


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
