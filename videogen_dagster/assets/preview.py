"""The preview of a finished film."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.metadata import OWNERS, Cell, stage_output, thumbnails
from videogen_dagster.assets.previewing import (
    STAGE,
    ShownPart,
    caption_files,
    make_proxies,
    proxy_request,
    proxy_size,
    shown_parts,
    sound_file,
)
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.media import Clip, Media
from videogen_dagster.core.stages import Film, Preview, SceneClip, SceneClips, Soundtrack, Transitions
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ
from videogen_dagster.engines.production import Made
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio

SHEET_QUALITY: Final = 88
"""Of JPEG: the letters below the pictures stay sharp."""


@dg.asset(
    name=STAGE,
    partitions_def=projects,
    group_name="film",
    kinds={"hls"},
    owners=OWNERS,
)
def preview(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    scene_clips: SceneClips,
    transitions: Transitions,
    captions: Captions,
    soundtrack: Soundtrack,
    film: Film,
    studio: dg.ResourceParam[Studio],
) -> dg.MaterializeResult[Preview]:
    """The finished film in small, to look at in a browser: an HLS stream of 360p proxies, a contact sheet and a poster."""
    project = context.partition_key
    with failures(context):
        joints = {row.scene: row.result for row in transitions.scenes}
        parts = list(shown_parts(((row.scene, row.result) for row in scene_clips.scenes), joints))
        size, rate = proxy_size(storyboard.settings), film.result.frames_per_second
        requests = {
            part.name: proxy_request(part.clip, size, frames=part.clip.frames, rate=rate, alone=part.alone)
            for part in parts
        }
        proxies, production = make_proxies(requests, studio, project)
        value = Preview(
            film=film.result.video,
            proxies=_rows((part for part in parts if not part.is_transition), proxies),
            transitions=_rows((part for part in parts if part.is_transition), proxies),
            contact_sheet=_contact_sheet(studio, project, film, _moments(storyboard, parts)),
            poster=film.result.poster,
        )
        files = studio.preview(project)
        with studio.alone(project, STAGE):
            _write_stream(studio, files.playlist, parts, proxies, film=film, soundtrack=soundtrack, captions=captions)
            studio.store.export(value.contact_sheet, files.contact_sheet)
            studio.store.export(value.poster, files.poster)
        scenes = [(f"scene {row.scene}", row.result.video) for row in value.proxies]
        pictures = thumbnails(studio.store, [("poster", value.poster), *scenes])
    told: dict[str, dg.MetadataValue | Cell] = {
        **pictures,
        "playlist": dg.MetadataValue.path(str(files.playlist)),
        "contact_sheet": dg.MetadataValue.path(str(files.contact_sheet)),
        "poster_file": dg.MetadataValue.path(str(files.poster)),
        "duration_s": round(film.result.duration_s, 3),
        "frames": film.result.frames,
        "size": str(size),
        "made": production.made,
        "reused": len(proxies) - production.made,
    }
    return stage_output(value, told)


def _rows(parts: Iterable[ShownPart], proxies: Mapping[str, Made[Clip]]) -> tuple[SceneClip, ...]:
    made = [(part.scene, proxies[part.name]) for part in parts]
    return tuple(SceneClip(scene=scene, fingerprint=each.fingerprint, result=each.result) for scene, each in made)


def _write_stream(
    studio: Studio,
    playlist: Path,
    parts: Sequence[ShownPart],
    proxies: Mapping[str, Made[Clip]],
    *,
    film: Film,
    soundtrack: Soundtrack,
    captions: Captions,
) -> None:
    """Write the stream of a finished film: players find all of it at once."""
    from videogen_dagster.media.joining import Part
    from videogen_dagster.media.streams import FilmStream, StreamPlan  # PyAV; only a preview needs it

    store, joined = studio.store, film.result
    seen = [part for part in parts if part.stop > part.first]
    plan = StreamPlan(
        size=next(iter(proxies.values())).result.size,
        frames_per_second=joined.frames_per_second,
        lengths=tuple(part.stop - part.first for part in seen),
        sound=sound_file(store, soundtrack, samples=joined.frames * SAMPLE_RATE_HZ // joined.frames_per_second),
        language=captions.track.language,
        captions=caption_files(store, captions, frames=joined.frames),
    )
    copied = [
        Part(
            store.fetch(proxies[part.name].result.video),
            part.first,
            part.stop if part.stop < part.clip.frames else None,
        )
        for part in seen
    ]
    FilmStream(playlist, plan).append(copied)


def _moments(storyboard: Storyboard, parts: Sequence[ShownPart]) -> list[tuple[int, str]]:
    """Return the middle frame of every scene in the film, and what is written below its picture."""
    words = {scene.id: scene.heading or (scene.card.title if scene.card else "") for scene in storyboard.scenes}
    return [
        (part.begins + part.clip.frames // 2, f"{part.scene} {words.get(part.scene, '')}".strip())
        for part in parts
        if not part.is_transition
    ]


def _contact_sheet(studio: Studio, project: str, film: Film, moments: Sequence[tuple[int, str]]) -> Media:
    from videogen_dagster.media.contact_sheets import contact_sheet  # Pillow, 0.1 s; only this step needs it

    with studio.beside(project, "contact sheet") as place:
        file = place.directory / "contact-sheet.jpg"
        contact_sheet(place.fetch(film.result.video), moments).save(file, quality=SHEET_QUALITY)
        return place.keep(file)
