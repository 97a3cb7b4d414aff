"""A run that ends just while somebody looks whether its process is still there ended as it says."""

import socket
import sys
from collections.abc import Callable
from types import FrameType

import dagster as dg
import pytest

from tests.fakes.graph import Stage
from videogen_dagster.definitions import defs
from videogen_dagster.executor.run_process import PID_TAG
from videogen_dagster.run_states import is_abandoned
from videogen_dagster.runs import close_abandoned_runs
from videogen_dagster.settings import load_settings
from videogen_dagster.statuses import project_status

NOBODY = 2**22 + 1
"""No process of Linux has a number above 2**22."""


@pytest.fixture
def stage(tmp_path) -> Stage:
    stage = Stage(tmp_path)
    stage.begin()
    return stage


@pytest.fixture
def run_id(stage) -> str:
    """A run at work, as its record says; its process is gone."""
    run = stage.instance.create_run_for_job(
        defs.resolve_job_def("make_film"),
        status=dg.DagsterRunStatus.STARTED,
        tags={"dagster/partition": "hills", PID_TAG: f"{NOBODY}@{socket.gethostname()}#"},
    )
    return run.run_id


def state_of(stage: Stage, run_id: str) -> dg.DagsterRunStatus:
    run = stage.instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


def told(stage: Stage) -> tuple[str, list[str]]:
    """Return how a status tells project and runs."""
    settings = load_settings({}, home=stage.folder)
    status = project_status(stage.instance, stage.store, settings, "hills")
    return status.status, [run.status for run in status.runs]


def ending_meanwhile(stage: Stage, run_id: str, look: Callable[[], None]) -> None:
    """Look; what the run's process said last is recorded when its record was read and the process is about to be looked for."""

    def end(frame: FrameType, event: str, _value: object) -> None:
        if event == "call" and frame.f_code is is_abandoned.__code__:
            sys.setprofile(None)
            stage.instance.report_dagster_event(
                dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, "make_film"), run_id
            )

    sys.setprofile(end)
    try:
        look()
    finally:
        sys.setprofile(None)
    assert state_of(stage, run_id) is dg.DagsterRunStatus.SUCCESS


def test_a_run_that_lost_its_process_is_told_as_failed(stage, run_id):
    assert told(stage) == ("failed", ["ABANDONED"])
    close_abandoned_runs(stage.instance, "hills")
    assert state_of(stage, run_id) is dg.DagsterRunStatus.FAILURE


def test_the_next_command_leaves_a_run_as_it_ended_meanwhile(stage, run_id):
    ending_meanwhile(stage, run_id, lambda: close_abandoned_runs(stage.instance, "hills"))


def test_a_status_does_not_call_a_run_failed_that_ended_meanwhile(stage, run_id):
    found: list[tuple[str, list[str]]] = []
    ending_meanwhile(stage, run_id, lambda: found.append(told(stage)))
    ((state, _),) = found
    assert state != "failed"
