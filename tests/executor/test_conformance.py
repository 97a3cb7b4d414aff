"""One table of jobs under Dagster's multiprocess executor and under ours: both log the same."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import dagster as dg
import pytest
from dagster._core.events.log import EventLogEntry

from tests.executor import jobs
from tests.executor.conftest import Site
from tests.executor.streams import begun, events, facts, kinds

pytestmark = pytest.mark.slow

EXECUTORS = {"resident": jobs.resident, "multiprocess": jobs.multiprocess}
BEGINS = {"STEP_START", "STEP_RESTARTED"}
ENDS = ("STEP_SUCCESS", "STEP_FAILURE", "STEP_UP_FOR_RETRY", "STEP_SKIPPED")
SUCCESS, FAILURE, AGAIN, SKIPPED = ([kind] for kind in ENDS)
NEVER: list[str] = []
TABLE = {
    "succeeding": {
        "begin": SUCCESS,
        "add_one": SUCCESS,
        "after_absent": SKIPPED,
        "behind_absent": SKIPPED,
        "spread": SUCCESS,
        "double[left]": SUCCESS,
        "double[right]": SUCCESS,
        "gather": SUCCESS,
        "meet_left": SUCCESS,
        "meet_right": SUCCESS,
        "flaky": AGAIN + SUCCESS,
        "asks_again": AGAIN + SUCCESS,
    },
    "failing": {
        "breaks": FAILURE,
        "refuses": FAILURE,
        "gives_up": AGAIN + FAILURE,
        "needs_a_stove": FAILURE,
        "lies": FAILURE,
        "scatter": SUCCESS,
        "half_breaks[left]": FAILURE,
        "half_breaks[right]": SUCCESS,
    },
    "failing, retried from failure": {
        "breaks": SUCCESS,
        "behind": SUCCESS,
        "refuses": SUCCESS,
        "gives_up": SUCCESS,
        "needs_a_stove": SUCCESS,
        "lies": SUCCESS,
        "half_breaks[left]": SUCCESS,
        "gather": SUCCESS,
    },
    "drawing": {"picture": SUCCESS, "poster": SUCCESS, "picture_is_allowed": FAILURE, "film": NEVER},
}
"""How the attempts of each step end; a step that is not here is not begun, and of an asset that is not made it is told."""


@dataclass(frozen=True)
class Told:
    """What a run's log says, and what its steps wrote."""

    success: bool
    log: Sequence[EventLogEntry]
    written: Mapping[str, tuple[str, str]]


Runs = Mapping[tuple[str, str], Told]
"""By job and executor."""


@pytest.fixture(scope="module")
def runs(site: Site) -> Runs:
    made: dict[tuple[str, str], Told] = {}
    with site.instance() as quiet, site.instance(compute_logs=True) as instance:
        for name, definitions in EXECUTORS.items():
            made["succeeding", name] = run(quiet, definitions, "succeeding")
            made["failing", name] = failing = run(quiet, definitions, "failing")
            again = dg.ReexecutionOptions.from_failure(failing.log[0].run_id, quiet)
            made["failing, retried from failure", name] = run(quiet, definitions, "failing", again)
            made["drawing", name] = run(instance, definitions, "drawing")
    return made


def run(
    instance: dg.DagsterInstance,
    definitions: Callable[[], dg.Definitions],
    job: str,
    options: dg.ReexecutionOptions | None = None,
) -> Told:
    result = dg.execute_job(
        jobs.reconstructable(definitions, job), instance, raise_on_error=False, reexecution_options=options
    )
    log = instance.all_logs(result.run_id)
    return Told(result.success, log, {step: written(instance, log, step) for step in begun(log)})


def written(instance: dg.DagsterInstance, log: Sequence[EventLogEntry], step: str) -> tuple[str, str]:
    """Return what the compute log of a step holds: standard output and standard error."""
    captured = [event.logs_captured_data for event in events(log, "LOGS_CAPTURED")]
    keys = [data.file_key for data in captured if step in (data.step_keys or ())]
    found = [instance.compute_log_manager.get_log_data([log[0].run_id, "compute_logs", key]) for key in keys]
    return b"".join(each.stdout or b"" for each in found).decode(), b"".join(
        each.stderr or b"" for each in found
    ).decode()


@pytest.mark.parametrize("job", TABLE)
def test_both_executors_log_the_same_events(runs, job):
    names = {told.log[0].run_id: name for (name, _), told in runs.items()}
    ours, theirs = (facts(runs[job, executor].log, names) for executor in EXECUTORS)
    assert sum(ours.values()) > 30
    assert (ours - theirs, theirs - ours) == (Counter(), Counter())


@pytest.mark.parametrize("job", TABLE)
def test_both_executors_log_the_events_of_a_step_in_the_same_order(runs, job):
    ours, theirs = (runs[job, executor].log for executor in EXECUTORS)
    assert {step: kinds(ours, step) for step in begun(ours)} == {step: kinds(theirs, step) for step in begun(theirs)}


@pytest.mark.parametrize("executor", EXECUTORS)
@pytest.mark.parametrize(("job", "expected"), TABLE.items())
def test_steps_end_as_the_table_says(runs, job, expected, executor):
    log = runs[job, executor].log
    ended = {step: [kind for kind in kinds(log, step) if kind in ENDS] for step in begun(log)}
    assert ended == expected
    assert runs[job, executor].success == (job in {"succeeding", "failing, retried from failure"})


def test_what_a_failure_tells_arrives(runs):
    told = {
        event.step_key: event.step_failure_data for event in events(runs["failing", "resident"].log, "STEP_FAILURE")
    }
    refused = told["refuses"].user_failure_data
    assert refused is not None
    assert refused.metadata["code"].value == "refused"
    assert told["breaks"].error is not None
    assert told["breaks"].error.cause.message.strip() == "ValueError: it breaks"
    assert "no wood" in str(told["needs_a_stove"].error)
    assert "half_breaks" in str(told["half_breaks[left]"].error)


def test_hooks_see_success_and_failure(runs):
    lines = {
        (entry.step_key, entry.user_message) for job in ("succeeding", "failing") for entry in runs[job, "resident"].log
    }
    assert ("begin", "it went well") in lines
    assert ("refuses", "it went wrong: no") in lines


def test_metadata_and_tags_of_outputs_and_assets_arrive(runs):
    outputs = events(runs["succeeding", "resident"].log, "STEP_OUTPUT")
    metadata = {event.step_key: event.step_output_data.metadata for event in outputs}
    assert metadata["begin"]["length_s"].value == 2.5
    made = {
        event.step_key: event.materialization
        for event in events(runs["drawing", "resident"].log, "ASSET_MATERIALIZATION")
    }
    assert made["picture"].metadata["width"].value == 640
    assert made["picture"].tags["made_by"] == "test"
    assert made["poster"].metadata["height"].value == 360


def test_a_resource_is_set_up_before_its_step_and_torn_down_after_it(runs):
    told = [entry.user_message for entry in runs["succeeding", "resident"].log if entry.step_key == "begin"]
    lit, begun, out = map(told.index, ("the lamp is lit", "begin begins", "the lamp is out"))
    assert lit < begun < out


@pytest.mark.parametrize("executor", EXECUTORS)
def test_what_a_step_writes_is_in_its_own_compute_log(runs, executor):
    outputs = runs["drawing", executor].written
    assert outputs["picture"][0] == "picture speaks\na process of picture speaks\n"
    assert "picture complains" in outputs["picture"][1]
    assert outputs["poster"][0] == "poster speaks\n"
    assert "picture" not in outputs["poster"][1]


@pytest.mark.parametrize("executor", EXECUTORS)
def test_as_many_steps_are_at_work_as_the_limits_allow(runs, executor):
    busy: set[str] = set()
    crowds = [
        frozenset(busy)
        for entry in runs["succeeding", executor].log
        for kind in (entry.dagster_event and entry.dagster_event.event_type_value,)
        if (kind in BEGINS and (busy.add(entry.step_key or "") or True))
        or (kind in ENDS and busy.discard(entry.step_key or ""))
    ]
    assert max(map(len, crowds)) == jobs.LIMITS["max_concurrent"]
    assert not any({"double[left]", "double[right]"} <= crowd for crowd in crowds)


def test_steps_of_the_gpu_pool_run_in_its_worker(runs):
    pids = {
        event.step_key: event.event_specific_data.metadata["pid"].value
        for event in events(runs["succeeding", "resident"].log, "STEP_WORKER_STARTED")
    }
    assert pids["begin"] == pids["add_one"]
    assert pids["begin"] not in {pid for step, pid in pids.items() if step not in {"begin", "add_one"}}


def test_workers_stay_from_step_to_step_and_from_run_to_run(runs):
    started = [
        event.event_specific_data.metadata["pid"].value
        for job in TABLE
        for event in events(runs[job, "resident"].log, "STEP_WORKER_STARTED")
    ]
    assert len(started) > 30
    assert len(set(started)) == 3
