"""One attempt of a step in this process, whatever its threads do first."""

import sys
import threading
import time
from types import FrameType

import pytest
from dagster._core.execution.retries import RetryMode
from dagster._grpc.types import ExecuteStepArgs
from dagster._serdes import serialize_value

from tests.e2e.serving import until
from tests.executor.conftest import PATIENCE_S
from tests.executor.faulty import notes, reconstructable
from videogen_dagster.executor.backends import StepCall
from videogen_dagster.executor.steps import StepAttempt

PAUSE_S = 1.0
"""Longer than a step takes to end; how long the thread that cancels it is held up."""
pytestmark = pytest.mark.slow


@pytest.fixture
def instance(site):
    with site.instance() as opened:
        yield opened


def test_a_step_that_shrugs_is_killed_even_if_the_thread_that_cancelled_it_is_held_up(instance):
    code = reconstructable("orphaned")
    run = instance.create_run_for_job(code.get_definition(), job_code_origin=code.get_python_origin())
    packed = ExecuteStepArgs(
        job_origin=code.get_python_origin(),
        run_id=run.run_id,
        step_keys_to_execute=["shrugs"],
        instance_ref=instance.get_ref(),
        retry_mode=RetryMode.DEFERRED,
        print_serialized_events=False,
    )
    killed: list[float] = []
    call = StepCall(pool="cpu", run_id=run.run_id, step_key="shrugs", packed=serialize_value(packed))
    attempt = StepAttempt(call, kill=lambda: killed.append(time.monotonic()))

    def cancel() -> None:
        until(lambda: notes(instance, run.run_id), bool, within_s=PATIENCE_S)
        sys.setprofile(_pause_where_threads_start)
        attempt.cancel()

    canceller = threading.Thread(target=cancel, daemon=True)
    canceller.start()
    attempt.run()
    canceller.join(PATIENCE_S)
    assert [note.word for note in notes(instance, run.run_id)] == ["begun", "stopped"]
    assert killed


def _pause_where_threads_start(frame: FrameType, event: str, _value: object) -> None:
    if event == "call" and frame.f_code is threading.Thread.start.__code__:
        time.sleep(PAUSE_S)
