"""The inbox: how far each version of what was dropped is. Whoever writes here, each version is taken exactly once."""

import time
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from videogen_dagster.core.drops import Callback, DropState, InboxRow, Reason
from videogen_dagster.resources.database import transaction, unreachable
from videogen_dagster.resources.tables import ARRIVING, INBOX

AT_ONCE: Final = 500
"""So many values are asked for in one statement."""


class Inbox:
    """The rows of one database.

    Args:
        engine: The database, with its tables.
        clock: Seconds since 1970.
    """

    def __init__(self, engine: sa.Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def now(self) -> float:
        """Return the time by which things are due, in seconds since 1970."""
        return self._clock()

    def unknown(self, uploads: Collection[str]) -> frozenset[str]:
        """Return those uploads that have no row yet.

        Raises:
            StorageFailure: The database cannot be used; so with all that is asked here.
        """
        asked, known = sorted(uploads), set()
        with transaction(self._engine) as connection:
            for first in range(0, len(asked), AT_ONCE):
                some = INBOX.c.upload.in_(asked[first : first + AT_ONCE])
                known |= set(connection.execute(sa.select(INBOX.c.upload).where(some)).scalars())
        return frozenset(asked) - known

    def add(self, upload: str, rows: Sequence[InboxRow]) -> tuple[InboxRow, ...]:
        """Add the rows of an upload, all or none; older ones of the same projects that wait are superseded.

        Returns:
            The superseded rows. Nothing is added, and none superseded, if somebody else added the upload already.
        """
        now = self._clock()
        if upload not in self.unknown([upload]):
            return ()
        values = [_values(row.ending(now), now) | {"upload": upload, "arrived": now} for row in rows]
        try:
            with self._engine.begin() as connection:
                coming = [row.project for row in rows if row.state is DropState.PENDING]
                superseded = tuple(self._superseded(connection, coming, now))
                connection.execute(sa.insert(INBOX), values)
        except IntegrityError:  # somebody else was faster
            return ()
        except SQLAlchemyError as error:
            raise unreachable(error) from error
        return superseded

    def _superseded(self, connection: sa.Connection, projects: Sequence[str], now: float) -> Generator[InboxRow]:
        reason = Reason(code="superseded", message="a newer version was dropped before this one was taken")
        for first in range(0, len(projects), AT_ONCE):
            some = INBOX.c.project.in_(projects[first : first + AT_ONCE])
            waits = some & (INBOX.c.state == DropState.PENDING.value)
            for text in connection.execute(sa.select(INBOX.c.row).where(waits)).scalars().all():
                row = _row(text).model_copy(update={"state": DropState.SUPERSEDED, "reason": reason}).ending(now)
                connection.execute(sa.update(INBOX).where(INBOX.c.version == row.version).values(_values(row, now)))
                yield row

    def pending(self, limit: int) -> tuple[InboxRow, ...]:
        """Return rows that no run was asked for yet: the most urgent first, of those the oldest."""
        query = (
            sa.select(INBOX.c.row)
            .where(INBOX.c.state == DropState.PENDING.value)
            .order_by(INBOX.c.priority.desc(), INBOX.c.arrived, INBOX.c.version)
            .limit(limit)
        )
        with transaction(self._engine) as connection:
            return tuple(_row(text) for text in connection.execute(query).scalars())

    def find(self, version: str) -> InboxRow | None:
        """Return the row of a version."""
        with transaction(self._engine) as connection:
            text = connection.execute(sa.select(INBOX.c.row).where(INBOX.c.version == version)).scalar()
        return _row(text) if text else None

    def newest(self, project: str) -> InboxRow | None:
        """Return the row of a project's newest version."""
        query = sa.select(INBOX.c.row).where(INBOX.c.project == project).order_by(INBOX.c.arrived.desc()).limit(1)
        with transaction(self._engine) as connection:
            text = connection.execute(query).scalar()
        return _row(text) if text else None

    def requested(self, *, before_s: float, limit: int = AT_ONCE) -> tuple[InboxRow, ...]:
        """Return rows whose run was asked for so many seconds ago or earlier, and has not ended as far as is known."""
        query = (
            sa.select(INBOX.c.row)
            .where(INBOX.c.state == DropState.REQUESTED.value, INBOX.c.changed <= self._clock() - before_s)
            .order_by(INBOX.c.changed)
            .limit(limit)
        )
        with transaction(self._engine) as connection:
            return tuple(_row(text) for text in connection.execute(query).scalars())

    def acknowledge(self, versions: Collection[str]) -> None:
        """Tell that Dagster has the runs of these versions."""
        for version in sorted(versions):
            self._move(version, DropState.REQUESTED, only_from=DropState.PENDING)

    def ask_again(self, version: str, *, attempt: int = 0) -> None:
        """Tell that Dagster has no run of a version after all, or lost so many of them."""
        self._move(version, DropState.PENDING, only_from=DropState.REQUESTED, attempt=attempt)

    def touch(self, version: str) -> None:
        """Tell that a requested version was looked at: its run goes on."""
        self._move(version, DropState.REQUESTED, only_from=DropState.REQUESTED)

    def end(
        self,
        version: str,
        state: DropState,
        *,
        run_id: str | None = None,
        reason: Reason | None = None,
        film: Mapping[str, str | int | float] | None = None,
    ) -> InboxRow | None:
        """Tell how a version ended; returns its row, or None if it had ended just so before, or is not known.

        A film that was made anew takes the place of the one before; nobody is owed another word of it, but a word that is
        still owed tells the newest.
        """
        told = {"state": state, "run_id": run_id, "reason": reason, "film": film}

        def ended(row: InboxRow) -> InboxRow | None:
            if row.state is not state:
                return row.model_copy(update=told).ending(self._clock())
            return row.model_copy(update=told) if film is not None and film != row.film else None

        return self._changed(version, ended)

    def _move(self, version: str, state: DropState, *, only_from: DropState, **told: object) -> None:
        def moved(row: InboxRow) -> InboxRow | None:
            anew: dict[str, object] = {"state": state, "run_id": None, "reason": None, "film": None, **told}
            return row.model_copy(update=anew) if row.state is only_from else None

        self._changed(version, moved)

    def _changed(self, version: str, change: Callable[[InboxRow], InboxRow | None]) -> InboxRow | None:
        """Return the changed row, or None if there is nothing to change; whoever changes it meanwhile, it is changed as it is then."""
        here = INBOX.c.version == version
        while True:
            with transaction(self._engine) as connection:
                text = connection.execute(sa.select(INBOX.c.row).where(here)).scalar()
                row = change(_row(text)) if text else None
                if row is None:
                    return None
                as_it_was = here & (INBOX.c.row == text)
                done = connection.execute(sa.update(INBOX).where(as_it_was).values(_values(row, self._clock())))
            if done.rowcount:
                return row

    def owed(self, limit: int) -> tuple[InboxRow, ...]:
        """Return rows whose end is to be posted now, those that have waited longest first."""
        query = (
            sa.select(INBOX.c.row)
            .where(INBOX.c.callback_due <= self._clock())
            .order_by(INBOX.c.callback_due, INBOX.c.version)
            .limit(limit)
        )
        with transaction(self._engine) as connection:
            return tuple(_row(text) for text in connection.execute(query).scalars())

    def keep_callback(self, row: InboxRow, callback: Callback) -> bool:
        """Keep how far the callback of a row is; False if the row ended otherwise, or was tried by others, meanwhile."""
        before = row.callback

        def kept(now: InboxRow) -> InboxRow | None:
            is_same = now.state is row.state and now.callback == before
            return now.model_copy(update={"callback": callback}) if is_same else None

        return self._changed(row.version, kept) is not None

    def waits_since(self, place: str) -> tuple[float, bool]:
        """Return for how many seconds a group has been incomplete, and whether people were told; it counts from now on."""
        now = self._clock()
        with transaction(self._engine) as connection:
            found = connection.execute(sa.select(ARRIVING).where(ARRIVING.c.place == place)).first()
            if found is None:
                connection.execute(sa.insert(ARRIVING).values(place=place, first_seen=now, told=False))
                return 0.0, False
        return now - found.first_seen, bool(found.told)

    def told_incomplete(self, place: str) -> None:
        """Tell that people know that something is missing of a group."""
        with transaction(self._engine) as connection:
            connection.execute(sa.update(ARRIVING).where(ARRIVING.c.place == place).values(told=True))

    def forget_arriving(self, places: Collection[str]) -> None:
        """Forget groups that were incomplete: they are complete, or gone."""
        with transaction(self._engine) as connection:
            for place in sorted(places):
                connection.execute(sa.delete(ARRIVING).where(ARRIVING.c.place == place))

    def arriving(self) -> frozenset[str]:
        """Return the places of the groups that are incomplete."""
        with transaction(self._engine) as connection:
            return frozenset(connection.execute(sa.select(ARRIVING.c.place)).scalars())

    def overdue(self, grace_s: float) -> frozenset[str]:
        """Return the places of groups that are incomplete for so long and of which people were not told."""
        is_due = (ARRIVING.c.first_seen <= self._clock() - grace_s) & ARRIVING.c.told.is_(False)
        with transaction(self._engine) as connection:
            return frozenset(connection.execute(sa.select(ARRIVING.c.place).where(is_due)).scalars())

    def ended(self, until: float) -> Mapping[str, str]:
        """Return versions that ended before a time and were not the last of their projects, each with its upload.

        Args:
            until: The time, in seconds since 1970.
        """
        others = INBOX.alias()
        newest = sa.select(sa.func.max(others.c.arrived)).where(others.c.project == INBOX.c.project).scalar_subquery()
        query = sa.select(INBOX.c.version, INBOX.c.upload).where(_is_over(until), INBOX.c.arrived < newest)
        with transaction(self._engine) as connection:
            return {row.version: row.upload for row in connection.execute(query)}

    def forget(self, versions: Collection[str], *, until: float) -> None:
        """Delete the rows of versions that ended before a time; the same bytes would be a new version."""
        asked = sorted(versions)
        for first in range(0, len(asked), AT_ONCE):
            some = INBOX.c.version.in_(asked[first : first + AT_ONCE])
            with transaction(self._engine) as connection:
                connection.execute(sa.delete(INBOX).where(some, _is_over(until)))

    def counts(self) -> dict[DropState, int]:
        """Return how many rows there are in each state."""
        query = sa.select(INBOX.c.state, sa.func.count()).group_by(INBOX.c.state)
        with transaction(self._engine) as connection:
            return {DropState(state): count for state, count in connection.execute(query)}


def _is_over(until: float) -> sa.ColumnElement[bool]:
    """Return what is asked of a row that has ended, which was before a time, and of which nobody is owed a word."""
    ends = [state.value for state in DropState if state.is_end]
    return INBOX.c.state.in_(ends) & (INBOX.c.changed < until) & INBOX.c.callback_due.is_(None)


def _row(text: str) -> InboxRow:
    return InboxRow.model_validate_json(text)


def _values(row: InboxRow, now: float) -> dict[str, object]:
    return {
        "version": row.version,
        "project": row.project,
        "state": row.state.value,
        "tier": row.tier.value,
        "priority": row.priority,
        "changed": now,
        "row": row.model_dump_json(),
        "callback_due": row.callback.due if row.callback and row.callback.owed else None,
    }
