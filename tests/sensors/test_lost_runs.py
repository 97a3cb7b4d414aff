"""Runs whose process is gone are told, those that a cancel did not reach are ended; all others are left alone."""

import json
import os
import signal
import socket
import subprocess
import sys
from types import FrameType

import dagster as dg
import pytest
from dagster._core.storage.tags import GRPC_INFO_TAG

from videogen_dagster.definitions import defs
from videogen_dagster.executor.run_process import PID_TAG, own_process
from videogen_dagster.run_states import is_abandoned
from videogen_dagster.sensors.lost_runs import end_cancelled, give_up_retries, lost_runs_are_told
from videogen_dagster.store.workspace import start_of

HERE = socket.gethostname()
PATIENCE_S = 120.0


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    with dg.instance_for_test(temp_dir=str(tmp_path_factory.mktemp("dagster"))) as instance:
        yield instance


@pytest.fixture
def gone() -> int:
    """An id that nobody has: that of a process that has ended may be another's by now, and none is above 2 ** 22."""
    return 2**22 + 1


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


def test_a_process_that_has_the_id_of_a_run_and_began_later_is_not_its_own(instance):
    own = own_process("RUN")
    assert own.endswith(f"#RUN.{start_of(os.getpid())}")
    assert looked_at(instance, own, dg.DagsterRunStatus.STARTED) is dg.DagsterRunStatus.STARTED
    earlier = f"{own.rpartition('.')[0]}.1"
    assert looked_at(instance, earlier, dg.DagsterRunStatus.STARTED) is dg.DagsterRunStatus.FAILURE


def test_a_run_that_ends_between_the_look_at_its_record_and_that_at_its_process_is_not_lost(instance, sleeper):
    run = instance.create_run_for_job(defs.resolve_job_def("make_film"), status=dg.DagsterRunStatus.STARTED)
    tag(instance, run.run_id, f"{sleeper.pid}@{HERE}#RUN.{start_of(sleeper.pid)}")

    def end_meanwhile(frame: FrameType, event: str, _value: object) -> None:
        if event == "call" and frame.f_code is is_abandoned.__code__:
            sys.setprofile(None)
            succeeded = dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, run.job_name)
            instance.report_dagster_event(succeeded, run.run_id)
            sleeper.kill()
            sleeper.wait()

    with dg.build_sensor_context(instance=instance) as context:
        sys.setprofile(end_meanwhile)
        try:
            lost_runs_are_told(context)
        finally:
            sys.setprofile(None)
    assert sleeper.poll() == -signal.SIGKILL
    assert instance.get_run_by_id(run.run_id).status is dg.DagsterRunStatus.SUCCESS
    instance.delete_run(run.run_id)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"dagster/backfill": "x"}, "false"),
        ({"dagster/backfill": "x", "dagster/auto_retry_run_id": "y"}, "true"),
        ({}, "true"),  # of a drop: its own sensor starts it again
    ],
)
def test_a_backfill_does_not_wait_for_a_run_that_dagster_never_started_again(instance, tags, expected):
    job = defs.resolve_job_def("make_film")
    run = instance.create_run_for_job(job, tags={"dagster/will_retry": "true", **tags})
    instance.report_run_failed(run)
    give_up_retries(instance, after_s=60)
    assert instance.get_run_by_id(run.run_id).tags["dagster/will_retry"] == "true", "Dagster has time to do it"
    give_up_retries(instance, after_s=-1)
    assert instance.get_run_by_id(run.run_id).tags["dagster/will_retry"] == expected
    instance.delete_run(run.run_id)


@pytest.fixture
def sleeper():
    """A process that stands for that of a run, and heeds an interrupt even where this one was started without."""
    program = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_DFL); print(flush=True); time.sleep(3600)"
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


@pytest.fixture(params=[dg.DagsterRunStatus.CANCELING, dg.DagsterRunStatus.CANCELED])
def cancelled(request, instance, sleeper):
    """A run of a code server that was cancelled and whose process goes on."""
    job = defs.resolve_job_def("make_film")
    run = instance.create_run_for_job(job, tags={GRPC_INFO_TAG: "{}"})
    instance.report_run_canceling(run)
    if request.param is dg.DagsterRunStatus.CANCELED:
        instance.report_run_canceled(run)
    tag(instance, run.run_id, f"{sleeper.pid}@{HERE}#RUN.{start_of(sleeper.pid)}")
    yield run.run_id
    instance.delete_run(run.run_id)


def tag(instance: dg.DagsterInstance, run_id: str, value: str) -> None:
    instance.add_run_tags(run_id, {PID_TAG: value.replace("RUN", run_id[:8])})


def test_a_cancel_that_did_not_reach_its_run_is_told_to_its_process(instance, cancelled, sleeper):
    assert end_cancelled(instance, {}, heard_s=3600) == {}, "its code server has some time to tell it"
    assert sleeper.poll() is None
    assert list(end_cancelled(instance, {}, heard_s=0)) == [cancelled]
    assert sleeper.wait(timeout=PATIENCE_S) == -signal.SIGINT
    assert end_cancelled(instance, {cancelled: 0.0}) == {}


def test_a_run_that_goes_on_although_it_was_told_is_ended(instance, cancelled, sleeper):
    for told, ending in (("a moment ago", None), ("long ago", -signal.SIGKILL)):
        cursor = json.dumps({cancelled: 0.0 if told == "long ago" else 2.0**40})
        with dg.build_sensor_context(instance=instance, cursor=cursor) as context:
            skipped = lost_runs_are_told(context)
        assert list(json.loads(context.cursor)) == [cancelled]
        assert skipped.skip_message == "1 cancelled runs had not heard of it"
        assert (sleeper.wait(timeout=PATIENCE_S) if ending else sleeper.poll()) == ending


@pytest.mark.parametrize(
    "value", ["PID@HERE#RUN.1", "PID@HERE#RUN", "PID@elsewhere#RUN.OWN", "PID@HERE#0a1b2c3d.OWN", ""]
)
def test_processes_that_are_not_surely_those_of_a_cancelled_run_are_left_alone(instance, cancelled, sleeper, value):
    value = value.replace("PID", str(sleeper.pid)).replace("HERE", HERE).replace("OWN", str(start_of(sleeper.pid)))
    tag(instance, cancelled, value)
    assert end_cancelled(instance, {cancelled: 0.0}, heard_s=0) == {}
    assert sleeper.poll() is None


def test_a_run_that_was_not_launched_and_one_that_was_not_cancelled_are_left_alone(instance, sleeper):
    job = defs.resolve_job_def("make_film")
    command = instance.create_run_for_job(job, status=dg.DagsterRunStatus.CANCELED)
    at_work = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED, tags={GRPC_INFO_TAG: "{}"})
    for run in (command, at_work):
        tag(instance, run.run_id, f"{sleeper.pid}@{HERE}#RUN.{start_of(sleeper.pid)}")
        assert end_cancelled(instance, {run.run_id: 0.0}, heard_s=0) == {}
        instance.delete_run(run.run_id)
    assert sleeper.poll() is None
