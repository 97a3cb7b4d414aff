"""The local pool with real processes: it starts by itself, stays, and ends; test_faults.py tells what it survives."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.instance.ref import InstanceRef

from tests.executor import pool_jobs
from videogen_dagster.executor.backends import PoolSize, StepCall
from videogen_dagster.executor.local.places import FileLock, meeting_folder, pools_of
from videogen_dagster.executor.local.plan import PoolPlan
from videogen_dagster.executor.local.pool import LocalBackend
from videogen_dagster.executor.local.workforce import LocalWorkforce
from videogen_dagster.settings import runtime_folder
from videogen_dagster.store.workspace import is_running

DATABASE = "postgresql+psycopg2://videogen:swordfish@127.0.0.1/films"
PATIENCE_S = 120.0
SUPERVISOR = (
    "import sys\n"
    "from videogen_dagster.executor.local.plan import PoolPlan\n"
    "from videogen_dagster.executor.local.supervisor import main\n"
    "main(PoolPlan.model_validate_json(sys.argv[1]))\n"
)
SIZES = {"backend": "local", "pools": {"gpu": {"devices": []}, "cpu": {"workers": 1}}}


@dataclass(frozen=True)
class Place:
    """A deployment with a pool of its own."""

    home: Path
    instance: dg.DagsterInstance

    @property
    def folder(self) -> Path:
        return meeting_folder(runtime_folder(), self.home)

    @property
    def workforce(self) -> LocalWorkforce:
        return LocalWorkforce(self.folder, answer_s=PATIENCE_S)

    @property
    def supervisor(self) -> int:
        (pool,) = pools_of(self.folder)
        return int(pool.lock.read_text())

    def run(self, job: dg.JobDefinition, told: Path) -> dg.DagsterRun:
        config = {
            "ops": {node.name: {"config": {"folder": str(told)}} for node in job.nodes},
            "execution": {"config": SIZES},
            "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
        }
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("VIDEOGEN_HOME", str(self.home))
            environment.setenv("VIDEOGEN_DATABASE_URL", DATABASE)
            environment.setenv("VIDEOGEN_CALLBACK_SECRET", "whsec_swordfish")
            result = dg.execute_job(dg.reconstructable(job), instance=self.instance, run_config=config)
        return self.instance.get_run_by_id(result.run_id)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Iterator[Place]:
    home = tmp_path_factory.mktemp("pool")
    (home / "dagster").mkdir()
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home / "dagster"))) as instance:
        made = Place(home, instance)
        yield made
        made.workforce.stop()


@pytest.fixture
def working(place, tmp_path_factory) -> Place:
    """The deployment once its workers are there."""
    if not place.workforce.workers():
        assert place.run(pool_jobs.two_follow, tmp_path_factory.mktemp("told")).status == dg.DagsterRunStatus.SUCCESS
    return place


def until(holds: Callable[[], bool]) -> bool:
    end_s = time.monotonic() + PATIENCE_S
    while not holds() and time.monotonic() < end_s:
        time.sleep(0.05)
    return holds()


def test_steps_of_two_runs_go_to_the_same_workers(place, tmp_path):
    place.workforce.stop()
    assert until(lambda: not list(pools_of(place.folder)))
    told = [tmp_path / "1", tmp_path / "2"]
    for folder in told:
        folder.mkdir()
        assert place.run(pool_jobs.two_follow, folder).status == dg.DagsterRunStatus.SUCCESS
    pids = [{path.name: int(path.read_text()) for path in folder.iterdir()} for folder in told]
    assert pids[0] == pids[1]
    assert len({os.getpid(), *pids[0].values()}) == 3, "the gpu and the cpu step have each its worker"
    both = {("gpu", pids[0]["quick-0"], 2), ("cpu", pids[0]["behind-0"], 2)}
    assert until(lambda: both == {(each.pool, each.pid, each.steps_done) for each in place.workforce.workers()})


def test_no_worker_has_the_secret_of_callbacks_and_no_secret_is_in_a_title_or_a_name(working):
    for pid in (working.supervisor, *(worker.pid for worker in working.workforce.workers())):
        variables = Path(f"/proc/{pid}/environ").read_text().split("\0")
        assert f"VIDEOGEN_DATABASE_URL={DATABASE}" in variables, "steps write to the inbox"
        assert not [each for each in variables if each.startswith("VIDEOGEN_CALLBACK_SECRET")]
        assert "swordfish" not in Path(f"/proc/{pid}/cmdline").read_text()
    assert not [path for path in working.folder.iterdir() if "swordfish" in path.name]


def test_what_a_step_prints_is_in_the_runs_own_files(place, tmp_path):
    run = place.run(pool_jobs.two_follow, tmp_path)
    outputs = (place.home / "dagster" / "storage" / run.run_id / "compute_logs").glob("*.out")
    assert [text for path in outputs if (text := path.read_text())] == [
        f"said by {(tmp_path / 'quick-0').read_text()}\n"
    ]


def test_stopped_workers_are_gone_with_their_supervisor(working):
    pids = [working.supervisor, *(worker.pid for worker in working.workforce.workers())]
    assert working.workforce.stop() == len(pids) - 1 > 0
    assert until(lambda: not any(map(is_running, pids)))
    assert until(lambda: not list(pools_of(working.folder)))


def test_a_pool_without_work_ends_and_a_call_that_nobody_understands_is_lost(tmp_path):
    sizes = {"cpu": PoolSize(devices=(None,), idle_s=0.2), "gpu": PoolSize(devices=(None,), idle_s=0.2)}
    folder = meeting_folder(tmp_path / "run", tmp_path)
    plan = PoolPlan(folder=folder, key="k" * 16, runtime=tmp_path / "run", home=tmp_path, sizes=sizes, sources=())
    ended = threading.Event()
    step = LocalBackend(plan, os.environ).start(
        StepCall(pool="cpu", run_id="r", step_key="s", packed="no arguments"), ended.set
    )
    assert ended.wait(PATIENCE_S)
    assert step.end is not None
    assert step.end.outcome == "lost"
    supervisor = int(plan.place.lock.read_text())
    assert until(lambda: not is_running(supervisor))
    assert not plan.place.socket.exists()


def test_a_supervisor_that_comes_while_another_one_leaves_takes_its_place(tmp_path):
    sizes = {"cpu": PoolSize(devices=(None,), idle_s=60), "gpu": PoolSize(devices=(None,), idle_s=60)}
    folder = meeting_folder(tmp_path / "run", tmp_path)
    plan = PoolPlan(folder=folder, key="k" * 16, runtime=tmp_path / "run", home=tmp_path, sizes=sizes, sources=())
    leaving = FileLock(plan.place.lock)
    assert leaving.take(told="1")
    with plan.place.log.open("ab") as log:
        process = subprocess.Popen([sys.executable, "-c", SUPERVISOR, plan.model_dump_json()], stderr=log)
    try:
        assert until(lambda: process.poll() is not None or "waiting for the end" in plan.place.log.read_text())
        leaving.leave()
        assert until(lambda: process.poll() is not None or "serving" in plan.place.log.read_text())
        assert plan.place.socket.exists()
        process.terminate()
        assert process.wait(PATIENCE_S) in {0, -signal.SIGTERM}, "the second, as long as it imports"
    finally:
        process.kill()
        process.wait()


def test_a_step_that_cannot_reach_its_workers_is_lost(tmp_path):
    sizes = {"cpu": PoolSize(devices=(None,), idle_s=60), "gpu": PoolSize(devices=(None,), idle_s=60)}
    (tmp_path / "file").touch()
    plan = PoolPlan(folder=tmp_path / "file", key="k", runtime=tmp_path, home=tmp_path, sizes=sizes, sources=())
    ended = threading.Event()
    call = StepCall(pool="cpu", run_id="r", step_key="s", packed="no arguments")
    step = LocalBackend(plan, os.environ).start(call, ended.set)
    assert ended.wait(PATIENCE_S)
    assert step.end is not None
    assert step.end.outcome == "lost"
    assert "Not a directory" in step.end.message
