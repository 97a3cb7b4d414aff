"""The film follows its retaken scenes: one run makes what depends on them, and nothing else."""

from collections.abc import Iterator, Mapping
from typing import Final

import dagster as dg

from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.core.choices import Part
from videogen_dagster.core.values import Value
from videogen_dagster.jobs import FOLLOWERS, PUBLICATION, STAGES, stages_behind
from videogen_dagster.partitions import PROJECT_TAGS, SCENE_TAG
from videogen_dagster.run_states import UNFINISHED, is_abandoned

READ_AT_ONCE: Final = 500
_NOT_NEEDED: Final = {"character_sheets"}
"""What no follower is made from, so that films follow, too, that were made before there were sheets."""


class Position(Value):
    """What the sensor remembers from one tick to the next.

    Attributes:
        seen: Up to which event of each scene asset it has looked.
        waiting: Parts that were retaken, by project, and that no run was asked for yet.
    """

    seen: Mapping[Part, int]
    waiting: Mapping[str, tuple[Part, ...]] = {}


@dg.sensor(
    name="films_follow_their_scenes",
    target=dg.AssetSelection.assets(PUBLICATION, *sorted(frozenset().union(*FOLLOWERS.values()))),
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Makes what depends on a retaken scene, and nothing else, once nobody else is at work on the project.",
)
def films_follow_their_scenes(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Ask for one run for each project of which scenes were retaken since the last look."""
    instance = context.instance
    position = Position.model_validate_json(context.cursor) if context.cursor else _now(instance)
    seen = dict(position.seen)
    waiting = {project: set(parts) for project, parts in position.waiting.items()}
    for part in SCENE_ASSETS:
        for number, project in _retakes(instance, part, after=seen[part]):
            seen[part] = number
            if project is not None:
                waiting.setdefault(project, set()).add(part)
    requests = []
    for project in sorted(waiting):
        if _is_worked_on(instance, project):
            continue
        parts = waiting.pop(project)
        if _can_follow(instance, project, parts):
            requests.append(_request(project, parts, seen, hands_out=_was_made(instance, PUBLICATION, project)))
    left = {project: tuple(sorted(parts)) for project, parts in waiting.items()}
    return dg.SensorResult(run_requests=requests, cursor=Position(seen=seen, waiting=left).model_dump_json())


def _now(instance: dg.DagsterInstance) -> Position:
    """Return where a new deployment begins: what was made before is not followed."""
    newest = {part: instance.fetch_materializations(key, limit=1).records for part, key in SCENE_ASSETS.items()}
    return Position(seen={part: records[0].storage_id if records else 0 for part, records in newest.items()})


def _retakes(instance: dg.DagsterInstance, part: Part, *, after: int) -> Iterator[tuple[int, str | None]]:
    """Yield the events of a scene asset and, where a person asked for that very scene, its project.

    A run of the stages tells of single scenes, too, but nobody waits for what it left out: if it was cancelled or
    failed, a person starts it again.
    """
    events = dg.AssetRecordsFilter(asset_key=SCENE_ASSETS[part], after_storage_id=after)
    records = instance.fetch_materializations(events, limit=READ_AT_ONCE, ascending=True).records
    told_by = sorted({record.run_id for record in records if record.run_id})
    runs = instance.get_runs(filters=dg.RunsFilter(run_ids=told_by)) if told_by else ()
    retakes = {run.run_id for run in runs if SCENE_TAG in run.tags}
    for record in records:
        project = str(record.partition_key).rpartition("|")[0] if record.run_id in retakes else None
        yield record.storage_id, project


def _is_worked_on(instance: dg.DagsterInstance, project: str) -> bool:
    """Return whether a run of the project, or of one of its scenes, is going on or waits for its turn."""
    filters = (dg.RunsFilter(tags={tag: project}, statuses=list(UNFINISHED)) for tag in PROJECT_TAGS)
    return any(not is_abandoned(run) for each in filters for run in instance.get_runs(filters=each))


def _can_follow(instance: dg.DagsterInstance, project: str, parts: set[Part]) -> bool:
    """Return whether all other stages were made: if not, the run that makes them makes the retaken scenes with them."""
    others = set(STAGES).difference(stages_behind(parts), _NOT_NEEDED)
    return all(_was_made(instance, stage, project) for stage in others)


def _was_made(instance: dg.DagsterInstance, asset: str, project: str) -> bool:
    made = dg.AssetRecordsFilter(asset_key=dg.AssetKey(asset), asset_partitions=[project])
    return bool(instance.fetch_materializations(made, limit=1).records)


def _request(project: str, parts: set[Part], seen: Mapping[Part, int], *, hands_out: bool) -> dg.RunRequest:
    stages = (*stages_behind(parts), PUBLICATION) if hands_out else stages_behind(parts)
    return dg.RunRequest(
        run_key="-".join([project, *(str(seen[part]) for part in sorted(seen))]),
        partition_key=project,
        asset_selection=[dg.AssetKey(stage) for stage in stages],
    )
