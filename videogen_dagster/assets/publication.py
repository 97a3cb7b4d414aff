"""The film where the person who dropped it finds it."""

from collections.abc import Iterator

import dagster as dg

from videogen_dagster.assets.caption_sidecars import sidecars
from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.film_credits import credit_files
from videogen_dagster.assets.metadata import OWNERS, stage_output, table
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.drops import DropState
from videogen_dagster.core.media import Media
from videogen_dagster.core.stages import Film, HandedOut, Publication, Renditions
from videogen_dagster.partitions import VERSION_TAG, projects
from videogen_dagster.resources.drops import Drops
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.resources.studio import Studio


@dg.asset(partitions_def=projects, deps=["renditions"], group_name="film", kinds={"mp4"}, owners=OWNERS)
def publication(
    context: dg.AssetExecutionContext,
    film: Film,
    captions: Captions,
    studio: dg.ResourceParam[Studio],
    drops: dg.ResourceParam[Drops],
) -> dg.MaterializeResult[Publication]:
    """The film, its captions, renditions and poster in `out/` of the drop folder, and how it came there."""
    project = context.partition_key
    with failures(context):
        renditions = find_stage(studio.store, project, "renditions", Renditions) or Renditions()
        value = Publication(
            files=tuple(HandedOut(name=name, file=file) for name, file in _files(project, film, captions, renditions))
        )
        before = find_stage(studio.store, project, "publication", Publication) or Publication(files=())
        for each in value.files:
            drops.folder.put_file(project, each.name, studio.store.fetch(each.file))
        for name in {each.name for each in before.files} - {each.name for each in value.files}:
            drops.folder.take_back(project, name)
        _tell(context, drops, film)
    rows = [{"file": each.name, "sha256": each.file.sha256} for each in value.files]
    folder = dg.MetadataValue.path(drops.folder.place_of_films(project))
    return stage_output(value, {"folder": folder, "files": table(rows), "duration_s": round(film.result.duration_s, 3)})


def _files(project: str, film: Film, captions: Captions, renditions: Renditions) -> Iterator[tuple[str, Media]]:
    yield f"{project}.mp4", film.result.video
    yield "poster." + film.result.poster.extension, film.result.poster
    for suffix, file in sidecars(captions):
        yield f"{project}{suffix}", file
    yield from credit_files(film)
    for each in renditions.films:
        yield f"{project}.{each.rendition.name}.mp4", each.film.result.video


def _tell(context: dg.AssetExecutionContext, drops: Drops, film: Film) -> None:
    """Tell that it is there: behind all files, so that whoever waits for it finds them whole, and before it is posted."""
    project, run = context.partition_key, context.run
    version = run.tags.get(VERSION_TAG)
    row = drops.inbox.find(version) if version else drops.inbox.newest(project)
    if row is None:
        return
    joined, name = film.result, f"{project}.mp4"
    told: dict[str, str | int | float] = {
        "name": name,
        "url": drops.folder.url_of(project, name),
        "sha256": joined.video.sha256,
        "duration_s": round(joined.duration_s, 3),
        "frames": joined.frames,
        "width": joined.size.width,
        "height": joined.size.height,
    }
    done = {"state": DropState.COMPLETED, "run_id": run.run_id, "reason": None, "film": told}
    drops.tell(row.model_copy(update=done))
    drops.inbox.end(row.version, DropState.COMPLETED, run_id=run.run_id, film=told)
