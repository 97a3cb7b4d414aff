"""Runs whose process is gone are told; all others are left alone."""

import os
import socket
import subprocess
import sys

import dagster as dg
import pytest

from videogen_dagster.definitions import defs
from videogen_dagster.executor.run_process import PID_TAG
from videogen_dagster.sensors.lost_runs import lost_runs_are_told

HERE = socket.gethostname()


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    with dg.instance_for_test(temp_dir=str(tmp_path_factory.mktemp("dagster"))) as instance:
        yield instance


@pytest.fixture(scope="module")
def gone() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def looked_at(instance: dg.DagsterInstance, tag: str, status: dg.DagsterRunStatus) -> dg.DagsterRunStatus:
    """Return how it stands with a run behind a look at it; `RUN` in the tag is its own name."""
    job = defs.resolve_job_def("make_film")
    run = instance.create_run_for_job(job, status=status)
    instance.add_run_tags(run.run_id, {PID_TAG: tag.replace("RUN", run.run_id[:8])})
    with dg.build_sensor_context(instance=instance) as context:
        lost_runs_are_told(context)
    found = instance.get_run_by_id(run.run_id)
    instance.delete_run(run.run_id)
    return found.status


def test_a_run_whose_process_is_gone_has_failed(instance, gone):
    assert looked_at(instance, f"{gone}@{HERE}#RUN", dg.DagsterRunStatus.STARTED) is dg.DagsterRunStatus.FAILURE


def test_one_that_was_being_cancelled_is_cancelled(instance, gone):
    assert looked_at(instance, f"{gone}@{HERE}#RUN", dg.DagsterRunStatus.CANCELING) is dg.DagsterRunStatus.CANCELED


def test_a_process_that_ended_and_that_nobody_took_note_of_is_gone(instance):
    process = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    process.stdout.read()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    tag = f"{process.pid}@{HERE}#RUN"
    assert looked_at(instance, tag, dg.DagsterRunStatus.STARTED) is dg.DagsterRunStatus.FAILURE
    process.communicate()


@pytest.mark.parametrize("tag", ["OWN@HERE#RUN", "GONE@elsewhere#RUN", "GONE@HERE#0a1b2c3d", "", "?@?"])
def test_runs_at_work_of_other_machines_and_with_a_copied_tag_are_left_alone(instance, gone, tag):
    tag = tag.replace("OWN", str(os.getpid())).replace("GONE", str(gone)).replace("HERE", HERE)
    assert looked_at(instance, tag, dg.DagsterRunStatus.STARTED) is dg.DagsterRunStatus.STARTED


def test_a_run_that_has_not_begun_is_left_alone(instance, gone):
    tag = f"{gone}@{HERE}#RUN"
    assert looked_at(instance, tag, dg.DagsterRunStatus.NOT_STARTED) is dg.DagsterRunStatus.NOT_STARTED
