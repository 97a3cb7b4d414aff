"""Processes that stay keep their connections to Postgres, and get new ones when the server was started again."""

import threading

import dagster as dg
import pytest
import sqlalchemy as sa
from dagster._core.events import EngineEventData
from dagster._core.test_utils import create_run_for_test

from tests.fakes.postgres import postgres_server
from videogen_dagster.executor.kept_storages import keep_connections

QUESTIONS = 20


@pytest.fixture
def open_instance(tmp_path):
    """Opens the same instance as often as it is asked to."""

    def open_instance(url: str) -> dg.DagsterInstance:
        home = tmp_path / "dagster"
        home.mkdir(exist_ok=True)
        (home / "dagster.yaml").write_text(f"storage:\n  postgres:\n    postgres_url: {url}\n")
        instance = dg.DagsterInstance.from_config(str(home))
        opened.append(instance)
        return instance

    opened: list[dg.DagsterInstance] = []
    yield open_instance
    for instance in opened:
        instance.dispose()


@pytest.fixture
def connections():
    """Every connection to Postgres that this thread makes; others may have theirs."""
    made: list[object] = []
    here = threading.get_ident()

    def note(connection: object, _record: object) -> None:
        if threading.get_ident() == here:
            made.append(connection)

    sa.event.listen(sa.Engine, "connect", note)
    yield made
    sa.event.remove(sa.Engine, "connect", note)


def work(instance: dg.DagsterInstance) -> None:
    """Do what steps do all the time."""
    run = create_run_for_test(instance)
    for number in range(QUESTIONS):
        assert instance.has_dynamic_partition("projects", "harbour")
        instance.report_engine_event(f"step {number}", run, EngineEventData())
    assert len(instance.all_logs(run.run_id)) == QUESTIONS


def test_a_process_that_stays_makes_a_few_connections_and_not_one_a_question(
    open_instance, postgres_server, connections
):
    url = postgres_server.new_database()
    instance = open_instance(url)
    instance.add_dynamic_partitions("projects", ["harbour"])
    connections.clear()
    work(instance)
    assert len(connections) > 2 * QUESTIONS
    keep_connections(instance)
    connections.clear()
    work(instance)
    assert len(connections) <= 2, "one for the log, one for the runs"


def test_kept_connections_outlive_a_restart_of_the_server(open_instance, tmp_path):
    with postgres_server(tmp_path / "postgres") as server:
        instance = open_instance(server.url)
        instance.add_dynamic_partitions("projects", ["harbour"])
        keep_connections(instance)
        work(instance)
        server.stop()
        server.start()
        work(instance)


def test_who_keeps_connections_already_is_left_alone(open_instance, postgres_server):
    instance = open_instance(postgres_server.new_database())
    keep_connections(instance)
    log, runs = instance.event_log_storage, instance.run_storage
    keep_connections(instance)
    assert (instance.event_log_storage, instance.run_storage) == (log, runs)
