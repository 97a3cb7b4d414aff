"""Runs are forked from a process that has imported all they need, and whoever dies in between starts none twice."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.reconstruct import ReconstructableRepository
from dagster._core.errors import DagsterInvariantViolationError
from dagster._core.launcher.base import LaunchRunContext, WorkerStatus
from dagster._serdes import serialize_value

from tests.e2e.serving import until
from videogen_dagster.executor.local.places import meeting_folder
from videogen_dagster.executor.run_process import PID_TAG, process_of
from videogen_dagster.instance_configuration import keep_configuration
from videogen_dagster.launching.launcher import HOST_TAG, MODULE, ResidentRunLauncher, host_of
from videogen_dagster.launching.wire import (
    MOST_BYTES,
    Alive,
    AskAlive,
    AskRun,
    Begin,
    Message,
    Ready,
    Unheard,
    hear,
    host_name,
    host_socket,
    tell,
)
from videogen_dagster.sensors.lost_runs import lost_runs_are_told
from videogen_dagster.services.health import takes_runs
from videogen_dagster.settings import runtime_folder
from videogen_dagster.store.workspace import is_running

JOB = "index_receipts"
PATIENCE_S = 120.0
ENDED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Generator[Path]:
    """A home whose files of code can be changed: one of them composes scenes."""
    folder = tmp_path_factory.mktemp("home").resolve()
    keep_configuration(folder / "dagster")
    (folder / "mine.py").write_text("def mine(scene):\n    yield None\n")
    yield folder
    shutil.rmtree(meeting_folder(runtime_folder(), folder))


@pytest.fixture(autouse=True)
def at_home(home, monkeypatch):
    monkeypatch.setenv("VIDEOGEN_HOME", str(home))
    monkeypatch.setenv("DAGSTER_HOME", str(home / "dagster"))
    monkeypatch.setenv("VIDEOGEN_COMPOSITES", str(home / "mine.py"))


@pytest.fixture(scope="module")
def hosts() -> Generator[list[subprocess.Popen[bytes]]]:
    """The run hosts that were started, the one that serves last."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def host(home, at_home, hosts) -> subprocess.Popen[bytes]:
    """The run host of the home, started again if a test has ended it."""
    if not hosts or hosts[-1].poll() is not None:
        hosts.append(subprocess.Popen([sys.executable, "-m", "videogen_dagster.launching.host"]))
        until(takes_runs(str(host_socket(home))), lambda fault: fault is None, within_s=PATIENCE_S)
    return hosts[-1]


@pytest.fixture
def instance(home) -> Generator[dg.DagsterInstance]:
    with dg.DagsterInstance.from_config(str(home / "dagster")) as opened:
        yield opened


def new_run(instance: dg.DagsterInstance, module: str = MODULE) -> dg.DagsterRun:
    """Record a run that is about to be launched."""
    job = ReconstructableRepository.for_module(MODULE, "defs").get_reconstructable_job(JOB)
    origin = ReconstructableRepository.for_module(module, "defs").get_reconstructable_job(JOB).get_python_origin()
    starting = dg.DagsterRunStatus.STARTING
    return instance.create_run_for_job(job.get_definition(), job_code_origin=origin, status=starting)


def launch(instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
    instance.run_launcher.launch_run(LaunchRunContext(dagster_run=run, workspace=None))


def asked(home: Path, message: Message) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE_S)
    connection.connect(str(host_socket(home)))
    tell(connection, message)
    return connection


def answer_to(home: Path, message: Message) -> Message:
    with closing(asked(home, message)) as connection:
        return hear(connection)


def held(home: Path, instance: dg.DagsterInstance, run: dg.DagsterRun) -> tuple[socket.socket, int]:
    """Return a process that waits to be told to begin with a run, named by its record, and the connection to it."""
    connection = asked(home, AskRun(run_id=run.run_id, instance=serialize_value(instance.get_ref())))
    answer = hear(connection)
    assert isinstance(answer, Ready)
    tags = {PID_TAG: answer.process, HOST_TAG: f"{host_name(home)}#{run.run_id[:8]}"}
    instance.add_run_tags(run.run_id, tags)
    found = process_of(fresh(instance, run))
    assert found is not None
    assert found.is_alive
    return connection, found.pid


def fresh(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dg.DagsterRun:
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    return found


def end_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dg.DagsterRunStatus:
    return until(lambda: fresh(instance, run).status, lambda status: status in ENDED, within_s=PATIENCE_S)


def test_a_run_is_forked_from_the_host_and_its_record_names_its_process(host, home, instance):
    run = new_run(instance)
    launch(instance, run)
    assert host_of(fresh(instance, run)) == host_name(home)
    assert end_of(instance, run) is dg.DagsterRunStatus.SUCCESS
    process = process_of(fresh(instance, run))
    assert process is not None
    assert process.started is not None
    until(lambda: is_running(process.pid, process.started), lambda goes_on: not goes_on, within_s=PATIENCE_S)
    messages = [event.user_message for event in instance.all_logs(run.run_id)]
    assert not any("import" in message.lower() for message in messages)
    assert host.poll() is None


def test_what_is_no_message_and_who_says_nothing_end_no_host(host, home):
    for rubbish in (b"\0" * 100, b"{}\n", b'{"kind": "run"}\n', b'{"kind": "begin"}\n', b"x" * (2 * MOST_BYTES), b""):
        until(lambda: answer_to(home, AskAlive()), Alive(runs=0).__eq__, within_s=PATIENCE_S)
        with closing(socket.socket(socket.AF_UNIX)) as connection:
            connection.connect(str(host_socket(home)))
            try:
                connection.sendall(rubbish)
            except (BrokenPipeError, ConnectionResetError):  # the second, if something was not read yet
                continue
    with closing(socket.socket(socket.AF_UNIX)) as silent:
        silent.connect(str(host_socket(home)))
        assert takes_runs(str(host_socket(home)))() is None
    assert host.poll() is None


@pytest.mark.usefixtures("host")
def test_a_run_that_its_instance_does_not_know_is_refused(home, instance):
    unknown = AskRun(run_id="0a1b2c3d", instance=serialize_value(instance.get_ref()))
    for asking in (unknown, AskRun(run_id="0a1b2c3d", instance="no instance")):
        with closing(asked(home, asking)) as connection:
            assert hear(connection).kind == "refused"


@pytest.mark.usefixtures("host")
def test_a_run_whose_launcher_is_gone_before_it_said_begin_is_not_begun(home, instance):
    run = new_run(instance)
    before = len(instance.all_logs(run.run_id))
    connection, pid = held(home, instance, run)
    connection.close()
    until(lambda: is_running(pid), lambda goes_on: not goes_on, within_s=PATIENCE_S)
    assert fresh(instance, run).status is dg.DagsterRunStatus.STARTING
    assert len(instance.all_logs(run.run_id)) == before


def test_a_run_goes_on_when_its_host_is_killed(host, home, instance):
    run = new_run(instance)
    connection, _ = held(home, instance, run)
    host.kill()
    host.wait()
    with closing(connection):
        tell(connection, Begin())
    assert end_of(instance, run) is dg.DagsterRunStatus.SUCCESS
    names = [event.dagster_event_type for event in instance.all_logs(run.run_id) if event.is_dagster_event]
    assert names.count(dg.DagsterEventType.RUN_START) == 1


@pytest.mark.usefixtures("host")
def test_a_cancel_reaches_the_process_of_a_run(home, instance):
    run = new_run(instance)
    connection, pid = held(home, instance, run)
    assert instance.run_launcher.terminate(run.run_id)
    with closing(connection):
        tell(connection, Begin())
    assert end_of(instance, run) is dg.DagsterRunStatus.CANCELED
    until(lambda: is_running(pid), lambda goes_on: not goes_on, within_s=PATIENCE_S)
    assert not instance.run_launcher.terminate(run.run_id)


@pytest.mark.usefixtures("host")
def test_a_run_whose_process_is_killed_is_told_as_lost(home, instance):
    run = new_run(instance)
    connection, pid = held(home, instance, run)
    launcher = instance.run_launcher
    assert isinstance(launcher, ResidentRunLauncher)
    assert launcher.check_run_worker_health(fresh(instance, run)).status is WorkerStatus.RUNNING
    os.kill(pid, signal.SIGKILL)
    with closing(connection), pytest.raises(Unheard):
        hear(connection)
    until(lambda: is_running(pid), lambda goes_on: not goes_on, within_s=PATIENCE_S)
    assert launcher.check_run_worker_health(fresh(instance, run)).status is WorkerStatus.FAILED
    with dg.build_sensor_context(instance=instance) as context:
        lost_runs_are_told(context)
    assert fresh(instance, run).status is dg.DagsterRunStatus.FAILURE


@pytest.mark.usefixtures("host")
def test_runs_of_other_definitions_are_left_to_the_code_server(instance):
    run = new_run(instance, module="somebody.definitions")
    with pytest.raises(DagsterInvariantViolationError, match="requires a workspace"):
        launch(instance, run)
    assert host_of(fresh(instance, run)) is None


def test_a_host_with_old_code_takes_no_run_and_becomes_one_with_the_new(host, home, instance):
    (home / "mine.py").write_text("def mine(scene):\n    yield scene\n")
    run = new_run(instance)
    with pytest.raises(DagsterInvariantViolationError, match="requires a workspace"):
        launch(instance, run)
    assert host_of(fresh(instance, run)) is None
    until(takes_runs(str(host_socket(home))), lambda fault: fault is None, within_s=PATIENCE_S)
    launch(instance, run)
    assert end_of(instance, run) is dg.DagsterRunStatus.SUCCESS
    assert host.poll() is None, "the same process"


def test_without_a_host_the_code_server_launches(host, instance):
    host.terminate()
    assert host.wait(PATIENCE_S) == 0
    run = new_run(instance)
    with pytest.raises(DagsterInvariantViolationError, match="requires a workspace"):
        launch(instance, run)
    assert host_of(fresh(instance, run)) is None
    assert not instance.run_launcher.terminate(run.run_id), "as Dagster does it"
