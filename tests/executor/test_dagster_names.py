"""The private names of Dagster that the executor stands on: an upgrade that moves one fails here, and says which."""

import ast
import importlib
import inspect
import tomllib
from pathlib import Path

import pytest

import videogen_dagster.executor

PACKAGE = Path(videogen_dagster.executor.__file__).parent
IMPORTED = {
    "dagster._cli.api": {"_execute_step_command_body"},
    "dagster._core.code_pointer": {"load_python_module"},
    "dagster._core.definitions.executor_definition": {"ExecutorRequirement", "multiple_process_executor_requirements"},
    "dagster._core.definitions.reconstruct": {"ReconstructableJob"},
    "dagster._core.errors": {"DagsterExecutionInterruptedError"},
    "dagster._core.events": {"DagsterEvent", "EngineEventData"},
    "dagster._core.events.log": {"EventLogEntry"},
    "dagster._core.execution.compute_logs": {"redirect_to_file"},
    "dagster._core.execution.context.system": {"IStepContext", "PlanOrchestrationContext"},
    "dagster._core.execution.plan.plan": {"ExecutionPlan"},
    "dagster._core.execution.plan.state": {"KnownExecutionState"},
    "dagster._core.execution.retries": {"RetryMode", "get_retries_config"},
    "dagster._core.execution.tags": {"get_tag_concurrency_limits_config"},
    "dagster._core.executor.base": {"Executor"},
    "dagster._core.executor.in_process": {"InProcessExecutor"},
    "dagster._core.executor.step_delegating": {
        "CheckStepHealthResult",
        "StepDelegatingExecutor",
        "StepHandler",
        "StepHandlerContext",
    },
    "dagster._core.instance.ref": {"InstanceRef"},
    "dagster._core.storage.compute_log_manager": {"CapturedLogContext", "ComputeIOType"},
    "dagster._core.storage.event_log.sqlite": {"SqliteEventLogStorage"},
    "dagster._core.storage.local_compute_log_manager": {"IO_TYPE_EXTENSION", "LocalComputeLogManager"},
    "dagster._core.storage.runs.sqlite": {"SqliteRunStorage"},
    "dagster._grpc.types": {"ExecuteStepArgs"},
    "dagster._serdes": {"deserialize_value", "serialize_value"},
    "dagster._utils": {"ensure_file"},
    "dagster._utils.error": {"SerializableErrorInfo"},
    "dagster._utils.interrupts": {"capture_interrupts", "check_captured_interrupt"},
}
"""By module: what the executor imports."""
CALLED = {
    "dagster._cli.api:_execute_step_command_body": ("args", "instance", "dagster_run"),
    "dagster._core.executor.step_delegating:StepDelegatingExecutor._pop_events": (
        "self",
        "instance",
        "run_id",
        "seen_storage_ids",
    ),
    "dagster._core.executor.step_delegating:StepDelegatingExecutor.execute": ("self", "plan_context", "execution_plan"),
    "dagster._core.executor.base:Executor.log_failure_or_retry_event_after_error": (
        "self",
        "step_context",
        "err_info",
        "known_state",
    ),
    "dagster._core.executor.step_delegating:StepHandler.launch_step": ("self", "step_handler_context"),
    "dagster._core.executor.step_delegating:StepHandler.check_step_health": ("self", "step_handler_context"),
    "dagster._core.executor.step_delegating:StepHandler.terminate_step": ("self", "step_handler_context"),
    "dagster._core.execution.plan.state:KnownExecutionState.get_retry_state": ("self",),
    "dagster._core.execution.retries:RetryState.get_attempt_count": ("self", "key"),
    "dagster._core.storage.event_log.sqlite:SqliteEventLogStorage._connect": ("self", "shard"),
    "dagster._core.storage.event_log.sqlite:SqliteEventLogStorage._initdb": ("self", "engine"),
    "dagster._core.storage.event_log.sqlite:SqliteEventLogStorage.conn_string_for_shard": ("self", "shard_name"),
    "dagster._core.storage.event_log.sqlite:SqliteEventLogStorage.path_for_shard": ("self", "run_id"),
    "dagster._core.storage.runs.sqlite:SqliteRunStorage.connect": ("self",),
    "dagster._core.storage.local_compute_log_manager:LocalComputeLogManager.capture_logs": ("self", "log_key"),
    "dagster._core.storage.local_compute_log_manager:LocalComputeLogManager.complete_artifact_path": (
        "self",
        "log_key",
    ),
}
"""Functions that the executor calls or overrides: the parameters that they need."""
KEPT = {
    "dagster._core.instance.instance:DagsterInstance.__init__": {
        "_event_storage",
        "_run_storage",
        "_compute_log_manager",
    },
    "dagster._core.storage.event_log.sqlite:SqliteEventLogStorage.__init__": {
        "_base_dir",
        "_db_lock",
        "_initialized_dbs",
    },
    "dagster._core.storage.runs.sqlite:SqliteRunStorage.__init__": {"_conn_string"},
    "dagster._core.storage.local_compute_log_manager:LocalComputeLogManager.__init__": {"_base_dir"},
}
"""Attributes that the executor reads or replaces, by the function that sets them."""


def found(name: str) -> object:
    module, _, path = name.partition(":")
    place: object = importlib.import_module(module)
    for part in path.split("."):
        assert hasattr(place, part), f"Dagster has no {name} any more"
        place = getattr(place, part)
    return place


def imports(path: Path) -> set[tuple[str, str]]:
    tree = ast.parse(path.read_text())
    return {
        (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dagster._")
        for alias in node.names
    }


def test_the_table_names_all_that_the_executor_imports():
    used = {each for path in PACKAGE.rglob("*.py") for each in imports(path)}
    assert used == {(module, name) for module, names in IMPORTED.items() for name in names}


@pytest.mark.parametrize("module", IMPORTED)
def test_dagster_has_the_names_that_the_executor_imports(module):
    for name in IMPORTED[module]:
        found(f"{module}:{name}")


@pytest.mark.parametrize("name", CALLED)
def test_dagster_calls_these_functions_as_the_executor_does(name):
    required = [each.name for each in inspect.signature(found(name)).parameters.values() if each.default is each.empty]
    assert tuple(required) == CALLED[name], f"{name} has other parameters"


@pytest.mark.parametrize("name", KEPT)
def test_dagster_keeps_these_attributes_where_the_executor_looks(name):
    source = inspect.getsource(found(name))
    missing = {each for each in KEPT[name] if f"self.{each}" not in source}
    assert not missing, f"{name} sets no {missing} any more"


def test_the_minor_version_of_dagster_is_pinned():
    project = tomllib.loads((PACKAGE.parents[1] / "pyproject.toml").read_text())["project"]
    (dagster,) = [each for each in project["dependencies"] if each.startswith("dagster>")]
    assert dagster.endswith(",<1.14"), "the names above were read in 1.13"
