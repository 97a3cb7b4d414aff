"""What becomes of runs when the services are stopped."""

import json
import socket
import subprocess

import dagster as dg
import pytest
from dagster._core.storage.tags import GRPC_INFO_TAG, MAX_RETRIES_TAG, WILL_RETRY_TAG
from dagster._core.utils import make_new_run_id

from videogen_dagster.executor.run_process import PID_TAG
from videogen_dagster.instance_configuration import keep_configuration
from videogen_dagster.launching.launcher import HOST_TAG
from videogen_dagster.services.processes import kill
from videogen_dagster.services.run_ends import end_runs

OURS, ANOTHER = "/run/ours/code", "/run/another/code"


@pytest.fixture
def instance(tmp_path):
    keep_configuration(tmp_path)
    with dg.DagsterInstance.from_config(str(tmp_path)) as opened:
        yield opened


@pytest.fixture
def sleeper():
    """A process that stands for that of a run."""
    process = subprocess.Popen(["sleep", "1000"])
    yield process
    process.kill()
    process.wait()


def add_run(
    instance: dg.DagsterInstance, code_server: str, *, pid: int | None = None, host: str = "", start: str = ""
) -> str:
    """Record a run that has begun; returns its id."""
    run_id = make_new_run_id()
    tags = {GRPC_INFO_TAG: json.dumps({"host": "localhost", "socket": code_server})}
    if pid is not None:
        tags[PID_TAG] = f"{pid}@{host or socket.gethostname()}#{run_id[:8]}{start}"
    run = dg.DagsterRun(job_name="make_film", run_id=run_id, status=dg.DagsterRunStatus.STARTED, tags=tags)
    instance.add_run(run)
    return run_id


def found(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRun:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run


def test_a_run_is_told_as_stopped_will_be_started_again_and_its_process_ends(instance, sleeper):
    run_id = add_run(instance, OURS, pid=sleeper.pid)
    assert end_runs(instance, OURS, kill) == 1
    assert sleeper.wait(timeout=120) < 0
    run = found(instance, run_id)
    assert run.status is dg.DagsterRunStatus.FAILURE
    assert run.tags[WILL_RETRY_TAG] == "true"
    assert run.tags[MAX_RETRIES_TAG] == "4", "being stopped is none of the three tries"


def test_however_often_it_is_stopped_it_is_started_again(instance):
    instance.add_run(dg.DagsterRun(job_name="make_film", run_id=(first := make_new_run_id())))
    for stop in (1, 4):
        run_id = make_new_run_id()
        tags = {
            GRPC_INFO_TAG: json.dumps({"socket": OURS}),
            MAX_RETRIES_TAG: str(2 + stop),
            "dagster/root_run_id": first,
            "dagster/parent_run_id": first,
        }
        started = dg.DagsterRunStatus.STARTED
        run = dg.DagsterRun(
            job_name="make_film", run_id=run_id, status=started, tags=tags, root_run_id=first, parent_run_id=first
        )
        instance.add_run(run)
        end_runs(instance, OURS, kill)
        assert found(instance, run_id).tags[WILL_RETRY_TAG] == "true", stop


def test_runs_of_other_code_servers_and_processes_of_other_machines_are_left_alone(instance, sleeper):
    theirs = add_run(instance, ANOTHER, pid=sleeper.pid)
    elsewhere = add_run(instance, OURS, pid=sleeper.pid, host="another-machine")
    assert end_runs(instance, OURS, kill) == 1
    assert found(instance, theirs).status is dg.DagsterRunStatus.STARTED
    assert found(instance, elsewhere).status is dg.DagsterRunStatus.FAILURE
    assert sleeper.poll() is None


def test_a_run_that_the_run_host_launched_ends_and_those_of_other_hosts_are_left_alone(instance, sleeper):
    ours, theirs = add_run(instance, ANOTHER, pid=sleeper.pid), add_run(instance, ANOTHER)
    for run_id, name in ((ours, "0a1b2c3d"), (theirs, "ffffffff")):
        instance.add_run_tags(run_id, {HOST_TAG: f"{name}#{run_id[:8]}"})
    instance.add_run_tags((again := add_run(instance, ANOTHER)), {HOST_TAG: f"0a1b2c3d#{ours[:8]}"})
    assert end_runs(instance, OURS, kill, host="0a1b2c3d") == 1
    assert sleeper.wait(timeout=120) < 0
    statuses = [found(instance, run_id).status for run_id in (ours, theirs, again)]
    assert statuses == [dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTED]


def test_a_run_whose_process_is_gone_already_is_told_just_so(instance, sleeper):
    sleeper.kill()
    sleeper.wait()
    run_id = add_run(instance, OURS, pid=sleeper.pid)
    assert end_runs(instance, OURS, kill) == 1
    assert found(instance, run_id).status is dg.DagsterRunStatus.FAILURE


def test_a_process_that_got_the_id_of_one_that_is_gone_is_left_alone(instance, sleeper):
    run_id = add_run(instance, OURS, pid=sleeper.pid, start=".1")
    assert end_runs(instance, OURS, kill) == 1
    assert found(instance, run_id).status is dg.DagsterRunStatus.FAILURE
    assert sleeper.poll() is None
