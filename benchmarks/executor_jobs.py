"""The jobs that the executor is measured with."""

import time
from functools import cache

import dagster as dg

from videogen_dagster.executor.resident import resident_executor

GPU = {"videogen/pool": "gpu"}
STEPS = 10
GPU_STEPS = 12
LOAD_S = 5.0
USE_S = 0.1


@dg.op(tags=GPU, out=dg.Out(float))
def begin() -> float:
    """Do nothing."""
    return time.time()


@dg.op(tags=GPU)
def follow(context: dg.OpExecutionContext, before: float) -> float:  # noqa: ARG001  # it comes behind another
    """Do nothing but tell when the step's own code began."""
    context.log_event(dg.AssetObservation("engine_call", metadata={"at_s": time.time()}))
    return time.time()


@dg.graph
def chain() -> None:
    """Steps that each wait for the one before."""
    made = begin()
    for _ in range(STEPS - 1):
        made = follow(made)


@cache
def model() -> float:
    """Load a model; a process does so once."""
    time.sleep(LOAD_S)
    return USE_S


@dg.op(tags=GPU)
def draw() -> None:
    """Use a model."""
    time.sleep(model())


@dg.graph
def drawings() -> None:
    """Steps that share one model."""
    for number in range(GPU_STEPS):
        draw.alias(f"draw_{number}")()


def resident_chain() -> dg.JobDefinition:
    """Return the chain under our executor."""
    return chain.to_job(executor_def=resident_executor)


def multiprocess_chain() -> dg.JobDefinition:
    """Return the chain under Dagster's."""
    return chain.to_job(executor_def=dg.multiprocess_executor)


def resident_drawings() -> dg.JobDefinition:
    """Return the drawings under our executor."""
    return drawings.to_job(executor_def=resident_executor)
