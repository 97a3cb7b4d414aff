"""The executor of this code location: `resident_executor`, its configuration, and what that becomes."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import dagster as dg
from dagster._core.definitions.executor_definition import ExecutorRequirement, multiple_process_executor_requirements
from dagster._core.definitions.reconstruct import ReconstructableJob
from dagster._core.execution.retries import RetryMode, get_retries_config
from dagster._core.execution.tags import get_tag_concurrency_limits_config
from dagster._core.executor.base import Executor

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.registry import engine_sources
from videogen_dagster.executor.backends import Backend, PoolName, PoolSize
from videogen_dagster.executor.delegating import ResidentExecutor, ResidentStepHandler
from videogen_dagster.executor.kept_storages import keep_connections
from videogen_dagster.executor.local.identity import pool_key
from videogen_dagster.executor.local.places import meeting_folder
from videogen_dagster.executor.local.plan import PoolPlan
from videogen_dagster.executor.local.pool import LocalBackend
from videogen_dagster.executor.run_process import OwnProcessExecutor
from videogen_dagster.setting_values import EXECUTORS
from videogen_dagster.settings import Settings, load_settings, runtime_folder, worker_environment

GPU_IDLE_S: Final = 900.0
"""Loading a model takes from seconds to minutes: a person who looks at a film finds it still loaded."""
CPU_IDLE_S: Final = 300.0
PACKAGE: Final = Path(__file__).parents[1]

_IDLE: Final = dg.Field(float, is_required=False, description="Seconds without work after which a worker ends.")
SCHEMA: Final[Mapping[str, Any]] = {
    "backend": dg.Field(
        dg.Enum("ResidentBackend", [dg.EnumValue(name) for name in EXECUTORS]),
        is_required=False,
        description="Where steps run; left out, as VIDEOGEN_EXECUTOR says.",
    ),
    "address": dg.Field(
        dg.Noneable(dg.StringSource), is_required=False, description="Address of the Ray cluster, with backend: ray."
    ),
    "pools": dg.Field(
        {
            "gpu": dg.Field(
                {
                    "devices": dg.Field(
                        [str],
                        is_required=False,
                        description="The GPUs, a worker for each, as CUDA numbers them; empty: one worker without a GPU.",
                    ),
                    "idle_s": _IDLE,
                },
                is_required=False,
            ),
            "cpu": dg.Field(
                {
                    "workers": dg.Field(
                        dg.IntSource, is_required=False, description="How many steps without a GPU run at once."
                    ),
                    "idle_s": _IDLE,
                },
                is_required=False,
            ),
        },
        is_required=False,
        description="The workers; left out, as VIDEOGEN_GPUS and VIDEOGEN_WORKERS say.",
    ),
    "retries": get_retries_config(),
    "max_concurrent": dg.Field(
        dg.Noneable(dg.IntSource), is_required=False, description="How many steps of one run go on at once."
    ),
    "tag_concurrency_limits": get_tag_concurrency_limits_config(),
}


def _requirements(config: Mapping[str, object]) -> Sequence[ExecutorRequirement]:
    name = config.get("backend") or load_settings().executor
    return [] if name == "in_process" else multiple_process_executor_requirements()


@dg.executor(name="resident", config_schema=dict(SCHEMA), requirements=_requirements)
def resident_executor(init_context: dg.InitExecutorContext) -> Executor:
    """Runs steps in workers that stay: models are loaded once, a step starts in milliseconds.

    Steps choose their workers by the tag `videogen/pool`: `gpu` or `cpu` (the default). One step at a time runs on a GPU.
    """
    config: Mapping[str, Any] = init_context.executor_config
    settings = load_settings()
    keep_connections(init_context.instance)
    retries = RetryMode.from_config(config["retries"]) or RetryMode.ENABLED
    backend = config.get("backend") or settings.executor
    if backend == "in_process":
        return OwnProcessExecutor(retries=retries)
    sizes = pool_sizes(config.get("pools") or {}, settings)
    return ResidentExecutor(
        ResidentStepHandler(open_backend(backend, init_context.job, sizes, settings, address=config.get("address"))),
        retries=retries,
        max_concurrent=config.get("max_concurrent"),
        tag_concurrency_limits=config.get("tag_concurrency_limits"),
    )


def pool_sizes(pools: Mapping[str, Mapping[str, Any]], settings: Settings) -> dict[PoolName, PoolSize]:
    """Return how large the pools are: as the run's configuration says, and else the deployment's.

    Raises:
        InvalidInput: A pool would have no worker.
    """
    gpu, cpu = pools.get("gpu") or {}, pools.get("cpu") or {}
    workers = cpu.get("workers", settings.workers)
    if workers < 1:
        raise InvalidInput(f"{workers} workers", field="pools.cpu.workers", remedy="write a number from 1 on")
    return {
        "gpu": PoolSize(
            devices=tuple(gpu.get("devices", settings.gpus)) or (None,), idle_s=gpu.get("idle_s", GPU_IDLE_S)
        ),
        "cpu": PoolSize(devices=(None,) * workers, idle_s=cpu.get("idle_s", CPU_IDLE_S)),
    }


def open_backend(
    name: str, job: object, sizes: Mapping[PoolName, PoolSize], settings: Settings, *, address: str | None
) -> Backend:
    """Return where a run's steps go; a pool that is not there is on its way when this returns.

    Args:
        name: `local` or `ray`.
        job: The run's job, as the executor gets it.
        sizes: The pools.
        settings: The deployment.
        address: Address of the Ray cluster, or None.

    Raises:
        StorageFailure: The folder for sockets cannot be used, or no process started.
    """
    if name == "ray":
        from videogen_dagster.executor.ray.opening import open_ray  # who has no cluster need not have its parts

        code = job_code(job, settings)
        return open_ray(
            settings, sizes, address=address, sources=code.sources, module=code.module, directory=code.directory
        )
    backend = LocalBackend(local_plan(job, sizes, settings), worker_environment(settings))
    backend.prepare()
    return backend


@dataclass(frozen=True, slots=True)
class JobCode:
    """Where the code of a job is: its files, and the module that the workers import, or None."""

    sources: tuple[Path, ...]
    module: str | None
    directory: str | None


def job_code(job: object, settings: Settings) -> JobCode:
    """Return where the code is that the steps of a job run."""
    pointer = job.repository.pointer if isinstance(job, ReconstructableJob) else None
    module, file = getattr(pointer, "module", None), getattr(pointer, "python_file", None)
    own = (*_beside(file), *_package(module))
    composites = (Path(source) for source in settings.composite_sources if source.endswith(".py"))
    return JobCode(
        sources=(PACKAGE, *own, *composites, *engine_sources()),
        module=module,
        directory=getattr(pointer, "working_directory", None),
    )


def _beside(file: str | None) -> Sequence[Path]:
    """Return the Python files in the folder of a definitions file: it may import them, and what is below may be anything."""
    return sorted(Path(file).resolve().parent.glob("*.py")) if file else []


def _package(module: str | None) -> Sequence[Path]:
    """Return the whole package of a definitions module, or the module that is in none."""
    top = (module or "").partition(".")[0]
    for name in (top, module or ""):
        path = getattr(sys.modules.get(name), "__file__", None)
        if path is not None:
            found = Path(path).resolve()
            return [found.parent if found.name == "__init__.py" else found]
    return []


def local_plan(job: object, sizes: Mapping[PoolName, PoolSize], settings: Settings) -> PoolPlan:
    """Return the local pool that may run the steps of a job.

    Raises:
        StorageFailure: The folder for sockets cannot be used.
    """
    code = job_code(job, settings)
    runtime = runtime_folder()
    return PoolPlan(
        folder=meeting_folder(runtime, settings.home),
        key=pool_key(sizes=sizes, environment=worker_environment(settings), sources=code.sources),
        runtime=runtime,
        home=settings.home,
        sizes=dict(sizes),
        sources=code.sources,
        module=code.module,
        directory=code.directory,
    )
