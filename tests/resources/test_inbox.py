"""The inbox over SQLite and over Postgres: the same questions, the same answers."""

import threading
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from videogen_dagster.core.drops import Callback, Drop, DropState, InboxRow, Member, Reason
from videogen_dagster.core.errors import InvalidInput, StorageFailure
from videogen_dagster.resources.database import NEWEST, connect, open_database, schema_version, upgrade
from videogen_dagster.resources.inbox import Inbox
from videogen_dagster.resources.tables import TABLES


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


class Meanwhile(Inbox):
    """The same inbox for a process that is overtaken by another one after it has looked at a row."""

    def __init__(self, inbox: Inbox, other: Callable[[], None]) -> None:
        self._others = [other]
        super().__init__(inbox._engine, self._overtaken)

    def _overtaken(self) -> float:
        while self._others:
            self._others.pop()()
        return 2000.0


@pytest.fixture(params=["sqlite", "postgres"])
def inbox(request, tmp_path) -> Iterator[Inbox]:
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{tmp_path / 'videogen.db'}")
    else:
        engine = connect(request.getfixturevalue("postgres"))
        upgrade(engine)
        with engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM inbox"))
            connection.execute(sa.text("DELETE FROM arriving"))
    yield Inbox(engine, Clock())
    engine.dispose()


def row(version: str, project: str = "mug", **more: object) -> InboxRow:
    drop = Drop(place=f"{project}.fountain", members=(Member(name=f"{project}.fountain", size=1, etag=version),))
    return InboxRow.model_validate({"version": version, "project": project, "drop": drop, **more})


def test_an_upload_is_added_once(inbox):
    assert inbox.unknown(["v1", "v2"]) == {"v1", "v2"}
    inbox.add("v1", [row("v1")])
    inbox.add("v1", [row("v1-again")])
    assert inbox.unknown(["v1", "v2"]) == {"v2"}
    assert inbox.pending(10) == (row("v1"),)


def test_of_many_who_add_the_same_upload_at_once_one_succeeds(inbox):
    start = threading.Barrier(8)

    def add() -> None:
        start.wait()
        inbox.add("v1", [row("v1a", "a"), row("v1b", "b")])

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert inbox.counts() == {DropState.PENDING: 2}


def test_a_newer_version_supersedes_one_that_waits_and_no_other(inbox):
    inbox.add("v1", [row("v1")])
    inbox.acknowledge(["v1"])
    inbox.add("v2", [row("v2"), row("w2", "lamp")])
    (superseded,) = inbox.add("v3", [row("v3")])
    assert (superseded.version, superseded.state) == ("v2", DropState.SUPERSEDED)
    assert inbox.counts() == {DropState.REQUESTED: 1, DropState.PENDING: 2, DropState.SUPERSEDED: 1}


def test_the_most_urgent_come_first_and_of_those_the_oldest(inbox):
    for version, priority in (("a", 0), ("b", 10), ("c", 0), ("d", 10)):
        inbox.add(version, [row(version, version, priority=priority)])
    assert [each.version for each in inbox.pending(3)] == ["b", "d", "a"]


def test_a_state_is_left_only_for_the_next_one(inbox):
    inbox.add("v1", [row("v1")])
    inbox.ask_again("v1")
    assert inbox.counts() == {DropState.PENDING: 1}
    inbox.acknowledge(["v1"])
    inbox.acknowledge(["v1"])
    assert inbox.counts() == {DropState.REQUESTED: 1}
    why = Reason(code="engine_failed", message="no such hill")
    ended = inbox.end("v1", DropState.FAILED, run_id="r", reason=why)
    assert (ended.state, ended.reason, ended.run_id) == (DropState.FAILED, why, "r")
    assert inbox.end("v1", DropState.FAILED) is None
    inbox.acknowledge(["v1"])
    inbox.ask_again("v1")
    assert inbox.find("v1") == ended
    assert inbox.end("v1", DropState.COMPLETED, run_id="s").run_id == "s", "a person may start a failed run again"


def test_an_end_is_kept_though_the_run_is_acknowledged_at_the_same_moment(inbox):
    inbox.add("v1", [row("v1")])
    ended = Meanwhile(inbox, lambda: inbox.acknowledge(["v1"])).end("v1", DropState.COMPLETED, run_id="r")
    assert ended is not None
    assert (inbox.find("v1").state, inbox.counts()) == (DropState.COMPLETED, {DropState.COMPLETED: 1})


def test_a_film_that_was_retaken_takes_the_place_of_the_one_before_it(inbox):
    inbox.add("v1", [row("v1", callback=Callback(url="https://shop.example.com/films"))])
    inbox.end("v1", DropState.COMPLETED, run_id="r", film={"sha256": "old"})
    (owed,) = inbox.owed(10)
    tried = owed.callback.model_copy(update={"attempts": 1, "due": 0.0})
    assert inbox.keep_callback(owed, tried)
    assert inbox.end("v1", DropState.COMPLETED, run_id="s", film={"sha256": "new"}).run_id == "s"
    (now,) = inbox.owed(10)
    assert (now.film, now.callback) == ({"sha256": "new"}, tried), "the word that is owed tells the newest"
    assert inbox.end("v1", DropState.COMPLETED, run_id="t", film={"sha256": "new"}) is None


def test_what_ended_long_ago_is_forgotten_unless_somebody_may_ask_for_it(inbox):
    inbox.add("v1", [row("v1")])
    inbox.add("v2", [row("v2", callback=Callback(url="https://shop.example.com/films"))])
    inbox.add("v3", [row("v3")])
    inbox.add("l1", [row("l1", "lamp")])
    for version in ("v1", "v2", "l1"):
        inbox.end(version, DropState.COMPLETED, run_id="r", film={"sha256": version})
    inbox._clock.now += 100
    inbox.add("v4", [row("v4")])
    inbox.end("v3", DropState.FAILED, run_id="r")
    inbox.end("v4", DropState.FAILED, run_id="r")
    until = inbox.now() - 50
    assert inbox.ended(until) == {"v1": "v1"}, "v2 owes a word, v3 ended later, l1 is the lamp's last"
    inbox.ask_again("v1")
    inbox.forget(["v1", "v2", "v3"], until=until)
    assert {each for each in ("v1", "v2", "v3", "v4", "l1") if inbox.find(each)} == {"v2", "v3", "v4", "l1"}


def test_what_was_requested_long_ago_is_found(inbox):
    inbox.add("v1", [row("v1")])
    inbox.acknowledge(["v1"])
    assert inbox.requested(before_s=60) == ()
    inbox._clock.now += 100
    assert [each.version for each in inbox.requested(before_s=60)] == ["v1"]
    inbox.touch("v1")
    assert inbox.requested(before_s=60) == ()


def test_the_newest_version_of_a_project_is_found(inbox):
    inbox.add("v1", [row("v1")])
    inbox.add("v2", [row("v2")])
    assert inbox.newest("mug").version == "v2"
    assert inbox.newest("lamp") is None


def test_a_group_that_arrives_is_waited_for_from_its_first_sight(inbox):
    assert inbox.waits_since("mug/") == (0.0, False)
    waited_s, told = inbox.waits_since("mug/")
    assert (waited_s > 0, told) == (True, False)
    inbox.told_incomplete("mug/")
    assert inbox.waits_since("mug/")[1]
    inbox.forget_arriving(["mug/"])
    assert inbox.arriving() == frozenset()


def test_a_database_of_postgres_is_migrated_by_command_only(postgres):
    engine = connect(postgres)
    with engine.begin() as connection:
        for table in (*TABLES.tables, "videogen_version"):
            connection.execute(sa.text(f"DROP TABLE IF EXISTS {table} CASCADE"))
    with pytest.raises(StorageFailure, match="videogen db upgrade"):
        open_database(postgres)
    upgrade(engine)
    assert schema_version(engine) == NEWEST
    assert open_database(postgres)


def test_a_database_that_cannot_be_reached_says_so_without_its_password():
    with pytest.raises(StorageFailure) as failure:
        open_database("postgresql+psycopg2://user:swordfish@127.0.0.1:9/films")
    assert "swordfish" not in str(failure.value)


def test_an_address_that_is_none_is_refused():
    with pytest.raises(InvalidInput, match="no database URL"):
        open_database("not a url")
