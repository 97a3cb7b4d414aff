"""Steps in a real cluster of two machines: a film over both, and what becomes of steps, runs and workers that end early."""

import time
from pathlib import Path

import dagster as dg
import pytest

from tests.executor.ray_cluster import Driver, two_machines
from videogen_dagster.runs import open_instance
from videogen_dagster.settings import load_settings

pytestmark = pytest.mark.slow
STOPPED_S = 5.0
BEGIN_S = 120.0
BRIEF = """\
title: {title}
resolution: 360p
scenes:
  - heading: INT. ROOM - NIGHT
    action: A {title} stands on a table.
    duration_s: 1
    lines: [{{text: It is late.}}]
  - heading: EXT. STREET - DAY
    action: A {title} stands in the street.
    duration_s: 1
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("ray")


@pytest.fixture(scope="module")
def driver(home):
    with two_machines() as machines:
        driver = Driver(home, machines)
        try:
            yield driver
        finally:
            driver.kill()


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def wait_for(path: Path, *, timeout_s: float) -> float:
    """Wait until there is a file; returns how long that took."""
    began_s = time.monotonic()
    while not path.exists():
        assert time.monotonic() - began_s < timeout_s, f"no {path.name}"
        time.sleep(0.02)
    return time.monotonic() - began_s


def brief(folder: Path, title: str) -> str:
    path = folder / f"{title}.yaml"
    path.write_text(BRIEF.format(title=title))
    return str(path)


def test_a_film_is_made_over_both_machines(driver, home):
    driver.ask("make", brief(home, "lamp"))  # starts the workers, the second one when steps wait for it
    machines = driver.workers("cpu")
    film = driver.ask("make", brief(home, "dog"))
    assert film["status"] == "SUCCESS"
    assert {machines[pid] for pids in film["pids"].values() for pid in pids} == {"one", "two"}
    assert (home / "films" / "dog.mp4").stat().st_size > 10_000
    assert set(driver.workers("cpu")) == set(machines), "the workers stayed"

    assert driver.ask("stop") == 2
    assert driver.ask("workers") == []


def test_a_step_whose_worker_dies_is_tried_again_on_a_new_one(driver):
    ran = driver.ask("run", "losing")
    assert ran["status"] == "SUCCESS"
    first, second = ran["pids"]["dies_once"]
    assert first != second
    assert ran["kinds"].count("STEP_UP_FOR_RETRY") == 1


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
    driver.kill()
    assert wait_for(stopped, timeout_s=STOPPED_S) < STOPPED_S
    assert alive(int(began.read_text())), "the worker waits for the next step"
    with open_instance(load_settings({}, home=home)) as instance:
        (run,) = instance.get_runs(limit=1)
        steps = instance.get_records_for_run(run.run_id, of_type=dg.DagsterEventType.STEP_SUCCESS).records
    assert steps == []
