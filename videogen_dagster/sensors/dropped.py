"""Dropped files become films: each version once, whatever happens in between.

A row of the inbox leaves `pending` only when a cursor that Dagster has kept acknowledges it, and Dagster keeps a cursor
only behind the runs of its tick. A tick that dies in between is repeated, and finds the runs by their key.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

import dagster as dg

from videogen_dagster.core.drops import (
    MARKER,
    RETAKE_FILE,
    Delivery,
    Drop,
    DropState,
    InboxRow,
    Reason,
    missing_members,
    part_version,
)
from videogen_dagster.core.errors import DropChanged, InvalidInput
from videogen_dagster.core.values import Value
from videogen_dagster.jobs import make_dropped_film
from videogen_dagster.partitions import PROJECT_TAG, SOURCE_TAG, TIER_TAG, VERSION_TAG, projects
from videogen_dagster.resources.drops import Drops, without_path
from videogen_dagster.resources.intake import LISTS, check_members, project_of, read_drop, read_metadata
from videogen_dagster.scripts.names import slug
from videogen_dagster.sensors.failed_drops import tell_failure

MOST_RUNS: Final = 100
"""So many are asked for in one tick."""
LONGEST_TICK_S: Final = 40.0
GRACE_S: Final = 600.0
"""A group may take so long to arrive before people are told that something is missing."""
RECONCILED_S: Final = 120.0
"""A run that was asked for is looked at again when nothing was heard of it for so long."""
PRIORITY_TAG: Final = "dagster/priority"


class Position(Value):
    """What the sensor remembers from one tick to the next.

    Attributes:
        asked: Versions for which the last tick asked for runs.
        after: Where the look at a large folder goes on.
    """

    asked: tuple[str, ...] = ()
    after: str | None = None


@dg.sensor(
    name="dropped_files_become_films",
    job=make_dropped_film,
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Makes a film of every version of what is dropped into in/ of the drop folder, exactly once.",
)
def dropped_files_become_films(
    context: dg.SensorEvaluationContext, drops: dg.ResourceParam[Drops]
) -> dg.SensorResult | dg.SkipReason:
    """Look what was dropped, and ask for runs."""
    position = Position.model_validate_json(context.cursor) if context.cursor else Position()
    return Tick(drops, context.instance).result(position)


class Tick:
    """One look at the drop folder.

    Args:
        drops: The drop folder and its inbox.
        instance: Where runs are recorded.
        clock: Monotonic seconds.
        grace_s: How long a group may take to arrive.
    """

    def __init__(
        self,
        drops: Drops,
        instance: dg.DagsterInstance,
        *,
        clock: Callable[[], float] = time.monotonic,
        grace_s: float = GRACE_S,
    ) -> None:
        self._drops, self._instance, self._grace_s = drops, instance, grace_s
        self._clock, self._ends_s = clock, clock() + LONGEST_TICK_S
        self._arriving: frozenset[str] = frozenset()

    def result(self, position: Position) -> dg.SensorResult:
        """Return the runs to ask for, and the cursor that acknowledges those of the tick before."""
        inbox = self._drops.inbox
        inbox.acknowledge(position.asked)
        look = self._drops.folder.look(after=position.after)
        self._arriving = inbox.arriving()
        after = look.after if self._note(look.drops) else position.after
        if position.after is None and look.after is None:
            inbox.forget_arriving(self._arriving - {drop.place for drop in look.drops})
        self._reconcile()
        rows = inbox.pending(MOST_RUNS)
        for row in rows:
            if row.part:
                self._drops.tell(row)
        return dg.SensorResult(
            run_requests=[_request(row) for row in rows],
            dynamic_partitions_requests=[projects.build_add_request(sorted({row.project for row in rows}))]
            if rows
            else [],
            skip_reason=None if rows else f"{look.keys} files, nothing new",
            cursor=Position(asked=tuple(row.version for row in rows), after=after).model_dump_json(),
        )

    def _note(self, found: Sequence[Drop]) -> bool:
        """Write down what is new; returns whether there was time for all of it."""
        uploads = {drop.version: drop for drop in found}
        new = self._drops.inbox.unknown(uploads)
        for upload, drop in uploads.items():
            if upload not in new:
                continue
            if self._clock() > self._ends_s:
                return False
            with suppress(DropChanged):  # somebody is at it: the next look sees what became of it
                self._add(upload, drop)
        return True

    def _add(self, upload: str, drop: Drop) -> None:
        try:
            rows = self._rows(upload, drop)
        except DropChanged:
            raise
        except InvalidInput as error:
            rows = (_rejected(upload, drop, error),)
        if not rows:
            return
        superseded = self._drops.inbox.add(upload, rows)
        for row in (*superseded, *rows):
            if not row.part:  # products of a catalogue are told as their turn comes: there may be thousands
                self._drops.tell(row)
        if drop.place in self._arriving:
            self._drops.inbox.forget_arriving([drop.place])

    def _rows(self, upload: str, drop: Drop) -> tuple[InboxRow, ...]:
        """Return the rows of a drop: one, or one for each product of a catalogue; none if it is not complete."""
        check_members(drop)
        delivery = self._delivery(drop) if drop.is_group else Delivery()
        if delivery is None:
            return ()
        parts = self._parts(drop)
        if len(parts) < 2:
            return (_pending(upload, project_of(drop), drop, delivery),)
        return tuple(_pending(part_version(upload, part), part, drop, delivery, part=part) for part in parts)

    def _delivery(self, drop: Drop) -> Delivery | None:
        """Return how a group is delivered, or None while it is not complete."""
        names = {member.name for member in drop.members}
        if names == {RETAKE_FILE}:
            return Delivery()
        if MARKER not in names:
            self._wait_for(drop, f"{MARKER} is missing")
            return None
        delivery = read_metadata(self._drops.folder, drop).delivery
        if missing := missing_members(drop, delivery):
            self._wait_for(drop, f"missing, or not of the size that {MARKER} says: {', '.join(missing[:5])}")
            return None
        return delivery

    def _parts(self, drop: Drop) -> tuple[str, ...]:
        """Return the names of the products in a catalogue; other files are read by the run."""
        if drop.is_group or PurePosixPath(drop.place).suffix.lower() not in LISTS:
            return ()
        with tempfile.TemporaryDirectory(prefix="videogen-drop-") as folder:
            self._drops.folder.fetch(drop, Path(folder))
            try:
                return tuple(draft.name for draft in read_drop(drop, Path(folder), None))
            except InvalidInput as error:
                raise without_path(error, Path(folder)) from error

    def _wait_for(self, drop: Drop, missing: str) -> None:
        waited_s, is_told = self._drops.inbox.waits_since(drop.place)
        if is_told or waited_s < self._grace_s:
            return
        self._drops.tell_incomplete(drop, missing)
        self._drops.inbox.told_incomplete(drop.place)

    def _reconcile(self) -> None:
        """Look at runs of which nothing was heard: one that ended is told, one that is not there is asked for again."""
        inbox = self._drops.inbox
        for row in inbox.requested(before_s=RECONCILED_S):
            if self._clock() > self._ends_s:
                return
            runs = self._instance.get_runs(dg.RunsFilter(tags={VERSION_TAG: row.version}), limit=1)
            if not runs:
                inbox.ask_again(row.version)
            elif runs[0].status is dg.DagsterRunStatus.FAILURE:
                tell_failure(self._instance, runs[0], self._drops)
            elif runs[0].status is dg.DagsterRunStatus.CANCELED:
                why = Reason(code="cancelled", message="a person cancelled the run", remedy="start it again in the UI")
                if ended := inbox.end(row.version, DropState.FAILED, run_id=runs[0].run_id, reason=why):
                    self._drops.tell(ended)
            else:
                inbox.touch(row.version)


def _request(row: InboxRow) -> dg.RunRequest:
    return dg.RunRequest(
        run_key=row.version,
        partition_key=row.project,
        run_config={"ops": {"brief": {"config": {"drop": row.version}}}},
        tags={
            PROJECT_TAG: row.project,
            SOURCE_TAG: "drop",
            VERSION_TAG: row.version,
            TIER_TAG: row.tier.value,
            PRIORITY_TAG: str(row.priority),
        },
    )


def _pending(version: str, project: str, drop: Drop, delivery: Delivery, *, part: str = "") -> InboxRow:
    return InboxRow(
        version=version, project=project, drop=drop, part=part, tier=delivery.tier, priority=delivery.run_priority
    )


def _rejected(upload: str, drop: Drop, error: InvalidInput) -> InboxRow:
    try:
        project = project_of(drop)
    except InvalidInput:
        project = slug(drop.stem)  # what cannot name a project still has a folder in which that is told
    return InboxRow(
        version=upload, project=project, drop=drop, state=DropState.REJECTED, reason=Reason.of(error.report())
    )
