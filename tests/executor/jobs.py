"""Jobs that run under any executor: the tests choose which by `EXECUTORS`, and compare what they log."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.definitions.reconstruct import ReconstructableJob, ReconstructableRepository

from videogen_dagster.executor.resident import resident_executor

ROOT = Path(__file__).parents[2]
MODULE = "tests.executor.jobs"
EXECUTORS = {"resident": resident_executor, "multiprocess": dg.multiprocess_executor}
GPU = {"videogen/pool": "gpu"}
NARROW = {"lane": "narrow"}
LIMITS = {"max_concurrent": 2, "tag_concurrency_limits": [{"key": "lane", "value": "narrow", "limit": 1}]}
MEETING_S = 60.0


def under(graph: dg.GraphDefinition, executor: str) -> dg.JobDefinition:
    return graph.to_job(executor_def=EXECUTORS[executor])


@dg.op(tags=GPU)
def first() -> int:
    return 1


@dg.op(tags=GPU)
def add_one(number: int) -> int:
    return number + 1


@dg.graph
def chain():
    number = first()
    for _ in range(9):
        number = add_one(number)


def resident_chain() -> dg.JobDefinition:
    return under(chain, "resident")


def multiprocess_chain() -> dg.JobDefinition:
    return under(chain, "multiprocess")


class Lamp(dg.ConfigurableResource):
    """A resource that says when it is set up and torn down."""

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        context.log.info("the lamp is lit")

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        context.log.info("the lamp is out")


class Stove(dg.ConfigurableResource):
    """A resource that cannot be set up in the first run."""

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        if _is_first(context.run):
            raise RuntimeError("no wood")


@dg.success_hook
def rejoices(context: dg.HookContext) -> None:
    context.log.info("it went well")


@dg.failure_hook
def mourns(context: dg.HookContext) -> None:
    context.log.info("it went wrong: %s", context.op_exception)


def _is_first(run: dg.DagsterRun | None) -> bool:
    return run is not None and run.parent_run_id is None


# What ends well.


@dg.op(tags=GPU, out={"number": dg.Out(int), "absent": dg.Out(int, is_required=False)})
def begin(context: dg.OpExecutionContext, lamp: Lamp) -> Iterator[dg.Output[int]]:
    """Leaves one output out."""
    context.log.info("begin begins")
    context.log.warning("begin warns")
    yield dg.Output(1, "number", metadata={"unit": "frames", "length_s": 2.5, "words": dg.MetadataValue.md("**bold**")})


@dg.op
def after_absent(number: int) -> int:
    return number


@dg.op
def behind_absent(number: int) -> int:
    return number


@dg.op(out=dg.DynamicOut(int))
def spread(number: int) -> Iterator[dg.DynamicOutput[int]]:
    for name in ("left", "right"):
        yield dg.DynamicOutput(number, mapping_key=name)


@dg.op(tags=NARROW)
def double(number: int) -> int:
    return number * 2


@dg.op
def gather(context: dg.OpExecutionContext, numbers: list[int]) -> int:
    context.log.info("gathered %s", numbers)
    return sum(numbers)


@dg.op
def meet(context: dg.OpExecutionContext) -> None:
    """Ends only if two of them are at work at once."""
    place = Path(context.instance.storage_directory(), context.run_id, "meeting")
    place.mkdir(parents=True, exist_ok=True)
    (place / context.op_handle.name).touch()
    until_s = time.monotonic() + MEETING_S
    while len(list(place.iterdir())) < 2:
        if time.monotonic() > until_s:
            raise TimeoutError("nobody came")
        time.sleep(0.01)


@dg.op(retry_policy=dg.RetryPolicy(max_retries=2, delay=0.01))
def flaky(context: dg.OpExecutionContext) -> int:
    if context.retry_number == 0:
        raise ValueError("the first time never works")
    return context.retry_number


@dg.op
def asks_again(context: dg.OpExecutionContext) -> int:
    if context.retry_number == 0:
        raise dg.RetryRequested(max_retries=1, seconds_to_wait=0.01)
    return context.retry_number


@dg.graph
def succeeding():
    number, absent = begin.with_hooks({rejoices, mourns})()
    behind_absent(after_absent(absent))
    gather(spread(add_one(number)).map(double).collect())
    meet.alias("meet_left")()
    meet.alias("meet_right")()
    flaky()
    asks_again()


# What fails the first time.


@dg.op
def breaks(context: dg.OpExecutionContext) -> int:
    if _is_first(context.run):
        raise ValueError("it breaks") from KeyError("because")
    return 1


@dg.op
def behind(number: int) -> int:
    return number


@dg.op(retry_policy=dg.RetryPolicy(max_retries=2, delay=0.01))
def refuses(context: dg.OpExecutionContext) -> None:
    if _is_first(context.run):
        raise dg.Failure("no", metadata={"code": "refused", "rows": 3}, allow_retries=False)


@dg.op(retry_policy=dg.RetryPolicy(max_retries=1, delay=0.01))
def gives_up(context: dg.OpExecutionContext) -> None:
    if _is_first(context.run):
        raise OSError("never")


@dg.op
def needs_a_stove(context: dg.OpExecutionContext, stove: Stove) -> None:
    context.log.info("it is warm")


@dg.op
def lies(context: dg.OpExecutionContext) -> int:
    return "not a number" if _is_first(context.run) else 1  # ty: ignore[invalid-return-type]  # that is the lie


@dg.op
def half_breaks(context: dg.OpExecutionContext, number: int) -> int:
    if context.get_mapping_key() == "left" and _is_first(context.run):
        raise ValueError("the left one breaks")
    return number


@dg.op(out=dg.DynamicOut(int))
def scatter() -> Iterator[dg.DynamicOutput[int]]:
    for name in ("left", "right"):
        yield dg.DynamicOutput(1, mapping_key=name)


@dg.graph
def failing():
    behind(breaks())
    refuses()
    gives_up()
    needs_a_stove()
    lies()
    gather(scatter().map(half_breaks).collect())


# Assets and their checks.


@dg.asset(
    code_version="1",
    tags={"kind": "drawn"},
    check_specs=[dg.AssetCheckSpec("is_sharp", asset="picture"), dg.AssetCheckSpec("is_bright", asset="picture")],
)
def picture() -> Iterator[Any]:
    sys.stdout.write("picture speaks\n")
    sys.stderr.write("picture complains\n")
    subprocess.run(["echo", "a process of picture speaks"], check=True)
    yield dg.Output(1, metadata={"width": 640}, tags={"made_by": "test"})
    yield dg.AssetCheckResult(passed=True, check_name="is_sharp", metadata={"edges": 12})
    yield dg.AssetCheckResult(passed=False, check_name="is_bright", severity=dg.AssetCheckSeverity.WARN)


@dg.asset_check(asset=picture, blocking=True)
def is_allowed() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False, metadata={"why": "it shows a lamp"})


@dg.asset(code_version="1")
def film(picture: int) -> int:
    return picture


@dg.asset(code_version="1")
def poster() -> dg.MaterializeResult:
    sys.stdout.write("poster speaks\n")
    return dg.MaterializeResult(metadata={"height": 360})


def _definitions(executor: dg.ExecutorDefinition) -> dg.Definitions:
    return dg.Definitions(
        assets=[picture, film, poster],
        asset_checks=[is_allowed],
        jobs=[
            chain.to_job(),
            succeeding.to_job(),
            failing.to_job(hooks={rejoices, mourns}),
            dg.define_asset_job("drawing", selection="*"),
        ],
        resources={"lamp": Lamp(), "stove": Stove()},
        executor=executor,
    )


def resident() -> dg.Definitions:
    pools = {"gpu": {"devices": []}, "cpu": {"workers": 2}}
    return _definitions(resident_executor.configured({**LIMITS, "backend": "local", "pools": pools}, name="limited"))


def multiprocess() -> dg.Definitions:
    """The same jobs under Dagster's own executor, whose processes need not import everything again."""
    start = {"forkserver": {"preload_modules": ["dagster", MODULE]}}
    return _definitions(dg.multiprocess_executor.configured({**LIMITS, "start_method": start}, name="limited"))


def reconstructable(definitions: Callable[[], dg.Definitions], job: str) -> ReconstructableJob:
    """Return a job as other processes find it."""
    repository = ReconstructableRepository.for_module(MODULE, definitions.__name__, working_directory=str(ROOT))
    return repository.get_reconstructable_job(job)
