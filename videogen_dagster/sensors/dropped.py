"""Dropped files become films: each version once, whatever happens in between.

A row of the inbox leaves `pending` only when a cursor that Dagster has kept acknowledges it, and Dagster keeps a cursor
only behind the runs of its tick. A tick that dies in between is repeated, and finds the runs by their key.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

import dagster as dg

from videogen_dagster.core.drops import (
    MARKER,
    RETAKE_FILE,
    Callback,
    Delivery,
    Drop,
    DropState,
    InboxRow,
    Reason,
    missing_members,
    part_version,
)
from videogen_dagster.core.errors import DropChanged, InvalidInput, StorageFailure
from videogen_dagster.core.values import Value
from videogen_dagster.jobs import make_dropped_film
from videogen_dagster.partitions import PROJECT_TAG, SOURCE_TAG, TIER_TAG, VERSION_TAG, projects
from videogen_dagster.resources.drop_hints import settled
from videogen_dagster.resources.drops import Drops
from videogen_dagster.resources.intake import check_members, project_of
from videogen_dagster.scripts.names import slug
from videogen_dagster.sensors.failed_drops import reconcile
from videogen_dagster.store.object_stores import HURRIED

MOST_RUNS: Final = 100
"""So many are asked for in one tick."""
LONGEST_TICK_S: Final = 40.0
CALLS_OF_A_DROP: Final = 3
"""So often a bucket is asked, at most, for one drop: what it is, and what is told of it."""
GRACE_S: Final = 600.0
"""A group may take so long to arrive before people are told that something is missing."""
RECONCILED_S: Final = 120.0
"""A run that was asked for is looked at again when nothing was heard of it for so long."""
LISTED_S: Final = 3600.0
"""Where a queue tells what was dropped, the whole folder is listed so often all the same: events get lost."""
PRIORITY_TAG: Final = "dagster/priority"


class Position(Value):
    """What the sensor remembers from one tick to the next.

    Attributes:
        asked: Versions for which the last tick asked for runs.
        after: Where the look at a large folder goes on.
        listed_at: When a look at the whole folder began; seconds since 1970.
    """

    asked: tuple[str, ...] = ()
    after: str | None = None
    listed_at: float | None = None


@dg.sensor(
    name="dropped_files_become_films",
    job=make_dropped_film,
    minimum_interval_seconds=4,  # the daemon looks each 5 s, and would leave out what it looked at 4.99 s ago
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
        reconciled_s: When a run is looked at of which nothing was heard.
        listed_s: How often the whole folder is listed where a queue tells what was dropped.
    """

    def __init__(
        self,
        drops: Drops,
        instance: dg.DagsterInstance,
        *,
        clock: Callable[[], float] = time.monotonic,
        grace_s: float = GRACE_S,
        reconciled_s: float = RECONCILED_S,
        listed_s: float = LISTED_S,
    ) -> None:
        self._drops, self._instance, self._grace_s = drops, instance, grace_s
        self._clock, self._ends_s = clock, clock() + LONGEST_TICK_S - CALLS_OF_A_DROP * HURRIED.longest_s
        self._unreadable: list[str] = []
        self._listed_s, self._reconciled_s = listed_s, reconciled_s
        self._arriving: frozenset[str] = frozenset()
        self._changing: set[str] = set()

    def result(self, position: Position) -> dg.SensorResult:
        """Return the runs to ask for, and the cursor that acknowledges those of the tick before."""
        inbox = self._drops.inbox
        inbox.acknowledge(position.asked)
        self._arriving = inbox.arriving()
        position, told = self._looked(position)
        reconcile(self._drops, self._instance, before_s=self._reconciled_s, has_time=self._has_time)
        rows = inbox.pending(MOST_RUNS)
        for row in rows:
            if row.part and self._has_time():
                with suppress(StorageFailure):  # how it ends is told in any case
                    self._drops.tell(row)
        return dg.SensorResult(
            run_requests=[_request(row) for row in rows],
            dynamic_partitions_requests=[projects.build_add_request(sorted({row.project for row in rows}))]
            if rows
            else [],
            skip_reason=None if rows else "; ".join([f"{told}, nothing new", *self._unreadable[:3]]),
            cursor=position.model_copy(update={"asked": tuple(row.version for row in rows)}).model_dump_json(),
        )

    def _has_time(self) -> bool:
        return self._clock() <= self._ends_s

    def _looked(self, position: Position) -> tuple[Position, str]:
        """Look where it is due; returns where the next look goes on, and in words what was looked at."""
        hinted, told = self._follow_hints()
        if not self._has_time():
            return position, told
        now = time.time()
        is_listed = position.listed_at is not None and 0 <= now - position.listed_at < self._listed_s
        if hinted and is_listed and position.after is None:
            return position, told
        look = self._drops.folder.look(after=position.after)
        told = "; ".join(filter(None, [told, f"{look.keys} files"]))
        if not self._note(look.drops):
            return position, told
        if position.after is None and look.after is None:
            self._drops.inbox.forget_arriving(self._arriving - {drop.place for drop in look.drops})
        return Position(after=look.after, listed_at=now if position.after is None else position.listed_at), told

    def _follow_hints(self) -> tuple[bool, str]:
        """Look at the places that a queue names, and at groups that should be complete by now.

        Returns:
            Whether there is a queue that could be read, and in words what it said.
        """
        queue, folder, inbox = self._drops.queue, self._drops.folder, self._drops.inbox
        if queue is None:
            return False, ""
        try:
            hints = queue.read()
        except StorageFailure as failure:  # it only hints: what it would have told is found by listing
            return False, failure.message
        named = inbox.overdue(self._grace_s).union(*(hint.places for hint in hints))
        drops, late = folder.look_at(named)
        if self._note(drops):
            gone = named - late - {drop.place for drop in drops}
            inbox.forget_arriving(self._arriving & gone)
            with suppress(StorageFailure):  # what is not deleted comes again, and is known then
                queue.delete(settled(hints, open_places=late | self._changing))
        return True, f"{len(hints)} messages"

    def _note(self, found: Sequence[Drop]) -> bool:
        """Write down what is new; returns whether there was time for all of it."""
        uploads = {drop.version: drop for drop in found}
        new = self._drops.inbox.unknown(uploads)
        for upload, drop in uploads.items():
            if upload not in new:
                continue
            if not self._has_time():
                return False
            try:
                self._add(upload, drop)
            except DropChanged:  # somebody is at it: the next look sees what became of it
                self._changing.add(drop.place)
            except StorageFailure as failure:  # so does the next look: what cannot be read stops nobody behind it
                self._changing.add(drop.place)
                self._unreadable.append(f"{drop.place[:40]}: {failure.message}")
        return True

    def _add(self, upload: str, drop: Drop) -> None:
        try:
            rows = self._rows(upload, drop)
        except DropChanged:
            raise
        except InvalidInput as error:
            rows = (_rejected(upload, drop, error, self._drops.callback_of(drop)),)
            self._drops.tell(rows[0])  # first: nobody looks again at what has ended
        if not rows:
            return
        superseded = self._drops.inbox.add(upload, rows)
        for row in (*superseded, *rows):
            # Products of a catalogue are told as their turn comes: there may be thousands.
            if row.state is not DropState.REJECTED and not row.part:
                self._drops.tell(row)
        if drop.place in self._arriving:
            self._drops.inbox.forget_arriving([drop.place])

    def _rows(self, upload: str, drop: Drop) -> tuple[InboxRow, ...]:
        """Return the rows of a drop: one, or one for each product of a catalogue; none if it is not complete."""
        check_members(drop)
        delivery = self._delivery(drop) if drop.is_group else Delivery()
        if delivery is None:
            return ()
        parts = self._drops.parts(drop)
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
        delivery = self._drops.delivery(drop)
        if missing := missing_members(drop, delivery):
            self._wait_for(drop, f"missing, or not of the size that {MARKER} says: {', '.join(missing[:5])}")
            return None
        return delivery

    def _wait_for(self, drop: Drop, missing: str) -> None:
        waited_s, is_told = self._drops.inbox.waits_since(drop.place)
        if is_told or waited_s < self._grace_s:
            return
        self._drops.tell_incomplete(drop, missing)
        self._drops.inbox.told_incomplete(drop.place)


def _request(row: InboxRow) -> dg.RunRequest:
    return dg.RunRequest(
        run_key=f"{row.version}-{row.attempt}" if row.attempt else row.version,
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
        version=version,
        project=project,
        drop=drop,
        part=part,
        tier=delivery.tier,
        priority=delivery.run_priority,
        callback=Callback(url=delivery.callback) if delivery.callback else None,
    )


def _rejected(upload: str, drop: Drop, error: InvalidInput, callback: Callback | None) -> InboxRow:
    try:
        project = project_of(drop)
    except InvalidInput:
        project = slug(drop.stem)  # what cannot name a project still has a folder in which that is told
    return InboxRow(
        version=upload,
        project=project,
        drop=drop,
        state=DropState.REJECTED,
        reason=Reason.of(error.report()),
        callback=callback,
    )
