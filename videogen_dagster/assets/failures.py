"""The one place where our errors become Dagster's failures."""

import random
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import dagster as dg

from videogen_dagster.core.errors import EngineUnavailable, StorageUnavailable, VideogenError
from videogen_dagster.core.shared_failures import RenditionsFailed, ScenesFailed

MOST_RETRIES: Final = 2
FIRST_DELAY_S: Final = 1.0
LONGEST_ASKED_DELAY_S: Final = 120.0
"""A provider that asks for a longer wait is asked again after this one: a run that waits holds its place and looks hung,
and one early request is refused at no cost. `openai` draws the line at the same place."""


@contextmanager
def failures(context: dg.AssetExecutionContext | dg.OpExecutionContext) -> Generator[None]:
    """Turn an error of ours into a retry if one may help, and else into a `dg.Failure` with the error's record.

    A retry policy of Dagster's would also start a step again that a person terminated, so retries are asked for here.
    """
    try:
        yield
    except VideogenError as error:
        if error.retryable and context.retry_number < MOST_RETRIES:
            context.log.warning("trying again: %s", error)
            delay_s = _asked_delay_s(error) + _delay_s(context.retry_number)
            raise dg.RetryRequested(max_retries=MOST_RETRIES, seconds_to_wait=delay_s) from error
        raise dg.Failure(str(error), metadata=_told(error), allow_retries=False) from error
    except dg.DagsterExecutionInterruptedError as interrupt:
        if context.op_execution_context.op_def.retry_policy is None:
            raise
        # The policy is for workers that are lost; Dagster would also begin a step again that a person terminated.
        raise dg.Failure("terminated by a person; what was finished is kept", allow_retries=False) from interrupt


def _delay_s(retry_number: int) -> float:
    """Return a delay that doubles, with jitter so that runs that failed together do not come back together."""
    return FIRST_DELAY_S * 2**retry_number * random.uniform(0.5, 1.5)


def _asked_delay_s(error: VideogenError) -> float:
    """Return how long a provider asked us to wait at least; 0 if none did."""
    tells = EngineUnavailable | StorageUnavailable | ScenesFailed | RenditionsFailed
    asked_s = error.retry_after_s if isinstance(error, tells) else None
    return min(max(asked_s or 0.0, 0.0), LONGEST_ASKED_DELAY_S)


def _told(error: VideogenError) -> dict[str, dg.MetadataValue]:
    report = error.report()
    told: dict[str, dg.MetadataValue] = {
        "code": dg.MetadataValue.text(report.code),
        "message": dg.MetadataValue.text(report.message),
        "field": dg.MetadataValue.text(report.field or ""),
        "remedy": dg.MetadataValue.text(report.remedy or ""),
        "exit_code": dg.MetadataValue.int(error.exit_code),
    }
    if isinstance(error, ScenesFailed):
        rows = [dg.TableRecord({"scene": scene, "error": str(why)}) for scene, why in sorted(error.failures.items())]
        told["scenes"] = dg.MetadataValue.table(rows)
    return told
