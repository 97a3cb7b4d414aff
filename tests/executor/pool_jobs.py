"""A job whose steps tell the tests in which process they are."""

import os
from pathlib import Path

import dagster as dg

from videogen_dagster.executor.resident import resident_executor

GPU = {"videogen/pool": "gpu"}


class Told(dg.Config):
    """Where a step writes the number of its process."""

    folder: str


def _tell(context: dg.OpExecutionContext, config: Told) -> None:
    Path(config.folder, f"{context.op.name}-{context.retry_number}").write_text(str(os.getpid()))


@dg.op(tags=GPU)
def quick(context: dg.OpExecutionContext, config: Told) -> int:
    _tell(context, config)
    print("said by", os.getpid())  # noqa: T201  # captured as the step's output
    return os.getpid()


@dg.op
def behind(context: dg.OpExecutionContext, config: Told, made_by: int) -> None:
    _tell(context, config)


@dg.job(executor_def=resident_executor)
def two_follow():
    behind(quick())
