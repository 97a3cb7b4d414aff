"""Dagster's step-delegating executor, made to wait for what happens instead of asking for it."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

import dagster as dg
from dagster._core.events import DagsterEvent, EngineEventData
from dagster._core.execution.context.system import IStepContext, PlanOrchestrationContext
from dagster._core.execution.plan.plan import ExecutionPlan
from dagster._core.execution.plan.state import KnownExecutionState
from dagster._core.execution.retries import RetryMode
from dagster._core.executor.step_delegating import (
    CheckStepHealthResult,
    StepDelegatingExecutor,
    StepHandler,
    StepHandlerContext,
)
from dagster._serdes import serialize_value
from dagster._utils.error import SerializableErrorInfo

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.executor.backends import Backend, PoolName, StepCall, StepHandle
from videogen_dagster.executor.run_process import sign
from videogen_dagster.executor.steps import CONCLUSIONS, GRACE_S

POOL_TAG: Final = "videogen/pool"
POOLS: Final[Mapping[str, PoolName]] = {"cpu": "cpu", "gpu": "gpu"}
INTERRUPT_S: Final = 0.25
"""How often a run that waits looks whether it was told to stop."""
READ_AGAIN_S: Final = 5.0
"""How often the event log is read although no step is known to have ended."""
TURN_S: Final = 0.01
"""What Dagster's loop sleeps in each turn; without steps at work nothing else stops it from turning."""
STOPPING_S: Final = GRACE_S + 2.0


class ResidentStepHandler(StepHandler):
    """Gives the steps of one run to a backend.

    Args:
        backend: Where they run.
    """

    def __init__(self, backend: Backend) -> None:
        self.changed = threading.Event()
        self._backend = backend
        self._handles: dict[str, StepHandle] = {}

    @property
    def name(self) -> str:
        """What the run's log calls it."""
        return f"resident workers, {self._backend.name}"

    def launch_step(self, step_handler_context: StepHandlerContext) -> Iterator[DagsterEvent]:
        """Give the step to the pool that its tag names.

        Raises:
            InvalidInput: There is no such pool.
        """
        key = _step_key(step_handler_context)
        pool = _pool(key, step_handler_context.step_tags[key])
        yield DagsterEvent.step_worker_starting(
            step_handler_context.get_step_context(key),
            message=f"Sending step {key} to the {pool} workers ({self._backend.name}).",
            metadata={"pool": dg.MetadataValue.text(pool)},
        )
        call = StepCall(
            pool=pool,
            run_id=step_handler_context.execute_step_args.run_id,
            step_key=key,
            packed=serialize_value(step_handler_context.execute_step_args),
        )
        self._handles[key] = self._backend.start(call, self.changed.set)

    def check_step_health(self, step_handler_context: StepHandlerContext) -> CheckStepHealthResult:
        """Return whether the step goes on, or the event log tells how it ended: the log is right, not the transport."""
        key = _step_key(step_handler_context)
        handle = self._handles.get(key)
        if handle is None:
            return CheckStepHealthResult.unhealthy("an earlier process of this run had started it")
        end = handle.end
        if end is None or end.outcome == "concluded" or _is_concluded(step_handler_context, key):
            return CheckStepHealthResult.healthy()
        return CheckStepHealthResult.unhealthy(end.message)

    def terminate_step(self, step_handler_context: StepHandlerContext) -> Iterator[DagsterEvent]:
        """Stop the step; returns at once."""
        key = _step_key(step_handler_context)
        yield DagsterEvent.engine_event(
            step_handler_context.get_step_context(key), f"Stopping step {key}.", EngineEventData()
        )
        if key in self._handles:
            self._handles[key].cancel()

    def close(self) -> None:
        """Stop what still runs and wait until it has stopped, so that the run's log ends with the run."""
        going_on = [handle for handle in self._handles.values() if handle.end is None]
        for handle in going_on:
            handle.cancel()
        until_s = time.monotonic() + STOPPING_S
        for handle in going_on:
            handle.wait(max(0.0, until_s - time.monotonic()))
        self._backend.close()


class ResidentExecutor(StepDelegatingExecutor):
    """Delegates steps to a backend, and goes on as soon as one has ended.

    Args:
        handler: Gives the steps to the backend.
        retries: Whether steps are tried again.
        max_concurrent: How many steps of the run go on at once, or None.
        tag_concurrency_limits: How many with certain tags.
    """

    def __init__(
        self,
        handler: ResidentStepHandler,
        *,
        retries: RetryMode,
        max_concurrent: int | None,
        tag_concurrency_limits: list[dict[str, Any]] | None,
    ) -> None:
        super().__init__(
            handler,
            retries=retries,
            sleep_seconds=TURN_S,
            check_step_health_interval_seconds=0,
            max_concurrent=max_concurrent,
            tag_concurrency_limits=tag_concurrency_limits,
        )
        self._handler = handler
        self._read_at_s = 0.0

    def execute(self, plan_context: PlanOrchestrationContext, execution_plan: ExecutionPlan) -> Iterator[DagsterEvent]:
        """Run the plan's steps; whatever ends this ends them."""
        sign(plan_context)
        try:
            yield from super().execute(plan_context, execution_plan)
        finally:
            self._handler.close()

    def log_failure_or_retry_event_after_error(
        self, step_context: IStepContext, err_info: SerializableErrorInfo, known_state: KnownExecutionState
    ) -> DagsterEvent:
        """Log what becomes of a step that was lost, and see to it that it is read at once."""
        event = super().log_failure_or_retry_event_after_error(step_context, err_info, known_state)
        self._handler.changed.set()
        return event

    def _pop_events(
        self, instance: dg.DagsterInstance, run_id: str, seen_storage_ids: set[int]
    ) -> Sequence[DagsterEvent]:
        """Return new events of the run's log; waits for the end of a step first."""
        has_changed = self._handler.changed.wait(INTERRUPT_S)
        self._handler.changed.clear()  # before the log is read: what ends from now on is read next time
        now_s = time.monotonic()
        if not has_changed and now_s - self._read_at_s < READ_AGAIN_S:
            return ()
        self._read_at_s = now_s
        return super()._pop_events(instance, run_id, seen_storage_ids)


def _step_key(context: StepHandlerContext) -> str:
    (key,) = cast("Sequence[str]", context.execute_step_args.step_keys_to_execute)
    return key


def _pool(key: str, tags: Mapping[str, str]) -> PoolName:
    wanted = tags.get(POOL_TAG, "cpu")
    if wanted not in POOLS:
        raise InvalidInput(f"step {key} asks for the pool {wanted!r}", field=POOL_TAG, remedy="choose cpu or gpu")
    return POOLS[wanted]


def _is_concluded(context: StepHandlerContext, key: str) -> bool:
    """Return whether the event log holds how this attempt of a step ended."""
    state = context.execute_step_args.known_state
    attempt = state.get_retry_state().get_attempt_count(key) if state else 0
    records = context.instance.get_records_for_run(
        context.execute_step_args.run_id, of_type={dg.DagsterEventType(name) for name in CONCLUSIONS}
    ).records
    kinds = [record.event_log_entry.dagster_event_type for record in records if record.event_log_entry.step_key == key]
    for kind in kinds:
        if attempt == 0:
            return True
        attempt -= kind == dg.DagsterEventType.STEP_UP_FOR_RETRY
    return False
