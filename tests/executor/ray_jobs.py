"""Jobs that run in a Ray cluster: what becomes of them is seen in files, which stay when processes are killed."""

import os
import time
from pathlib import Path

import dagster as dg
from dagster._core.definitions.reconstruct import ReconstructableJob, ReconstructableRepository

from videogen_dagster.executor.resident import resident_executor

ROOT = Path(__file__).parents[2]
GPU = {"videogen/pool": "gpu"}
FOREVER_S = 60.0


def told(instance: dg.DagsterInstance, name: str) -> Path:
    """Return the file with which steps tell what they do."""
    return Path(instance.storage_directory()).parent / name


@dg.op(tags=GPU)
def goes_on(context: dg.OpExecutionContext) -> None:
    began = told(context.instance, "began")
    began.write_text(str(os.getpid()))
    try:
        time.sleep(FOREVER_S)
    finally:
        told(context.instance, "stopped").write_text(began.read_text())


@dg.op(tags=GPU)
def quick() -> None:
    return


@dg.job(executor_def=resident_executor)
def endless():
    goes_on()


@dg.job(executor_def=resident_executor)
def short():
    quick()


defs = dg.Definitions(jobs=[endless, short])


def reconstructable(job: str, module: str = __name__) -> ReconstructableJob:
    """Return a job as other processes find it."""
    repository = ReconstructableRepository.for_module(module, "defs", working_directory=str(ROOT))
    return repository.get_reconstructable_job(job)
