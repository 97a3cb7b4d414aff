"""A real cluster of two machines: a film with a stage in shards on both, and what becomes of steps, runs and workers."""

import time
from pathlib import Path

import dagster as dg
import pytest

from tests.executor.ray_cluster import HEAD, OTHER, Driver, two_machines
from tests.executor.ray_lips import starts
from tests.executor.slowness import measured
from videogen_dagster.runs import open_instance
from videogen_dagster.settings import load_settings

pytestmark = pytest.mark.slow
STOPPED_S = 5.0
BEGIN_S = 120.0
BRIEF = """\
title: A lamp
resolution: 360p
scenes:
  - heading: INT. ROOM - NIGHT
    action: ANN looks at a lamp.
    duration_s: 1
    lines: ["ANN: It is late."]
  - heading: EXT. STREET - DAY
    action: ANN stands in the street.
    duration_s: 1
    lines: ["ANN: It is day."]
"""
SHARDS = ["lip_sync.shard[001]", "lip_sync.shard[002]"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("ray")


@pytest.fixture(scope="module")
def machines():
    with two_machines() as machines:
        yield machines


@pytest.fixture(scope="module")
def drivers():
    """The processes that were started, the one that answers last."""
    started: list[Driver] = []
    yield started
    for driver in started:
        driver.kill()


@pytest.fixture
def driver(machines, drivers, home) -> Driver:
    """The process that runs jobs, started again if a test has killed it."""
    if not drivers or drivers[-1].process.poll() is not None:
        drivers.append(Driver(home, machines))
    return drivers[-1]


@pytest.fixture
def film(driver, films, home):
    """What the log of a film's run tells; it is made once."""
    if not films:
        (home / "lamp.yaml").write_text(BRIEF)
        films.append(driver.ask("make", str(home / "lamp.yaml")))
    return films[0]


@pytest.fixture(scope="module")
def films():
    return []


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def wait_for(path: Path, *, timeout_s: float) -> float:
    """Wait until there is a file; returns how long that took."""
    began_s = time.monotonic()
    while not path.exists():
        assert time.monotonic() - began_s < timeout_s, f"no {path.name}"
        time.sleep(0.02)
    return time.monotonic() - began_s


def test_a_stage_of_gpus_is_made_in_shards_on_both_machines_and_a_shard_whose_worker_dies_is_tried_again(
    film, driver, home
):
    assert film["status"] == "SUCCESS"
    assert (home / "films" / "lamp.mp4").stat().st_size > 10_000

    attempts = {key: pids for key, pids in film["pids"].items() if key.startswith("lip_sync")}
    assert sorted(attempts) == ["lip_sync.gather", "lip_sync.plan", *SHARDS]
    assert sorted(len(attempts[shard]) for shard in SHARDS) == [1, 2]
    assert film["retried"] == [shard for shard in SHARDS if len(attempts[shard]) == 2]
    machines = starts(driver.lips)
    assert {machines[attempts[shard][0]] for shard in SHARDS} == {HEAD, OTHER}
    (lost,) = (attempts[shard] for shard in film["retried"])
    assert lost[0] != lost[1]
    assert not alive(lost[0])


def test_workers_of_both_pools_stay_on_both_machines_until_they_are_stopped(film, driver):
    assert film["status"] == "SUCCESS"
    workers = {pool: driver.workers(pool) for pool in ("cpu", "gpu")}
    assert all(sorted(nodes.values()) == ["one", "two"] for nodes in workers.values()), workers
    assert driver.ask("stop") == 4
    assert driver.ask("workers") == []


def test_a_cancelled_step_leaves_its_worker_warm(driver):
    cancelled = driver.ask("cancel", "endless")
    assert cancelled["status"] == "CANCELED"
    (worker,) = cancelled["pids"]["goes_on"]
    assert alive(worker)
    assert driver.ask("run", "short")["pids"] == {"quick": [worker]}


def test_the_step_of_a_killed_run_stops_within_five_seconds(driver, home):
    began, stopped = home / "dagster" / "began", home / "dagster" / "stopped"
    for path in (began, stopped):
        path.unlink(missing_ok=True)
    driver.tell("run", "endless")
    wait_for(began, timeout_s=BEGIN_S)
    with measured() as slowness:
        driver.kill()
        took_s = wait_for(stopped, timeout_s=BEGIN_S)
    assert took_s < slowness.stretched(STOPPED_S)
    assert alive(int(began.read_text())), "the worker waits for the next step"
    with open_instance(load_settings({}, home=home)) as instance:
        (run,) = instance.get_runs(limit=1)
        steps = instance.get_records_for_run(run.run_id, of_type=dg.DagsterEventType.STEP_SUCCESS).records
    assert steps == []
